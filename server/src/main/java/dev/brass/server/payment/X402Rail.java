package dev.brass.server.payment;

import dev.brass.server.text.Characters;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Money;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Payments in a dollar token by a signed authorization (x402, scheme `exact`; spec mpp §10). The
/// signature is verified here; a facilitator hands it to the chain, whose receipt is the only proof
/// of payment. Thread-safe.
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

  /// A transaction's hash.
  private static final LinearPattern HASH = LinearPattern.of("0x[0-9a-fA-F]{64}");

  /// How long a payer waits for the chain to show a payment; after that a job looks for it.
  private static final Duration SHOWN_WITHIN = Duration.ofSeconds(12);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

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
  private final X402Chain chain;
  private final InstantSource clock;
  private final Duration patience;

  /// The rail.
  ///
  /// @param clock the system's
  public X402Rail(X402Settings settings, InstantSource clock) {
    this(settings, clock, SHOWN_WITHIN);
  }

  /// @param patience how long a payer waits for the chain to show a payment
  X402Rail(X402Settings settings, InstantSource clock, Duration patience) {
    this.patience = patience;
    this.settings = settings;
    this.http = new X402Http(settings);
    this.chain = new X402Chain(http, settings);
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

  /// A facilitator's yes names the transaction, whose receipt has to show the payment.
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
        return shown(charge, answer.json().path("transaction").asString(""));
      }
      return !success && NO.contains(reason)
          ? new Settlement.Refused(reason)
          : new Settlement.Unclear("the facilitator answered " + answer.status());
    } catch (IOException e) {
      return new Settlement.Unclear("the facilitator, or the chain, did not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Settlement.Unclear("interrupted");
    }
  }

  /// Waits for a transaction to show the payment, and no longer than a payer would.
  private Settlement shown(Charge charge, String transaction)
      throws IOException, InterruptedException {
    if (!HASH.matches(transaction)) {
      return new Settlement.Unclear("the facilitator names no transaction");
    }
    TransferAuthorization a = signed(charge);
    long begun = System.nanoTime();
    X402Chain.Shown shown = chain.shown(a, transaction);
    while (shown.early() && System.nanoTime() - begun < patience.toNanos()) {
      Thread.sleep(BETWEEN_LOOKS);
      shown = chain.shown(a, transaction);
    }
    return shown.settlement();
  }

  private static TransferAuthorization signed(Charge charge) {
    return TransferAuthorization.read(authorization(charge.proof())).orElseThrow();
  }

  /// Asks the chain, and never the facilitator, which would try again.
  @Override
  public Settlement find(Charge charge) {
    try {
      return chain.became(signed(charge), charge.begun());
    } catch (IOException e) {
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

  /// The facilitator, the wait, and a last look of two questions.
  @Override
  public Duration patience() {
    return X402Http.LIMIT.multipliedBy(3).plus(SHOWN_WITHIN).plusSeconds(15);
  }

  @Override
  public boolean refunds() {
    return false;
  }

  @Override
  public boolean isPlayMoney() {
    return settings.playMoney();
  }

  @Override
  public Refund refund(Charge charge, String reference, Money amount, String key) {
    return new Refund.Later("x402 cannot give money back");
  }
}
