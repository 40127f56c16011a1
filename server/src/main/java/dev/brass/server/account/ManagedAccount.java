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
/// @param shortId its id for clients: `zn_acct_` and eight characters, unique per tenant
/// @param pauseReason the store's refusal that paused it; null when it is not paused, or was paused
///     by a person
/// @param lastUsedAt when an attempt with it last ended, by the clock of its order
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

  /// The rest of its cooldown; zero when it may be used.
  public Duration rest(Instant now) {
    if (lastUsedAt == null || content.cooldownMinutes() == null) {
      return Duration.ZERO;
    }
    Duration cooldown = Duration.ofMinutes(content.cooldownMinutes());
    Duration rest = Duration.between(now, lastUsedAt.plus(cooldown));
    // The clock of sandbox orders may be ahead.
    return rest.isNegative() ? Duration.ZERO : rest.compareTo(cooldown) > 0 ? cooldown : rest;
  }
}
