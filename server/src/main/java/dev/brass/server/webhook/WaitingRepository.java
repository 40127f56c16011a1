package dev.brass.server.webhook;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Messages that came due while their endpoint was paused.
final class WaitingRepository {

  private static final String INSERT =
      """
      insert into webhook_waiting (tenant_id, mode, message_id) values (:tenant, :mode, :message)
      on conflict do nothing
      """;

  private static final String ANY =
      "select exists (select from webhook_waiting where tenant_id = :tenant and mode = :mode)";

  private static final String TAKE =
      """
      with first as materialized (
        select message_id from webhook_waiting
        where tenant_id = :tenant and mode = :mode and message_id > :after
        order by message_id limit :limit for update)
      delete from webhook_waiting w using first
      where w.tenant_id = :tenant and w.mode = :mode and w.message_id = first.message_id
      returning w.message_id
      """;

  private WaitingRepository() {}

  static void insert(Handle handle, TenantId tenant, Mode mode, UUID message) {
    handle
        .createUpdate(INSERT)
        .bind("tenant", tenant.value())
        .bind("mode", mode.name())
        .bind("message", message)
        .execute();
  }

  static boolean any(Handle handle, TenantId tenant, Mode mode) {
    return handle
        .createQuery(ANY)
        .bind("tenant", tenant.value())
        .bind("mode", mode.name())
        .mapTo(Boolean.class)
        .one();
  }

  /// Removes the oldest messages after one, and returns them, oldest first.
  static List<UUID> take(Handle handle, TenantId tenant, Mode mode, UUID after, int limit) {
    return handle
        .createQuery(TAKE)
        .bind("tenant", tenant.value())
        .bind("mode", mode.name())
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(UUID.class)
        .list()
        .stream()
        // As the database orders them; Java compares ids as signed numbers, which these are not.
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .toList();
  }
}
