package dev.brass.server.product;

import dev.brass.server.product.WrittenReading.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/// The table `product_answer`.
final class AnswerRepository {

  private static final String FIND =
      """
      select outcome, body, fetched_at from product_answer
      where tenant_id = :owner and store = :store and kind = :kind and subject = :subject
        and page = :page
      """;

  /// When two nodes asked at the same time, the later answer stays.
  private static final String SAVE =
      """
      insert into product_answer
        (tenant_id, store, kind, subject, page, outcome, body, fetched_at, stored_at)
      values (:owner, :store, :kind, :subject, :page, :outcome, :body, :fetched, :now)
      on conflict (tenant_id, store, kind, subject, page) do update
      set outcome = excluded.outcome, body = excluded.body, fetched_at = excluded.fetched_at,
        stored_at = excluded.stored_at
      where product_answer.fetched_at <= excluded.fetched_at
      """;

  private static final String OLDEST_KEPT =
      "select stored_at from product_answer order by stored_at desc offset :most limit 1";

  private static final String DELETE =
      """
      delete from product_answer where ctid = any(array(
        select ctid from product_answer where stored_at <= :until order by stored_at limit :most))
      """;

  Optional<WrittenReading> find(Handle handle, AnswerKey key) {
    return keyed(handle.createQuery(FIND), key).map(AnswerRepository::written).findOne();
  }

  /// Keeps an answer in the place of an older one.
  ///
  /// @param answer one with a time
  void save(Handle handle, AnswerKey key, WrittenReading answer, Instant now) {
    keyed(handle.createUpdate(SAVE), key)
        .bind("outcome", answer.outcome().name())
        .bind("body", answer.body())
        .bind("fetched", answer.at())
        .bind("now", now)
        .execute();
  }

  /// The time at which the first answer beyond the youngest `most` was stored; empty when there are
  /// no more.
  Optional<Instant> beyond(Handle handle, int most) {
    return handle
        .createQuery(OLDEST_KEPT)
        .bind("most", most)
        .map((row, _) -> row.getObject("stored_at", OffsetDateTime.class).toInstant())
        .findOne();
  }

  /// Deletes answers that were stored until then, oldest first; returns their number.
  int delete(Handle handle, Instant until, int most) {
    return handle.createUpdate(DELETE).bind("until", until).bind("most", most).execute();
  }

  private static <S extends SqlStatement<S>> S keyed(S statement, AnswerKey key) {
    return statement
        .bind("owner", key.owner())
        .bind("store", key.store())
        .bind("kind", key.kind())
        .bind("subject", key.subject())
        .bind("page", key.page());
  }

  private static WrittenReading written(ResultSet row, StatementContext context)
      throws SQLException {
    return new WrittenReading(
        Outcome.valueOf(row.getString("outcome")),
        row.getString("body"),
        row.getObject("fetched_at", OffsetDateTime.class).toInstant());
  }
}
