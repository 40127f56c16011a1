package dev.brass.server.agentpay;

import dev.brass.server.agentpay.X402Facilitator.Verdict;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Payments in a dollar token by a signed authorization (x402, scheme `exact`; MPP spec, x402). A
/// plain account's signature is verified here, a smart wallet's by the facilitator (EIP-1271,
/// EIP-6492); the facilitator hands the authorization to the chain, whose receipt is the only proof
/// of payment. Thread-safe.
///
/// It cannot make refunds: this server does not have the key of the operator's address.
public final class X402Rail implements Rail {

  public static final String METHOD = "x402";

  /// From cents to units of a token with six decimals.
  private static final BigInteger UNITS = BigInteger.valueOf(10_000);

  /// The minimum remaining validity of a client's authorization, in seconds.
  private static final long MARGIN = 10;

  private static final int TIMEOUT = 300;

  /// The maximum validity of a client's authorization. It can be used as long as it is valid, so
  /// its non-use is certain only afterwards.
  private static final Duration LONGEST = Duration.ofDays(1);

  /// A transaction's hash.
  private static final LinearPattern HASH = LinearPattern.of("0x[0-9a-fA-F]{64}");

  /// How long a payer waits for the chain to show a payment; after that a job looks for it.
  private static final Duration SHOWN_WITHIN = Duration.ofSeconds(12);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /// How long to look at the chain after a facilitator verified a payment and then refused to
  /// execute it: a transaction that it sent nevertheless is visible by then.
  private static final Duration CONTRADICTED = Duration.ofSeconds(4);

  /// A plain account's signature, as hexadecimal digits: smart wallets have longer ones.
  private static final int PLAIN = 130;

  private static final int LONGEST_SIGNATURE = 16 * 1024;

  private final X402Settings settings;
  private final X402Facilitator facilitator;
  private final X402Chain chain;
  private final InstantSource clock;
  private final Duration patience;

  /// The rail.
  ///
  /// @param clock the system clock
  public X402Rail(X402Settings settings, InstantSource clock) {
    this(settings, clock, SHOWN_WITHIN);
  }

  /// @param patience how long a payer waits for the chain to show a payment
  X402Rail(X402Settings settings, InstantSource clock, Duration patience) {
    this.patience = patience;
    this.settings = settings;
    X402Http http = new X402Http(settings);
    this.facilitator = new X402Facilitator(http, settings);
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

  /// The same for version 1, which names the resource.
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

  /// The chain is too slow for an answer, and cannot refund a missing one.
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
    if (!mayBeSigned(a, signature(charge))) {
      return wrong("invalid_exact_evm_payload_signature");
    }
    return a.validBefore().compareTo(BigInteger.valueOf(now + LONGEST.toSeconds())) > 0
        ? wrong("invalid_exact_evm_payload_authorization_valid_before")
        : Optional.empty();
  }

  private static Optional<ProofProblem> wrong(String reason) {
    return Optional.of(new ProofProblem(ProofProblem.Kind.VERIFICATION_FAILED, reason));
  }

  /// Its challenge already identifies the authorization.
  @Override
  public @Nullable String spentOnce(JsonNode proof) {
    return null;
  }

  private static String signature(Charge charge) {
    return charge.proof().path("payload").path("signature").asString("");
  }

  /// Whether a signature is its payer's, or one that only a contract can verify.
  private boolean mayBeSigned(TransferAuthorization a, String signature) {
    int digits = signature.length() - 2;
    if (a.isSigned(settings, signature)) {
      return true;
    }
    return signature.startsWith("0x")
        && digits % 2 == 0
        && digits <= LONGEST_SIGNATURE
        && Characters.areHexDigits(signature.substring(2), digits)
        && (digits > PLAIN || (digits == PLAIN && isContract(a.from())));
  }

  private boolean isContract(String address) {
    try {
      return chain.isContract(address);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// A facilitator's yes names the transaction, whose receipt must show the payment. Its no is
  /// checked against the chain, too: it or another one may have executed the same authorization.
  @Override
  public Settlement settle(Charge charge) {
    try {
      Map<String, Object> request = request(charge);
      Verdict good = facilitator.verify(request);
      return switch (good) {
        case Verdict.Closed(var why) -> unsent(charge, closed(why));
        case Verdict.No(var why, _) -> unsent(charge, X402Reason.of(why));
        case Verdict.Unknown _ when !signed(charge).isSigned(settings, signature(charge)) ->
            unsent(charge, X402Reason.UNVERIFIED);
        case Verdict.Yes _, Verdict.Unknown _ ->
            switch (facilitator.settle(request)) {
              case Verdict.Yes(var transaction) -> shown(charge, transaction);
              case Verdict.No(var why, var transaction) ->
                  declined(
                      charge,
                      X402Reason.of(why),
                      transaction,
                      good instanceof Verdict.Yes ? CONTRADICTED : Duration.ZERO);
              case Verdict.Closed(var why) -> unsent(charge, closed(why));
              case Verdict.Unknown(var why) -> new Settlement.Unclear(why);
            };
      };
    } catch (IOException e) {
      return new Settlement.Unclear("the chain did not answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Settlement.Unclear("interrupted");
    }
  }

  private Map<String, Object> request(Charge charge) {
    int version = charge.proof().path("x402Version").asInt(2);
    Map<String, Object> terms = terms(charge.amount());
    terms.remove("currency");
    return Map.of(
        "x402Version",
        version,
        "paymentPayload",
        charge.proof(),
        "paymentRequirements",
        version == 1 ? oldTerms(terms, charge.terms().path("resource").asString(""), "") : terms);
  }

  private static String closed(String why) {
    return X402Reason.CLOSED + ": it " + why + ". Nothing was taken";
  }

  /// The end of a payment that was not handed to the facilitator now. Another program may have
  /// carried out the same authorization, or this server before its database lost its history.
  private Settlement unsent(Charge charge, String why) throws InterruptedException {
    try {
      return chain.use(signed(charge), charge.begun()).orElseGet(() -> new Settlement.Refused(why));
    } catch (IOException e) {
      return new Settlement.Declined(why);
    }
  }

  /// @param transaction the transaction that the facilitator reports as failed; empty when it names
  ///     none
  /// @param doubt how long to look for it before the no is accepted
  private Settlement declined(Charge charge, String why, String transaction, Duration doubt)
      throws IOException, InterruptedException {
    if (HASH.matches(transaction)) {
      X402Chain.Shown failed = awaited(charge, transaction);
      if (failed.early() || !(failed.settlement() instanceof Settlement.Unclear)) {
        return failed.settlement();
      }
    }
    try {
      long begun = System.nanoTime();
      long most = Math.min(doubt.toNanos(), patience.toNanos());
      Optional<Settlement> used = chain.use(signed(charge), charge.begun());
      while (used.isEmpty() && System.nanoTime() - begun < most) {
        Thread.sleep(BETWEEN_LOOKS);
        used = chain.use(signed(charge), charge.begun());
      }
      return used.orElseGet(() -> new Settlement.Declined(why));
    } catch (IOException e) {
      return new Settlement.Declined(why);
    }
  }

  /// Waits for a transaction to show the payment, and no longer than a payer would.
  private Settlement shown(Charge charge, String transaction)
      throws IOException, InterruptedException {
    if (!HASH.matches(transaction)) {
      return new Settlement.Unclear("the facilitator names no transaction");
    }
    return awaited(charge, transaction).settlement();
  }

  private X402Chain.Shown awaited(Charge charge, String transaction)
      throws IOException, InterruptedException {
    TransferAuthorization a = signed(charge);
    long begun = System.nanoTime();
    X402Chain.Shown shown = chain.shown(a, transaction);
    while (shown.early() && System.nanoTime() - begun < patience.toNanos()) {
      Thread.sleep(BETWEEN_LOOKS);
      shown = chain.shown(a, transaction);
    }
    return shown;
  }

  private static TransferAuthorization signed(Charge charge) {
    return TransferAuthorization.read(authorization(charge.proof())).orElseThrow();
  }

  /// Asks only the chain: the facilitator would try again.
  @Override
  public Settlement find(Charge charge) {
    try {
      return chain.became(signed(charge), charge.begun());
    } catch (IOException e) {
      return new Settlement.Unclear("the chain gives no answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Settlement.Unclear("interrupted");
    }
  }

  /// The use of an authorization does not prove who was paid; the chain publishes both.
  @Override
  public Known known(Charge charge) {
    return new Known.Nothing();
  }

  /// The facilitator, the wait, and a last look with two calls.
  @Override
  public Duration patience() {
    return X402Facilitator.VERIFIED_WITHIN
        .plus(X402Http.LIMIT.multipliedBy(3))
        .plus(SHOWN_WITHIN)
        .plusSeconds(15);
  }

  @Override
  public Optional<String> trouble() throws InterruptedException {
    return facilitator.trouble().map(why -> "the facilitator " + why);
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
