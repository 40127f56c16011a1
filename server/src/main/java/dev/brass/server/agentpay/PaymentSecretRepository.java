package dev.brass.server.agentpay;

import dev.brass.server.db.Ids;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The table `payment_secret`. Thread-safe.
final class PaymentSecretRepository {

  private static final String PURPOSE = "payment-secret";
  private static final int MOST = 10;

  /// It does not block the insert of the tenant's first data key, which refers to the row.
  private static final String LOCK =
      """
      select id from tenant where id = :tenant for no key update
      """;

  private static final String LIST =
      """
      select id, secret, created_at from payment_secret
      where tenant_id = :tenant order by created_at desc, id desc limit :most
      """;

  private static final String INSERT =
      """
      insert into payment_secret (tenant_id, id, secret, created_at)
      values (:tenant, :id, :secret, :now)
      """;

  private static final String FORGET =
      """
      delete from payment_secret where tenant_id = :tenant and created_at < :before
      """;

  private final Sealer sealer;

  PaymentSecretRepository(Sealer sealer) {
    this.sealer = sealer;
  }

  /// A stored secret.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(byte[] secret, Instant createdAt) {}

  /// Locks the table, so that one node at a time decides whether a new secret is due.
  void lock(Handle handle, TenantId house) {
    handle.createQuery(LOCK).bind("tenant", house.value()).mapTo(UUID.class).list();
  }

  /// The newest first.
  List<Stored> list(Handle handle, TenantId house) {
    return handle
        .createQuery(LIST)
        .bind("tenant", house.value())
        .bind("most", MOST)
        .map(
            (row, _) ->
                new Stored(
                    sealer.open(house, PURPOSE, row.getString("id"), row.getBytes("secret")),
                    row.getObject("created_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  void insert(Handle handle, TenantId house, byte[] secret, Instant now) {
    UUID id = Ids.next();
    handle
        .createUpdate(INSERT)
        .bind("tenant", house.value())
        .bind("id", id)
        .bind("secret", sealer.seal(house, PURPOSE, id.toString(), secret))
        .bind("now", now)
        .execute();
  }

  void forget(Handle handle, TenantId house, Instant before) {
    handle.createUpdate(FORGET).bind("tenant", house.value()).bind("before", before).execute();
  }
}
