package dev.brass.testkit.stripe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.brass.testkit.stripe.FakeKeys.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Stripe's API over real HTTP as far as Brass uses it, with money that is none. It keeps Stripe's
/// contract: keys, states, test cards, single-use tokens, connected accounts that do not see each
/// other. Tests act as buyers and take care of the connection's faults. Thread-safe.
public final class FakeStripe implements AutoCloseable {

  public static final String KEY = "sk_test_fake";

  /// The key of a [FakeStripe] whose payments count as real money.
  public static final String LIVE_KEY = "sk_live_fake";

  /// What befalls one request.
  public enum Fault {
    /// It is carried out, and the connection breaks before the answer.
    ANSWER_LOST,
    /// The connection breaks before it is carried out.
    REQUEST_LOST,
    /// 500, kept for the key as Stripe does; nothing is carried out.
    FAILED,
    /// 503 from something before Stripe.
    UNAVAILABLE,
    /// 409: the key is in use.
    KEY_IN_USE,
    /// 429.
    TOO_MANY,
    /// 200 with something that is no answer.
    GIBBERISH
  }

  private record Planned(Fault fault, String part) {}

  private final Object lock = new Object();
  private final InstantSource clock;
  private final String key;
  private final InetSocketAddress address;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final FakeCards cards;
  private final FakePayments payments;
  private final FakeCheckout checkout;
  private final Set<String> accounts = new HashSet<>(Set.of(""));
  private final FakeKeys keys;
  private final List<Planned> faults = new ArrayList<>();
  private final List<FakeRequest> requests = new CopyOnWriteArrayList<>();
  private volatile boolean isLockedOut;
  private HttpServer server;

  public FakeStripe(InstantSource clock) {
    this(clock, KEY);
  }

  /// @param key [#KEY] or [#LIVE_KEY]
  public FakeStripe(InstantSource clock, String key) {
    this.clock = clock;
    this.key = key;
    FakeIds ids = new FakeIds();
    this.keys = new FakeKeys(clock);
    this.cards = new FakeCards(clock, ids);
    this.payments = new FakePayments(clock, ids, cards, key.equals(LIVE_KEY));
    this.checkout = new FakeCheckout(clock, ids, cards, payments);
    this.server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.address = server.getAddress();
  }

  private HttpServer listen(InetSocketAddress where) {
    try {
      HttpServer opened = HttpServer.create(where, 0);
      opened.setExecutor(threads);
      opened.createContext("/", this::handle);
      opened.start();
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /// What a server must be told to be paid here by agents.
  public Map<String, String> agentSettings() {
    return Map.of(
        "stripe.secret-key",
        key,
        "stripe.base",
        base().toString(),
        "stripe.network-id",
        "profile_fake");
  }

  /// Where a buyer's agent gets its tokens, as at Stripe's test helper.
  public URI tokens() {
    return base().resolve("/v1/test_helpers/shared_payment/granted_tokens");
  }

  /// The next request with a text in its method and path, `POST /v1/refunds`, meets a fault; a
  /// blank at the end of the text stands for the end of the path.
  public void next(Fault fault, String part) {
    synchronized (lock) {
      faults.add(new Planned(fault, part));
    }
  }

  /// No request meets a fault any more.
  public void calm() {
    synchronized (lock) {
      faults.clear();
    }
  }

  /// Connections are refused until it comes back.
  public void goAway() {
    server.stop(0);
  }

  public void comeBack() {
    server = listen(address);
  }

  /// The key is no longer good, or good again.
  public void lockOut(boolean out) {
    isLockedOut = out;
  }

  /// As after a day.
  public void forgetKeys() {
    synchronized (lock) {
      keys.forget();
    }
  }

  /// A connected account, which may be named from now on.
  public String connect(String account) {
    synchronized (lock) {
      accounts.add(account);
      return account;
    }
  }

  /// Gives a customer a card that behaves as one of Stripe's test cards.
  ///
  /// @return `pm_…`
  public String keepCard(String customer, String testCard) {
    synchronized (lock) {
      return cards.keep(customer, testCard);
    }
  }

  /// Makes a card the one that a customer's invoices are paid with.
  public void preferCard(String customer, String card) {
    synchronized (lock) {
      cards.prefer(customer, card);
    }
  }

  /// What a buyer's agent is given for us: leave to charge a test card once, for an hour.
  ///
  /// @return `spt_…`
  public String token(String testCard, long mostCents) {
    synchronized (lock) {
      long expiresAt = clock.instant().plus(Duration.ofHours(1)).getEpochSecond();
      return cards.token(testCard, "usd", mostCents, expiresAt);
    }
  }

  /// The buyer pays on a session's page; where the card wants it, with 3-D Secure.
  ///
  /// @return empty when the card says no: the page stays open
  public Optional<FakePayment> buyerPays(String session, String testCard) {
    synchronized (lock) {
      try {
        return Optional.of(checkout.pay(session, testCard));
      } catch (FakeRefusal e) {
        return Optional.empty();
      }
    }
  }

  /// The card's bank no longer holds the money, as it happens after about a week.
  public void lapse(String intent) {
    synchronized (lock) {
      payment(intent).canceled();
    }
  }

  /// The bank does not take a refund.
  public void bounce(String refund) {
    synchronized (lock) {
      payments.bounce(refund);
    }
  }

  public List<FakePayment> payments() {
    synchronized (lock) {
      return payments.all();
    }
  }

  public List<FakePayment> payments(String name, String value) {
    return payments().stream().filter(p -> value.equals(p.metadata().get(name))).toList();
  }

  public FakePayment payment(String id) {
    return payments().stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow();
  }

  /// All that was asked with the right key, faults included.
  public List<FakeRequest> requests() {
    return List.copyOf(requests);
  }

  public List<FakeRequest> requests(String method, String path) {
    return requests.stream()
        .filter(request -> request.method().equals(method) && request.path().equals(path))
        .toList();
  }

  /// The body of an event about a session or an intent.
  public String event(String type, String account, String object) {
    synchronized (lock) {
      ObjectNode event = JsonMapper.shared().createObjectNode().put("type", type);
      event.put("id", "evt_1Fake").put("object", "event");
      if (!account.isEmpty()) {
        event.put("account", account);
      }
      JsonNode about =
          object.startsWith("cs_")
              ? checkout.get(account, object)
              : payments.get(account, object).json();
      event.putObject("data").set("object", about);
      return event.toString();
    }
  }

  /// The header `Stripe-Signature` of a body that is sent now.
  public String signature(String body, String webhookSecret) {
    long at = clock.instant().getEpochSecond();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(webhookSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] code = mac.doFinal((at + "." + body).getBytes(StandardCharsets.UTF_8));
      return "t=" + at + ",v1=" + HexFormat.of().formatHex(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    FakeRequest request = FakeRequest.of(exchange);
    if (isLockedOut || !isKnown(request.authorization())) {
      send(exchange, refusal(401, "invalid_request_error", null, "Invalid API Key provided"));
      return;
    }
    requests.add(request);
    Answer answer;
    Fault fault;
    synchronized (lock) {
      fault = faultOf(request.method() + " " + request.path());
      answer = fault == null ? answer(request) : faulty(request, fault);
    }
    if (fault == Fault.ANSWER_LOST || fault == Fault.REQUEST_LOST) {
      exchange.close();
    } else {
      send(exchange, answer);
    }
  }

  private boolean isKnown(String authorization) {
    String basic = Base64.getEncoder().encodeToString((key + ":").getBytes(StandardCharsets.UTF_8));
    return authorization.equals("Bearer " + key) || authorization.equals("Basic " + basic);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Request-Id", "req_fake");
    if (answer.isReplayed()) {
      exchange.getResponseHeaders().set("Idempotent-Replayed", "true");
    }
    try (exchange) {
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private @Nullable Fault faultOf(String line) {
    for (Planned planned : faults) {
      if ((line + ' ').contains(planned.part())) {
        faults.remove(planned);
        return planned.fault();
      }
    }
    return null;
  }

  private Answer faulty(FakeRequest request, Fault fault) {
    return switch (fault) {
      case ANSWER_LOST -> answer(request);
      case REQUEST_LOST -> new Answer(0, "", false);
      case FAILED ->
          keys.answer(
              request,
              () -> {
                throw FakeRefusal.of(500, "api_error", null, "Something went wrong.");
              });
      case UNAVAILABLE -> new Answer(503, "<html>Service Unavailable</html>", false);
      case KEY_IN_USE ->
          refusal(409, "idempotency_error", "idempotency_key_in_use", "There is another request.");
      case TOO_MANY -> refusal(429, "invalid_request_error", "rate_limit", "Too many requests.");
      case GIBBERISH -> new Answer(200, "{\"object\":\"gibberish\"}", false);
    };
  }

  private static Answer refusal(int status, String type, @Nullable String code, String message) {
    return new Answer(status, FakeRefusal.of(status, type, code, message).json().toString(), false);
  }

  private Answer answer(FakeRequest request) {
    if (!accounts.contains(request.account())) {
      return refusal(
          403, "invalid_request_error", "account_invalid", "The key has no access to the account.");
    }
    return keys.answer(request, () -> carriedOut(request).toString());
  }

  private ObjectNode carriedOut(FakeRequest request) {
    String[] path = request.path().substring(1).split("/", -1);
    String route = request.method() + " " + pattern(path);
    return switch (route) {
      case "POST v1/payment_intents" -> payments.create(request);
      case "GET v1/payment_intents/search" -> payments.search(request);
      case "GET v1/payment_intents/*" -> payments.get(request.account(), path[2]).json();
      case "POST v1/payment_intents/*/capture" -> payments.capture(request, path[2]);
      case "POST v1/payment_intents/*/cancel" -> payments.cancel(request, path[2]);
      case "POST v1/refunds" -> payments.refund(request);
      case "GET v1/refunds" -> payments.refundsOf(request);
      case "POST v1/checkout/sessions" -> checkout.open(request);
      case "GET v1/checkout/sessions/*" -> checkout.get(request.account(), path[3]);
      case "POST v1/checkout/sessions/*/expire" -> checkout.expire(request.account(), path[3]);
      case "POST v1/customers" -> cards.newCustomer(request);
      case "GET v1/customers/*" -> cards.customer(request.account(), path[2]);
      case "GET v1/customers/*/payment_methods" -> cards.cardsOf(request, path[2]);
      case "POST v1/test_helpers/shared_payment/granted_tokens" -> cards.newToken(request);
      default -> throw FakeRefusal.of(404, "invalid_request_error", null, "Unrecognized: " + route);
    };
  }

  /// A path in which ids are stars.
  private static String pattern(String[] path) {
    return Arrays.stream(path)
        .map(part -> part.matches("(pi|cs|cus)_.+") ? "*" : part)
        .collect(Collectors.joining("/"));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
