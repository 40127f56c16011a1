package dev.brass.server.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What proves to a receiver that a message is ours, in two schemes with one secret: the value of
/// `X-Webhook-Signature` (spec v2 §15), and an entry of the Standard Webhooks header
/// `webhook-signature`.
final class Signature {

  private static final String STANDARD_PREFIX = "whsec_";

  private Signature() {}

  /// Lower-case hex of the HMAC-SHA256 of the body; the key is the whole secret, prefix included.
  static String of(String secret, byte[] body) {
    return HexFormat.of().formatHex(hmac(secret.getBytes(StandardCharsets.UTF_8), body));
  }

  /// `v1,` and the Base64 of the HMAC-SHA256 of `id.seconds.body`; the key is what the Base64 text
  /// after `whsec_` stands for, so that the secret without its `zn_` is one that every library of
  /// Standard Webhooks takes.
  static String standard(String secret, String id, Instant at, byte[] body) {
    byte[] start = (id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
    String key = secret.substring(secret.indexOf(STANDARD_PREFIX) + STANDARD_PREFIX.length());
    return "v1,"
        + Base64.getEncoder().encodeToString(hmac(Base64.getDecoder().decode(key), start, body));
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
