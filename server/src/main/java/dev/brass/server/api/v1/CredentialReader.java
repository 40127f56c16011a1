package dev.brass.server.api.v1;

import dev.brass.spi.Credential;
import dev.brass.spi.Secret;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads retailer credentials objects (classic Zinc docs, Retailer credentials object).
final class CredentialReader {

  static final Set<String> NAMES = Set.of("email", "password", "totp_2fa_key", "verification_code");

  private CredentialReader() {}

  /// The credentials of an order; null when it has none, which is allowed only for a shop that the
  /// operator set up.
  static @Nullable Credential read(Value value, String retailer) {
    if (!value.isPresent() && !Retailers.wantsAccount(retailer)) {
      return null;
    }
    Fields credentials = value.hidden().requiredFields(NAMES);
    return new Credential(
        credentials.get("email").requiredText(Limits.TEXT),
        Secret.of(credentials.get("password").requiredText(Limits.TEXT)),
        secret(credentials.get("totp_2fa_key")),
        secret(credentials.get("verification_code")));
  }

  private static @Nullable Secret<String> secret(Value value) {
    String text = value.text(Limits.TEXT);
    return text == null ? null : Secret.of(text);
  }
}
