package dev.brass.server.webhook;

import dev.brass.server.db.PageBytes;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The messages to a tenant's endpoint of one mode, oldest first.
final class EventRepository {

  private static final String SELECT =
      """
      select m.id, m.order_id, m.mode, m.event, m.target, m.body, m.sealed_body, m.clock, m.created_at,
        d.number, d.outcome, d.status, d.started_at,
        exists (
          select from webhook_waiting w
          where w.tenant_id = m.tenant_id and w.mode = m.mode and w.message_id = m.id) as waiting,
        coalesce(octet_length(m.body), 0) + coalesce(octet_length(m.sealed_body), 0) as size
      from webhook_message m
      left join lateral (
        select number, outcome, status, started_at from webhook_delivery d
        where d.tenant_id = m.tenant_id and d.message_id = m.id
        order by number desc limit 1) d on true
      where m.tenant_id = :tenant and m.mode = :mode and m.target is null
      """;

  private static final String ONE = SELECT + "and m.id = :message";

  private static final String PAGE =
      """
      and m.id > :after and m.id >= :from
      and (:event::text is null or m.event = :event)
      order by m.id limit :limit
      """;

  private static final String ALL = PageBytes.cut(SELECT + PAGE);

  private static final String OF_ORDER = PageBytes.cut(SELECT + "and m.order_id = :order\n" + PAGE);

  private EventRepository() {}

  /// An event with the data to deliver it once more.
  record Row(Event event, @Nullable UUID clock) {
    MessageRepository.Found found() {
      return new MessageRepository.Found(event.message(), clock);
    }
  }

  static List<Row> list(
      Handle handle,
      PersonalData personal,
      TenantId tenant,
      Mode mode,
      Event.Filter filter,
      int limit) {
    UUID nil = new UUID(0, 0);
    Query query = PageBytes.bind(handle.createQuery(filter.order() == null ? ALL : OF_ORDER));
    if (filter.order() != null) {
      query.bind("order", filter.order());
    }
    return query
        .bind("tenant", tenant.value())
        .bind("mode", mode.name())
        .bind("after", filter.after() == null ? nil : filter.after())
        .bind("from", filter.since() == null ? nil : OldMessages.firstIdAt(filter.since()))
        .bind("event", filter.event())
        .bind("limit", limit)
        .map((row, _) -> row(personal, tenant, row))
        .list();
  }

  static Optional<Row> find(
      Handle handle, PersonalData personal, TenantId tenant, Mode mode, UUID message) {
    return handle
        .createQuery(ONE)
        .bind("tenant", tenant.value())
        .bind("mode", mode.name())
        .bind("message", message)
        .map((row, _) -> row(personal, tenant, row))
        .findOne();
  }

  private static Row row(PersonalData personal, TenantId tenant, ResultSet row)
      throws SQLException {
    return new Row(
        new Event(
            MessageRepository.message(personal, tenant, row),
            row.getBoolean("waiting"),
            row.getObject("status", Integer.class),
            EndpointRepository.instant(row, "started_at")),
        row.getObject("clock", UUID.class));
  }
}
