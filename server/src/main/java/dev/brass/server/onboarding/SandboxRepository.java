package dev.brass.server.onboarding;

import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The table `sandbox`. Thread-safe.
final class SandboxRepository {

  private static final String INSERT =
      """
      insert into sandbox (tenant_id, key_id, claim_hash, created_at)
      values (:tenant, :key, :hash, :now)
      """;

  private static final String CLAIMABLE_BY_HASH =
      """
      select tenant_id from sandbox
      where claim_hash = :hash and claimed_at is null and ended_at is null
      for update
      """;

  private static final String CLAIMABLE =
      """
      select tenant_id from sandbox
      where tenant_id = :tenant and claimed_at is null and ended_at is null
      for update
      """;

  private static final String BY_HASH =
      """
      select count(*) from sandbox
      where claim_hash = :hash and claimed_at is null and ended_at is null
      """;

  private static final String BY_KEY =
      """
      select s.tenant_id, s.claimed_by, t.email
      from sandbox s left join tenant t on t.id = s.claimed_by
      where s.key_id = :key
      """;

  private static final String CLAIMED =
      """
      update sandbox set claimed_by = :by, claimed_at = :now where tenant_id = :tenant
      """;

  private static final String RECENTLY_CLAIMED =
      """
      select tenant_id, claimed_by from sandbox where claimed_at > :since
      """;

  /// A key that was never used counts from its creation.
  private static final String END_UNUSED =
      """
      with unused as (
        select s.tenant_id from sandbox s
        where s.claimed_at is null and s.ended_at is null and s.created_at < :before
          and not exists (
            select from api_key k where k.tenant_id = s.tenant_id and k.last_used_at >= :before)
          and not exists (select from wallet_transfer w where w.tenant_id = s.tenant_id)
        order by s.created_at limit :most
        for update skip locked),
      revoked as (
        update api_key k set revoked_at = coalesce(k.revoked_at, :now)
        from unused where k.tenant_id = unused.tenant_id)
      update sandbox s set ended_at = :now from unused where s.tenant_id = unused.tenant_id
      """;

  private static final String ENDED =
      """
      select tenant_id from sandbox where ended_at < :before order by ended_at limit :most
      """;

  private static final String LOCK_ENDED =
      """
      select tenant_id from sandbox where tenant_id = :tenant and ended_at is not null for update
      """;

  private static final String DELETE =
      """
      delete from sandbox where tenant_id = :tenant
      """;

  /// The sandbox that a key came from.
  ///
  /// @param claimedBy null while it is unclaimed
  record Row(TenantId tenant, @Nullable TenantId claimedBy, @Nullable String email) {}

  void insert(Handle handle, TenantId tenant, UUID key, byte[] hash, Instant now) {
    handle
        .createUpdate(INSERT)
        .bind("tenant", tenant.value())
        .bind("key", key)
        .bind("hash", hash)
        .bind("now", now)
        .execute();
  }

  /// The sandbox that can be claimed with this token, locked.
  Optional<TenantId> claimable(Handle handle, byte[] hash) {
    return handle
        .createQuery(CLAIMABLE_BY_HASH)
        .bind("hash", hash)
        .mapTo(UUID.class)
        .findOne()
        .map(TenantId::new);
  }

  /// The sandbox, if it can be claimed, locked.
  Optional<TenantId> claimable(Handle handle, TenantId tenant) {
    return handle
        .createQuery(CLAIMABLE)
        .bind("tenant", tenant.value())
        .mapTo(UUID.class)
        .findOne()
        .map(TenantId::new);
  }

  boolean exists(Handle handle, byte[] hash) {
    return handle.createQuery(BY_HASH).bind("hash", hash).mapTo(Long.class).one() > 0;
  }

  Optional<Row> ofKey(Handle handle, UUID key) {
    return handle
        .createQuery(BY_KEY)
        .bind("key", key)
        .map(
            (row, _) -> {
              UUID by = row.getObject("claimed_by", UUID.class);
              return new Row(
                  new TenantId(row.getObject("tenant_id", UUID.class)),
                  by == null ? null : new TenantId(by),
                  row.getString("email"));
            })
        .findOne();
  }

  void claimed(Handle handle, TenantId tenant, TenantId by, Instant now) {
    handle
        .createUpdate(CLAIMED)
        .bind("tenant", tenant.value())
        .bind("by", by.value())
        .bind("now", now)
        .execute();
  }

  List<Row> recentlyClaimed(Handle handle, Instant since) {
    return handle
        .createQuery(RECENTLY_CLAIMED)
        .bind("since", since)
        .map(
            (row, _) ->
                new Row(
                    new TenantId(row.getObject("tenant_id", UUID.class)),
                    new TenantId(row.getObject("claimed_by", UUID.class)),
                    null))
        .list();
  }

  /// Ends sandboxes that were not claimed and not used since; returns their number.
  int endUnused(Handle handle, Instant before, Instant now, int most) {
    return handle
        .createUpdate(END_UNUSED)
        .bind("before", before)
        .bind("now", now)
        .bind("most", most)
        .execute();
  }

  List<TenantId> ended(Handle handle, Instant before, int most) {
    return handle
        .createQuery(ENDED)
        .bind("before", before)
        .bind("most", most)
        .mapTo(UUID.class)
        .map(TenantId::new)
        .list();
  }

  boolean lockEnded(Handle handle, TenantId tenant) {
    return handle
        .createQuery(LOCK_ENDED)
        .bind("tenant", tenant.value())
        .mapTo(UUID.class)
        .findOne()
        .isPresent();
  }

  void delete(Handle handle, TenantId tenant) {
    handle.createUpdate(DELETE).bind("tenant", tenant.value()).execute();
  }
}
