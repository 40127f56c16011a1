package dev.brass.server.agentpay;

import dev.brass.server.hash.Sha256;
import dev.brass.server.text.Characters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads credentials of the `Payment` scheme (MPP spec, Credential) and checks them against their
/// challenge, without any call.
final class Credentials {

  /// Long enough for every credential that fits a challenge.
  private static final int LONGEST = 32 * 1024;

  private static final int DEEPEST = 16;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Challenges challenges;
  private final Rails rails;

  Credentials(String realm, List<byte[]> secrets, Rails rails) {
    this.challenges = new Challenges(realm, secrets);
    this.rails = rails;
  }

  /// The result of reading a credential.
  sealed interface Reading {

    /// It answers a challenge of this server for this request.
    ///
    /// @param credential the hash of the proof
    /// @param expires when its challenge expires
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Understood(
        String challenge,
        Rail rail,
        JsonNode terms,
        JsonNode proof,
        byte[] credential,
        Instant expires)
        implements Reading {

      boolean isExpired(Instant now) {
        return !now.isBefore(expires);
      }

      /// Not the proof, which is a secret.
      @Override
      public String toString() {
        return "Understood[" + challenge + "]";
      }
    }

    /// It is no credential, or not one for this request.
    record Wrong(ProofProblem problem, @Nullable String challenge) implements Reading {}

    /// Its rail is not supported.
    record Unsupported(String method) implements Reading {}
  }

  Reading read(Bill bill, String credential) {
    JsonNode json = decoded(credential);
    if (json == null || !json.path("challenge").isObject() || !json.path("payload").isObject()) {
      return wrong(
          ProofProblem.Kind.MALFORMED,
          "it is base64url of JSON with 'challenge' and 'payload'",
          null);
    }
    Optional<Challenge> recognised = challenges.recognise(json.get("challenge"));
    if (recognised.isEmpty()) {
      return wrong(ProofProblem.Kind.INVALID_CHALLENGE, "this server made no such challenge", null);
    }
    return held(bill, recognised.get(), json.get("payload"));
  }

  private Reading held(Bill bill, Challenge challenge, JsonNode proof) {
    Optional<Rail> rail = rails.named(challenge.method());
    if (rail.isEmpty()) {
      return new Reading.Unsupported(challenge.method());
    }
    if (!Objects.equals(challenge.digest(), bill.digest())) {
      return wrong(
          ProofProblem.Kind.INVALID_CHALLENGE,
          "the challenge was for another body; the same one is sent with the payment",
          challenge.id());
    }
    if (!challenge.intent().equals(Challenges.CHARGE)
        || !challenge.request().equals(Challenges.encoded(Terms.of(rail.get(), bill)))) {
      return wrong(
          ProofProblem.Kind.INVALID_CHALLENGE,
          "the challenge was for another request",
          challenge.id());
    }
    return new Reading.Understood(
        challenge.id(),
        rail.get(),
        Challenges.request(challenge),
        proof,
        Sha256.of(proof.toString().getBytes(StandardCharsets.UTF_8)),
        challenge.expires());
  }

  private static Reading wrong(ProofProblem.Kind kind, String why, @Nullable String challenge) {
    return new Reading.Wrong(new ProofProblem(kind, why), challenge);
  }

  private static @Nullable JsonNode decoded(String credential) {
    if (credential.length() > LONGEST) {
      return null;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(Characters.withoutEnd(credential, '='));
      return JSON.readTree(bytes);
    } catch (IllegalArgumentException | JacksonException e) {
      // A number with a huge exponent also causes an IllegalArgumentException.
      return null;
    }
  }
}
