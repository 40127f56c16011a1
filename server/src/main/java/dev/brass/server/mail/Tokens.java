package dev.brass.server.mail;

import dev.brass.server.secret.Sealer;
import dev.brass.server.secret.VaultException;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// The names of subscriptions in links: tenant and address, sealed by the tenant's data key, so
/// that no one can make one or read an address in one. Thread-safe.
final class Tokens {

  private static final String PURPOSE = "mail.unsubscribe";
  private static final int LONGEST = 600;

  private final Sealer sealer;
  private final Tenants tenants;

  Tokens(Sealer sealer, Tenants tenants) {
    this.sealer = sealer;
    this.tenants = tenants;
  }

  String of(TenantId tenant, String address) {
    byte[] sealed = sealer.seal(tenant, PURPOSE, address.getBytes(StandardCharsets.UTF_8));
    ByteBuffer token =
        ByteBuffer.allocate(2 * Long.BYTES + sealed.length)
            .putLong(tenant.value().getMostSignificantBits())
            .putLong(tenant.value().getLeastSignificantBits())
            .put(sealed);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /// The subscription that a token names; empty when we did not make it.
  Optional<Subscription> read(String token) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
      if (bytes.remaining() <= 2 * Long.BYTES) {
        return Optional.empty();
      }
      TenantId tenant = new TenantId(new UUID(bytes.getLong(), bytes.getLong()));
      byte[] sealed = new byte[bytes.remaining()];
      bytes.get(sealed);
      // The vault makes a key for any tenant that it does not know.
      return tenants.get(tenant).isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Subscription(
                  tenant,
                  new String(sealer.open(tenant, PURPOSE, sealed), StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | VaultException e) {
      return Optional.empty();
    }
  }
}
