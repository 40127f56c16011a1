package dev.brass.server.webhook;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Messages that are no longer needed.
final class OldMessageRepository {

  private static final String NEXT_TENANT =
      """
      select tenant_id from webhook_message
      where tenant_id > :after order by tenant_id limit 1
      """;

  private static final String PAGE =
      """
      select m.id, coalesce((
        select d.outcome = 'DELIVERED' from webhook_delivery d
        where d.tenant_id = m.tenant_id and d.message_id = m.id
        order by d.number desc limit 1), false) as delivered
      from webhook_message m
      where m.tenant_id = :tenant and m.id > :after and m.id < :before
      order by m.id limit :limit
      """;

  private static final String DELETE_DELIVERIES =
      "delete from webhook_delivery where tenant_id = :tenant and message_id = any(:messages)";

  private static final String DELETE_MESSAGES =
      "delete from webhook_message where tenant_id = :tenant and id = any(:messages)";

  private OldMessageRepository() {}

  /// A message that is old enough.
  record Old(UUID id, boolean delivered) {}

  /// The first tenant after one that has messages.
  static Optional<UUID> nextTenant(Handle handle, UUID after) {
    return handle.createQuery(NEXT_TENANT).bind("after", after).mapTo(UUID.class).findOne();
  }

  /// The messages of a tenant between two ids, oldest first.
  static List<Old> page(Handle handle, UUID tenant, UUID after, UUID before, int limit) {
    return handle
        .createQuery(PAGE)
        .bind("tenant", tenant)
        .bind("after", after)
        .bind("before", before)
        .bind("limit", limit)
        .map((row, _) -> new Old(row.getObject("id", UUID.class), row.getBoolean("delivered")))
        .list();
  }

  /// Deletes messages with their deliveries.
  static void delete(Handle handle, UUID tenant, List<UUID> messages) {
    handle
        .createUpdate(DELETE_DELIVERIES)
        .bind("tenant", tenant)
        .bindArray("messages", UUID.class, messages)
        .execute();
    handle
        .createUpdate(DELETE_MESSAGES)
        .bind("tenant", tenant)
        .bindArray("messages", UUID.class, messages)
        .execute();
  }
}
