package dev.brass.server.product;

import dev.brass.server.product.WrittenReading.Outcome;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// The table `product_question`.
final class QuestionRepository {

  private static final String COLUMNS =
      """
      select tenant_id, id, store, sandbox, kind, subject, page, freshness, not_before, asked_at,
        outcome, body, fetched_at
      from product_question
      """;

  private static final String FIND =
      COLUMNS
          + """
          where tenant_id = :tenant and store = :store and sandbox = :sandbox and kind = :kind
            and subject = :subject and page = :page and freshness = :freshness
          """;

  private static final String GET = COLUMNS + "where tenant_id = :tenant and id = :id";

  private static final String INSERT =
      """
      insert into product_question
        (tenant_id, id, store, sandbox, kind, subject, page, freshness, not_before, asked_at)
      values (:tenant, :id, :store, :sandbox, :kind, :subject, :page, :freshness, :notBefore,
        :asked)
      on conflict do nothing
      """;

  private static final String ANSWER =
      """
      update product_question set outcome = :outcome, body = :body, fetched_at = :fetched
      where tenant_id = :tenant and id = :id and outcome is null
      """;

  private static final String DELETE =
      "delete from product_question where tenant_id = :tenant and id = :id";

  private static final String COUNT =
      """
      select count(*) from (
        select from product_question where tenant_id = :tenant limit :most) counted
      """;

  private static final String DELETE_OLD =
      """
      delete from product_question where ctid = any(array(
        select ctid from product_question where asked_at <= :until order by asked_at limit :most))
      """;

  /// The stored question that a new one equals.
  Optional<StoredQuestion> find(Handle handle, StoredQuestion asked) {
    return handle
        .createQuery(FIND)
        .bind("tenant", asked.tenant().value())
        .bind("store", asked.store())
        .bind("sandbox", asked.sandbox())
        .bind("kind", asked.question().kind())
        .bind("subject", asked.question().subject())
        .bind("page", asked.question().page())
        .bind("freshness", asked.freshness())
        .map(QuestionRepository::question)
        .findOne();
  }

  Optional<StoredQuestion> get(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .bind("id", id)
        .map(QuestionRepository::question)
        .findOne();
  }

  /// Stores a question without an answer; false when an equal one came first.
  boolean insert(Handle handle, StoredQuestion asked) {
    return handle
            .createUpdate(INSERT)
            .bind("tenant", asked.tenant().value())
            .bind("id", asked.id())
            .bind("store", asked.store())
            .bind("sandbox", asked.sandbox())
            .bind("kind", asked.question().kind())
            .bind("subject", asked.question().subject())
            .bind("page", asked.question().page())
            .bind("freshness", asked.freshness())
            .bind("notBefore", asked.notBefore())
            .bind("asked", asked.askedAt())
            .execute()
        == 1;
  }

  void answer(Handle handle, StoredQuestion asked, WrittenReading answer) {
    handle
        .createUpdate(ANSWER)
        .bind("tenant", asked.tenant().value())
        .bind("id", asked.id())
        .bind("outcome", answer.outcome().name())
        .bind("body", answer.body())
        .bind("fetched", answer.at())
        .execute();
  }

  /// Deletes a question; false when another call has deleted it.
  boolean delete(Handle handle, StoredQuestion asked) {
    return handle
            .createUpdate(DELETE)
            .bind("tenant", asked.tenant().value())
            .bind("id", asked.id())
            .execute()
        == 1;
  }

  /// The number of a tenant's questions, counted up to `most`.
  int count(Handle handle, TenantId tenant, int most) {
    return handle
        .createQuery(COUNT)
        .bind("tenant", tenant.value())
        .bind("most", most)
        .mapTo(Integer.class)
        .one();
  }

  /// Deletes questions that were asked until then, oldest first; returns their number.
  int delete(Handle handle, Instant until, int most) {
    return handle.createUpdate(DELETE_OLD).bind("until", until).bind("most", most).execute();
  }

  private static StoredQuestion question(ResultSet row, StatementContext context)
      throws SQLException {
    String outcome = row.getString("outcome");
    OffsetDateTime fetchedAt = row.getObject("fetched_at", OffsetDateTime.class);
    return new StoredQuestion(
        new TenantId(row.getObject("tenant_id", UUID.class)),
        row.getObject("id", UUID.class),
        row.getString("store"),
        row.getBoolean("sandbox"),
        Question.of(row.getString("kind"), row.getString("subject"), row.getInt("page")),
        row.getString("freshness"),
        row.getObject("not_before", OffsetDateTime.class).toInstant(),
        row.getObject("asked_at", OffsetDateTime.class).toInstant(),
        outcome == null
            ? null
            : new WrittenReading(
                Outcome.valueOf(outcome),
                row.getString("body"),
                fetchedAt == null ? null : fetchedAt.toInstant()));
  }
}
