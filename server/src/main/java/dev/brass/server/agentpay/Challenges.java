package dev.brass.server.agentpay;

import dev.brass.server.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Makes challenges and recognises them when they come back, without storing any: the id is an HMAC
/// of the rest (MPP spec, Binding, replay, idempotency). Thread-safe.
final class Challenges {

  static final String CHARGE = "charge";

  private static final String HMAC = "HmacSHA256";
  private static final int NONCE = 12;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Canonical JSON for the content of challenges: names sorted, no blanks, no fractions.
  private static final JsonMapper CANONICAL =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private final String realm;
  private final List<byte[]> secrets;

  /// Challenges of one host.
  ///
  /// @param secrets the first one makes ids; ids of the others are recognised until they expire
  Challenges(String realm, List<byte[]> secrets) {
    this.realm = realm;
    this.secrets = List.copyOf(secrets);
  }

  /// A new challenge.
  ///
  /// @param request the rail's terms; an object of texts, whole numbers, arrays and objects
  Challenge issue(
      String method,
      Object request,
      Instant expires,
      @Nullable String digest,
      @Nullable String description) {
    Challenge unnamed =
        new Challenge(
            "",
            realm,
            method,
            CHARGE,
            encoded(request),
            expires,
            digest,
            description,
            encoded(Map.of("nonce", nonce())));
    return named(unnamed, id(unnamed, secrets.getFirst()));
  }

  private static Challenge named(Challenge c, String id) {
    return new Challenge(
        id,
        c.realm(),
        c.method(),
        c.intent(),
        c.request(),
        c.expires(),
        c.digest(),
        c.description(),
        c.opaque());
  }

  /// Two clients with equal requests at the same time are two payers.
  private static String nonce() {
    byte[] bytes = new byte[NONCE];
    RANDOM.nextBytes(bytes);
    return base64(bytes);
  }

  /// The challenge that a credential echoes; empty when this server did not make it in this form.
  Optional<Challenge> recognise(JsonNode echo) {
    Challenge challenge;
    try {
      challenge =
          new Challenge(
              text(echo, "id"),
              text(echo, "realm"),
              text(echo, "method"),
              text(echo, "intent"),
              text(echo, "request"),
              Instant.parse(text(echo, "expires")),
              echo.hasNonNull("digest") ? text(echo, "digest") : null,
              echo.hasNonNull("description") ? text(echo, "description") : null,
              text(echo, "opaque"));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
    boolean ours =
        secrets.stream().anyMatch(secret -> isEqual(id(challenge, secret), challenge.id()));
    return ours && challenge.realm().equals(realm) ? Optional.of(challenge) : Optional.empty();
  }

  private static String text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isString() ? value.asString() : "";
  }

  /// The terms in a challenge.
  static JsonNode request(Challenge challenge) {
    return CANONICAL.readTree(Base64.getUrlDecoder().decode(challenge.request()));
  }

  static String encoded(Object request) {
    return base64(CANONICAL.writeValueAsString(request).getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String id(Challenge challenge, byte[] secret) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
      return base64(mac.doFinal(challenge.bound().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  private static boolean isEqual(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /// The digest of a body, in the format of RFC 9530.
  static String digest(byte[] body) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(Sha256.of(body)) + ":";
  }
}
