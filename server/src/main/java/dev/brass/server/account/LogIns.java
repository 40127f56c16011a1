package dev.brass.server.account;

import dev.brass.server.secret.SecretModules;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import dev.brass.spi.Secret;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Seals and opens the secrets of managed accounts. Thread-safe.
public final class LogIns {

  private static final String ACCOUNT = "managed-account";
  private static final String KEPT = "order-account";

  private final JsonMapper json = JsonMapper.builder().addModule(SecretModules.revealing()).build();
  private final Vault vault;

  public LogIns(Vault vault) {
    this.vault = vault;
  }

  /// The sealed part of an account.
  record Secrets(
      @Nullable Secret<String> password,
      @Nullable Secret<String> totpSeed,
      @Nullable Secret<String> config) {}

  byte[] seal(TenantId tenant, UUID account, AccountContent content) {
    return vault.seal(
        tenant,
        ACCOUNT,
        account.toString(),
        json.writeValueAsBytes(
            new Secrets(content.password(), content.totpSeed(), content.config())));
  }

  Secrets open(TenantId tenant, UUID account, byte[] sealed) {
    return json.readValue(vault.open(tenant, ACCOUNT, account.toString(), sealed), Secrets.class);
  }

  /// The log-in from an account's row.
  public Credential ofAccount(TenantId tenant, UUID account, String email, byte[] sealed) {
    Secrets secrets = open(tenant, account, sealed);
    return new Credential(email, secrets.password(), secrets.totpSeed(), null);
  }

  /// A log-in for an order to keep.
  public byte[] seal(TenantId tenant, UUID order, Credential credential) {
    return vault.seal(tenant, KEPT, order.toString(), json.writeValueAsBytes(credential));
  }

  /// The log-in from an order's copy.
  public Credential ofOrder(TenantId tenant, UUID order, byte[] sealed) {
    return json.readValue(vault.open(tenant, KEPT, order.toString(), sealed), Credential.class);
  }
}
