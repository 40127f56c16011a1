package dev.brass.server.order;

import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The table `kept_reply`. Thread-safe.
final class IdempotentReplyRepository {

  private static final String INSERT =
      """
      insert into kept_reply (tenant_id, scope, key, sealed_body, created_at)
      values (:tenant, :scope, :key, :body, :at::timestamptz)
      on conflict do nothing
      """;

  private static final String GET =
      """
      select body, sealed_body from kept_reply
      where tenant_id = :tenant and scope = :scope and key = :key
      """;

  private final PersonalData personal;

  IdempotentReplyRepository(PersonalData personal) {
    this.personal = personal;
  }

  void insert(Handle handle, TenantId tenant, String scope, String key, String body, Instant now) {
    handle
        .createUpdate(INSERT)
        .bind("tenant", tenant.value())
        .bind("scope", scope)
        .bind("key", key)
        .bind(
            "body",
            personal.seal(PersonalColumn.KEPT_REPLY, tenant, PersonalColumn.row(scope, key), body))
        .bind("at", now.toString())
        .execute();
  }

  Optional<String> get(Handle handle, TenantId tenant, String scope, String key) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .bind("scope", scope)
        .bind("key", key)
        .map(
            (row, _) ->
                personal
                    .open(
                        PersonalColumn.KEPT_REPLY,
                        tenant,
                        PersonalColumn.row(scope, key),
                        row.getBytes("sealed_body"),
                        row.getString("body"))
                    .getFirst())
        .findOne();
  }
}
