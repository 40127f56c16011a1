package dev.brass.server.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The proof for a receiver that a message is ours, in two schemes with one secret: the value of
/// `X-Webhook-Signature` (Zinc API docs, Webhooks), and an entry of the Standard Webhooks header
/// `webhook-signature`. Thread-safe.
final class Signature {

  private static final String STANDARD_PREFIX = "whsec_";

  // Keyed once and copied for each message, which is cheaper than keying it again.
  private final Mac plain;
  private final Mac standard;

  /// Signatures with a secret.
  Signature(String secret) {
    int prefix = secret.indexOf(STANDARD_PREFIX);
    String encoded = prefix < 0 ? secret : secret.substring(prefix + STANDARD_PREFIX.length());
    this.plain = keyed(secret.getBytes(StandardCharsets.UTF_8));
    this.standard = keyed(Base64.getDecoder().decode(encoded));
  }

  /// Lower-case hex of the HMAC-SHA256 of the body; the key is the whole secret, prefix included.
  String of(byte[] body) {
    return HexFormat.of().formatHex(hmac(plain, body));
  }

  /// `v1,` and the Base64 of the HMAC-SHA256 of `id.seconds.body`; the key is the decoded Base64
  /// text after `whsec_`, so that the secret without its `zn_` is one that every library of
  /// Standard Webhooks takes.
  String standard(String id, Instant at, byte[] body) {
    byte[] start = (id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
    return "v1," + Base64.getEncoder().encodeToString(hmac(standard, start, body));
  }

  private static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] hmac(Mac keyed, byte[]... parts) {
    try {
      Mac mac = (Mac) keyed.clone();
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HmacSHA256 can be copied", e);
    }
  }
}
