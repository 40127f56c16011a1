package dev.brass.server.support;

import dev.brass.server.order.OrderKey;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.support.CaseMessage.Author;
import dev.brass.spi.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The table `case_message`. Thread-safe.
final class CaseRepository {

  /// Serialises the writers of a case.
  private static final String LOCK =
      """
      select 1 from orders where tenant_id = :tenant and id = :order for update
      """;

  private static final String MESSAGES =
      """
      select number, type, author, text, sealed_text, refund, currency, created_at from case_message
      where tenant_id = :tenant and order_id = :order order by number
      """;

  private static final String BY_KEY =
      """
      select number from case_message
      where tenant_id = :tenant and order_id = :order and idempotency_key = :key
      """;

  private static final String INSERT =
      """
      insert into case_message (tenant_id, order_id, number, type, author, sealed_text, refund, currency,
                                idempotency_key, created_at)
      values (:tenant, :order, :number, :type, :author, :text, :refund::bigint, :currency::text,
              :key::text, :at::timestamptz)
      """;

  private final PersonalData personal;

  CaseRepository(PersonalData personal) {
    this.personal = personal;
  }

  void lock(Handle handle, OrderKey key) {
    bind(handle.createQuery(LOCK), key).mapTo(Integer.class).one();
  }

  SupportCase get(Handle handle, OrderKey key) {
    List<CaseMessage> messages =
        bind(handle.createQuery(MESSAGES), key).map((row, _) -> message(row, key)).list();
    return new SupportCase(key, messages);
  }

  /// The number of the message that came with an idempotency key.
  Optional<Integer> byKey(Handle handle, OrderKey key, String idempotencyKey) {
    return bind(handle.createQuery(BY_KEY), key)
        .bind("key", idempotencyKey)
        .mapTo(Integer.class)
        .findOne();
  }

  void insert(Handle handle, OrderKey key, CaseMessage message, @Nullable String idempotencyKey) {
    Money refund = message.refund();
    handle
        .createUpdate(INSERT)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("number", message.number())
        .bind("type", message.type())
        .bind("author", message.author().name().toLowerCase(Locale.ROOT))
        .bind(
            "text",
            personal.seal(
                PersonalColumn.CASE_TEXT,
                key.tenant(),
                PersonalColumn.row(key.id(), message.number()),
                message.text()))
        .bind("refund", refund == null ? null : refund.minor())
        .bind("currency", refund == null ? null : refund.currency().getCurrencyCode())
        .bind("key", idempotencyKey)
        .bind("at", message.at().toString())
        .execute();
  }

  private static Query bind(Query query, OrderKey key) {
    return query.bind("tenant", key.tenant().value()).bind("order", key.id().value());
  }

  private CaseMessage message(ResultSet row, OrderKey key) throws SQLException {
    String currency = row.getString("currency");
    int number = row.getInt("number");
    String text =
        personal
            .open(
                PersonalColumn.CASE_TEXT,
                key.tenant(),
                PersonalColumn.row(key.id(), number),
                row.getBytes("sealed_text"),
                row.getString("text"))
            .getFirst();
    return new CaseMessage(
        number,
        row.getString("type"),
        Author.valueOf(row.getString("author").toUpperCase(Locale.ROOT)),
        Objects.requireNonNull(text),
        currency == null ? null : Money.of(row.getLong("refund"), currency),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
