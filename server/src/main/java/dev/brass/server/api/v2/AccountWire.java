package dev.brass.server.api.v2;

import dev.brass.server.account.AccountContent;
import dev.brass.server.account.ManagedAccount;
import dev.brass.server.secret.Masking;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Scope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Managed accounts on the wire: the SDK's types, without secrets.
final class AccountWire {

  private AccountWire() {}

  /// An account.
  ///
  /// @param retailerId null: stores have no numbers here
  /// @param hasForwarding false: this server receives no mail, so `forwardingEmail` is empty
  /// @param pauseReason the store's refusal that paused it; an extension
  record Account(
      UUID id,
      String shortId,
      String email,
      @Nullable String retailer,
      @Nullable Integer retailerId,
      boolean hasTotp,
      boolean hasForwarding,
      boolean isPaused,
      @Nullable String pauseReason,
      @Nullable UUID lockedByJobId,
      @Nullable Integer cooldownMinutes,
      @Nullable Instant lastUsedAt,
      @Nullable JsonNode retailerConfig,
      String forwardingEmail,
      Instant createdAt,
      Instant updatedAt) {}

  record Accounts(List<Account> credentials, long total) {}

  /// @param caller the reader; for a read-only one the secrets in the configuration are masked
  static Account of(ManagedAccount account, V2Json json, Caller caller) {
    AccountContent content = account.content();
    return new Account(
        account.id(),
        account.shortId(),
        content.email(),
        content.store(),
        null,
        content.totpSeed() != null,
        false,
        content.isPaused(),
        account.pauseReason(),
        account.lockedBy(),
        content.cooldownMinutes(),
        account.lastUsedAt(),
        content.config() == null ? null : config(content.config().reveal(), json, caller),
        "",
        account.createdAt(),
        account.updatedAt());
  }

  private static JsonNode config(String stored, V2Json json, Caller caller) {
    JsonNode config = json.stored(stored);
    return caller.scope() == Scope.FULL ? config : Masking.of(config);
  }
}
