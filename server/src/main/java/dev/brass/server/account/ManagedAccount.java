package dev.brass.server.account;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A log-in at a store that a tenant keeps here.
///
/// @param shortId what clients name it by: `zn_acct_` and eight characters, unique per tenant
/// @param pauseReason why a store's refusal paused it; null when it is not paused, or a person did
/// @param lastUsedAt when an attempt with it ended last, in the time of its order
/// @param lockedBy the order whose attempt uses it now
public record ManagedAccount(
    TenantId tenant,
    UUID id,
    Mode mode,
    String shortId,
    AccountContent content,
    @Nullable String pauseReason,
    @Nullable Instant lastUsedAt,
    @Nullable UUID lockedBy,
    Instant createdAt,
    Instant updatedAt) {

  /// The log-in as connectors get it.
  public Credential credential() {
    return new Credential(content.email(), content.password(), content.totpSeed(), null);
  }

  /// Whether orders at a store can use it.
  public boolean serves(String store) {
    return content.store() == null || content.store().equals(store);
  }

  /// How long it must not be used yet; zero when it may be.
  public Duration rest(Instant now) {
    if (lastUsedAt == null || content.cooldownMinutes() == null) {
      return Duration.ZERO;
    }
    Duration cooldown = Duration.ofMinutes(content.cooldownMinutes());
    Duration rest = Duration.between(now, lastUsedAt.plus(cooldown));
    // Orders at the sandbox's stores may be ahead of others in time.
    return rest.isNegative() ? Duration.ZERO : rest.compareTo(cooldown) > 0 ? cooldown : rest;
  }
}
