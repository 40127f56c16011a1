package dev.brass.server.payment;

import dev.brass.server.text.Characters;
import dev.brass.spi.Money;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Payments in a dollar token by a signed authorization (x402, scheme `exact`; spec mpp §10). The
/// signature is verified here; a facilitator hands it to the chain. Thread-safe.
///
/// It cannot give money back: nobody here has the key of the operator's address.
public final class X402Rail implements Rail {

  public static final String METHOD = "x402";

  /// From cents to units of a token with six decimals.
  private static final BigInteger UNITS = BigInteger.valueOf(10_000);

  /// How long a client's authorization must hold at least, in seconds.
  private static final long MARGIN = 10;

  private static final int TIMEOUT = 300;

  /// How long a client's authorization may hold at most. It can be used as long as it holds, and as
  /// long as that nobody knows that it was not.
  private static final Duration LONGEST = Duration.ofDays(1);

  /// How much earlier than it was presented an authorization may have been used, or called off:
  /// clocks differ.
  private static final Duration EARLIER = Duration.ofDays(1);

  private static final String USED = "AuthorizationUsed(address,bytes32)";
  private static final String CALLED_OFF = "AuthorizationCanceled(address,bytes32)";

  /// What a facilitator says when nothing was, or will be, handed to the chain.
  private static final Set<String> NO =
      Set.of(
          "insufficient_funds",
          "invalid_exact_evm_payload_authorization_valid_after",
          "invalid_exact_evm_payload_authorization_valid_before",
          "invalid_exact_evm_payload_authorization_value",
          "invalid_exact_evm_payload_authorization_value_mismatch",
          "invalid_exact_evm_payload_signature",
          "invalid_exact_evm_payload_recipient_mismatch",
          "invalid_network",
          "invalid_payload",
          "invalid_payment_requirements",
          "invalid_scheme",
          "unsupported_scheme",
          "invalid_x402_version");

  private final X402Settings settings;
  private final X402Http http;
  private final InstantSource clock;

  /// The rail.
  ///
  /// @param clock the system's
  public X402Rail(X402Settings settings, InstantSource clock) {
    this.settings = settings;
    this.http = new X402Http(settings);
    this.clock = clock;
  }

  @Override
  public String method() {
    return METHOD;
  }

  @Override
  public boolean challenges() {
    return false;
  }

  /// A requirement of version 2.
  @Override
  public Map<String, Object> terms(Money price) {
    Map<String, Object> terms = new TreeMap<>();
    terms.put("scheme", "exact");
    terms.put("network", settings.network());
    terms.put("amount", units(price).toString());
    terms.put("currency", settings.asset());
    terms.put("asset", settings.asset());
    terms.put("payTo", settings.payTo());
    terms.put("maxTimeoutSeconds", TIMEOUT);
    terms.put("extra", Map.of("name", settings.assetName(), "version", settings.assetVersion()));
    return terms;
  }

  private static BigInteger units(Money price) {
    return BigInteger.valueOf(price.minor()).multiply(UNITS);
  }

  /// The same of version 1, which names what is paid for.
  Map<String, Object> oldTerms(Map<String, Object> terms, String resource, String description) {
    Map<String, Object> old = new TreeMap<>(terms);
    old.put("maxAmountRequired", old.remove("amount"));
    old.put("network", settings.oldNetwork());
    old.put("resource", resource);
    old.put("description", description);
    old.put("mimeType", "application/json");
    return old;
  }

  X402Settings settings() {
    return settings;
  }

  /// The chain is too slow for an answer, and gives nothing back for one that there is not.
  @Override
  public boolean takes(Payment.Purpose purpose, Money price) {
    return purpose == Payment.Purpose.ORDER;
  }

  static JsonNode authorization(JsonNode payment) {
    return payment.path("payload").path("authorization");
  }

  @Override
  public Optional<ProofProblem> check(Charge charge) {
    Optional<TransferAuthorization> read =
        TransferAuthorization.read(authorization(charge.proof()));
    if (read.isEmpty()) {
      return wrong("invalid_payload");
    }
    TransferAuthorization a = read.get();
    long now = clock.instant().getEpochSecond();
    if (!a.to().equals(settings.payTo().toLowerCase(Locale.ROOT))) {
      return wrong("invalid_exact_evm_payload_recipient_mismatch");
    }
    if (!a.value().equals(units(charge.amount()))) {
      return wrong("invalid_exact_evm_payload_authorization_value_mismatch");
    }
    if (a.validAfter().compareTo(BigInteger.valueOf(now)) > 0) {
      return wrong("invalid_exact_evm_payload_authorization_valid_after");
    }
    if (a.validBefore().compareTo(BigInteger.valueOf(now + MARGIN)) < 0) {
      return wrong("invalid_exact_evm_payload_authorization_valid_before");
    }
    String signature = charge.proof().path("payload").path("signature").asString("");
    if (!a.isSigned(settings, signature)) {
      return wrong("invalid_exact_evm_payload_signature");
    }
    return a.validBefore().compareTo(BigInteger.valueOf(now + LONGEST.toSeconds())) > 0
        ? wrong("invalid_exact_evm_payload_authorization_valid_before")
        : Optional.empty();
  }

  private static Optional<ProofProblem> wrong(String reason) {
    return Optional.of(new ProofProblem(ProofProblem.Kind.VERIFICATION_FAILED, reason));
  }

  /// Its challenge is the authorization already.
  @Override
  public @Nullable String spentOnce(JsonNode proof) {
    return null;
  }

  @Override
  public Settlement settle(Charge charge) {
    int version = charge.proof().path("x402Version").asInt(2);
    Map<String, Object> terms = terms(charge.amount());
    terms.remove("currency");
    Map<String, Object> request =
        Map.of(
            "x402Version",
            version,
            "paymentPayload",
            charge.proof(),
            "paymentRequirements",
            version == 1
                ? oldTerms(terms, charge.terms().path("resource").asString(""), "")
                : terms);
    try {
      X402Http.Answer answer = http.settle(request);
      boolean success = answer.json().path("success").asBoolean(false);
      String reason = answer.json().path("errorReason").asString("");
      if (success && answer.status() < 300) {
        return new Settlement.Settled(answer.json().path("transaction").asString("settled"));
      }
      return !success && NO.contains(reason)
          ? new Settlement.Refused(reason)
          : new Settlement.Unclear("the facilitator answered " + answer.status());
    } catch (IOException e) {
      return new Settlement.Unclear("the facilitator did not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Settlement.Unclear("interrupted");
    }
  }

  /// Asks the chain, and never the facilitator, which would try again. A used authorization has
  /// left its mark among the token's events; one that was called off has left another. That it was
  /// not used while it held is known once the chain itself has come beyond that time: the node that
  /// is asked may lag behind.
  @Override
  public Settlement find(Charge charge) {
    TransferAuthorization a =
        TransferAuthorization.read(authorization(charge.proof())).orElseThrow();
    try {
      ChainSearch search = new ChainSearch(http);
      ChainSearch.Block latest = search.latest();
      if (isUsed(a)) {
        return event(a, charge.begun(), search, latest);
      }
      BigInteger reached = BigInteger.valueOf(latest.at().getEpochSecond() - MARGIN);
      return reached.compareTo(a.validBefore()) > 0
          ? new Settlement.Refused("the authorization was not used while it held")
          : new Settlement.Unclear("the authorization was not used yet");
    } catch (IOException | NumberFormatException e) {
      return new Settlement.Unclear("the chain does not tell");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Settlement.Unclear("interrupted");
    }
  }

  /// That an authorization was used says nothing about who was paid by it: the chain shows both to
  /// everybody.
  @Override
  public Known known(Charge charge) {
    return new Known.Nothing();
  }

  private boolean isUsed(TransferAuthorization a) throws IOException, InterruptedException {
    String state =
        http.call(
                "eth_call",
                List.of(
                    Map.of(
                        "to",
                        settings.asset(),
                        "data",
                        selector("authorizationState(address,bytes32)")
                            + padded(a.from())
                            + a.nonce().substring(2)),
                    "latest"))
            .asString("");
    return new BigInteger("0" + Characters.withoutStart(state, "0x"), 16).signum() != 0;
  }

  /// What became of an authorization that can be used no more: looked for in the whole time in
  /// which it can have happened, however long ago that began.
  private Settlement event(
      TransferAuthorization a, Instant begun, ChainSearch search, ChainSearch.Block latest)
      throws IOException, InterruptedException {
    long earliest = begun.minus(EARLIER).getEpochSecond();
    Optional<JsonNode> found =
        search.find(
            settings.asset(),
            List.of(
                List.of("0x" + hash(USED), "0x" + hash(CALLED_OFF)),
                "0x" + padded(a.from()),
                a.nonce()),
            Instant.ofEpochSecond(earliest),
            latest);
    if (found.isEmpty()) {
      return new Settlement.Unclear("the authorization was used, and the chain does not tell how");
    }
    return found.get().at("/topics/0").asString("").equals("0x" + hash(USED))
        ? new Settlement.Settled(found.get().path("transactionHash").asString("settled"))
        : new Settlement.Refused("the authorization was called off by its payer");
  }

  private static String padded(String address) {
    return "0".repeat(24) + address.substring(2);
  }

  private static String selector(String function) {
    return "0x" + hash(function).substring(0, 8);
  }

  private static String hash(String text) {
    byte[] digest = new Keccak.Digest256().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  @Override
  public Duration patience() {
    return X402Http.LIMIT.plusSeconds(15);
  }

  @Override
  public boolean refunds() {
    return false;
  }

  @Override
  public Refund refund(Charge charge, String reference, Money amount, String key) {
    return new Refund.Later("x402 cannot give money back");
  }
}
