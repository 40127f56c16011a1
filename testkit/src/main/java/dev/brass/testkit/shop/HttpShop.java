package dev.brass.testkit.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A shop on loopback that sells whatever it is asked for, and keeps its book whatever becomes of
/// those who buy. **It makes an order of every call that buys**, also of one that it has had
/// before: so what was bought twice stands in the book twice. Thread-safe.
///
/// It speaks JSON:
///
/// - `POST /quotes` with `{"lines":[{"product":"sku","quantity":2}]}` gives
///   `{"subtotal":2000,"currency":"USD"}`;
/// - `POST /orders` with `{"reference":"…","lines":[…],"total":2000}` buys and gives
///   `{"number":"S-1","total":2000, …}`;
/// - `GET /orders?reference=…` gives `{"orders":[…]}`;
/// - `GET /orders/S-1` gives `{"number":"S-1","state":"placed", …}`;
/// - `POST /orders/S-1/cancel` gives `{"number":"S-1","state":"cancelled", …}`.
///
/// A no is `409 {"error":"code"}`: `sold_out` for products whose name begins with `sold-out`,
/// `unknown_product` for those with `no-such`, `too_dear` when the order costs more than `total`,
/// `declined` when it is told to refuse.
public final class HttpShop implements AutoCloseable {

  private static final long UNIT_PRICE = 1_000;
  private static final int LARGEST_BODY = 1 << 20;
  private static final Duration HOLDS = Duration.ofSeconds(1);

  private final HttpServer server;
  private final InstantSource clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentHashMap<String, ShopOrder> book = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final Queue<Treatment> next = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final AtomicLong calls = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile CountDownLatch open = new CountDownLatch(0);
  private volatile Currency currency = Currency.getInstance("USD");
  private volatile long unitPrice = UNIT_PRICE;
  private volatile long priceJump;
  private volatile boolean jumped;
  private volatile Treatment usual = Treatment.ACCEPT;
  private volatile boolean showsEverything;
  private volatile String refusal = "declined";
  private volatile Duration takes = Duration.ZERO;

  private HttpShop(HttpServer server, InstantSource clock) {
    this.server = server;
    this.clock = clock;
  }

  /// Opens a shop on a free port.
  ///
  /// @param clock what it dates its orders by
  public static HttpShop open(InstantSource clock) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
      HttpShop shop = new HttpShop(server, clock);
      server.setExecutor(shop.threads);
      server.createContext("/", shop::serve);
      server.start();
      return shop;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// Where it is, such as `http://127.0.0.1:40123`.
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /// Treats the next calls that buy so, one each in this order.
  public HttpShop next(Treatment... treatments) {
    next.addAll(List.of(treatments));
    return this;
  }

  /// Treats every call that buys so for which [#next] says nothing.
  public HttpShop always(Treatment treatment) {
    usual = treatment;
    return this;
  }

  /// The code with which [Treatment#REFUSE] refuses.
  public HttpShop refusesWith(String code) {
    refusal = code;
    return this;
  }

  /// Sells in that currency from now on, at that price for one unit in minor units.
  public HttpShop sellsFor(long price, String currencyCode) {
    unitPrice = price;
    currency = Currency.getInstance(currencyCode);
    return this;
  }

  /// Becomes so much dearer once it has quoted a price, in minor units.
  public HttpShop jumpsBy(long more) {
    priceJump = more;
    return this;
  }

  /// Shows all orders whatever reference is asked for, as some shops do.
  public HttpShop showsEverything() {
    showsEverything = true;
    return this;
  }

  /// Takes so long for each call that buys, and for each quote.
  public HttpShop takes(Duration time) {
    takes = time;
    return this;
  }

  /// Answers no call until [#resume], as a shop that hangs; connections are taken all the same. A
  /// call that has waited for longer than a second is dropped then, and nothing is taken: the shop
  /// keeps to what its connector says of how soon an order is there.
  public void hang() {
    open = new CountDownLatch(1);
  }

  public void resume() {
    open.countDown();
  }

  /// The book, in no particular order; a copy.
  public List<ShopOrder> orders() {
    return new ArrayList<>(book.values());
  }

  /// How many orders the book has of an attempt.
  public int orders(AttemptId attempt) {
    return Math.toIntExact(
        book.values().stream()
            .filter(order -> order.reference().equals(attempt.toString()))
            .count());
  }

  /// The largest number of calls that it had at one time since the last look.
  public int mostAtOnce() {
    return mostUnderWay.getAndSet(underWay.get());
  }

  /// How many calls it has had.
  public long calls() {
    return calls.get();
  }

  /// Ships every order that is not cancelled.
  public void shipAll() {
    changeAll(ShopOrder.State.SHIPPED);
  }

  /// Cancels every order that is not shipped.
  public void cancelAll() {
    changeAll(ShopOrder.State.CANCELLED);
  }

  private void changeAll(ShopOrder.State state) {
    book.replaceAll(
        (_, order) -> order.state() == ShopOrder.State.PLACED ? order.with(state) : order);
  }

  private void serve(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
      if (hasWaited()) {
        return;
      }
      answer(exchange, new String(body, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      underWay.decrementAndGet();
    }
  }

  /// Waits while the shop hangs; whether for so long that the call is dropped.
  private boolean hasWaited() throws InterruptedException {
    long begun = System.nanoTime();
    open.await();
    return System.nanoTime() - begun > HOLDS.toNanos();
  }

  private void answer(HttpExchange exchange, String body) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    boolean post = exchange.getRequestMethod().equals("POST");
    if (post && path.equals("/quotes")) {
      pause();
      quote(exchange, JsonMapper.shared().readTree(body));
    } else if (post && path.equals("/orders")) {
      buy(exchange, JsonMapper.shared().readTree(body));
    } else if (!post && path.equals("/orders")) {
      find(exchange, String.valueOf(exchange.getRequestURI().getQuery()));
    } else if (path.startsWith("/orders/")) {
      one(exchange, path.substring("/orders/".length()));
    } else {
      reply(exchange, 404, Map.of("error", "not_found"));
    }
  }

  private void pause() throws InterruptedException {
    if (!takes.isZero() && closed.await(takes.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closed");
    }
  }

  private void quote(HttpExchange exchange, JsonNode request) throws IOException {
    List<Line> lines = lines(request);
    String error = error(lines);
    if (error == null) {
      long price = price(lines);
      jumped = true;
      reply(exchange, 200, Map.of("subtotal", price, "currency", currency.getCurrencyCode()));
    } else {
      reply(exchange, 409, Map.of("error", error));
    }
  }

  private void buy(HttpExchange exchange, JsonNode request)
      throws IOException, InterruptedException {
    List<Line> lines = lines(request);
    long total = price(lines);
    Treatment chosen = next.poll();
    Treatment treatment = chosen == null ? usual : chosen;
    String error = error(lines);
    if (error == null
        && request.path("total").isNumber()
        && request.path("total").asLong() < total) {
      error = "too_dear";
    }
    if (error == null && treatment == Treatment.REFUSE) {
      error = refusal;
    }
    if (error != null) {
      reply(exchange, 409, Map.of("error", error));
      return;
    }
    pause();
    switch (treatment) {
      case ACCEPT -> reply(exchange, 201, told(take(request, lines, total)));
      case TAKE_AND_DROP -> take(request, lines, total);
      case TAKE_AND_HANG -> {
        take(request, lines, total);
        closed.await();
      }
      case TAKE_AND_FAIL -> {
        take(request, lines, total);
        reply(exchange, 500, Map.of("error", "oops"));
      }
      case HANG -> closed.await();
      case FAIL -> reply(exchange, 500, Map.of("error", "oops"));
      case DROP, REFUSE -> {}
    }
  }

  private ShopOrder take(JsonNode request, List<Line> lines, long total) {
    ShopOrder order =
        new ShopOrder(
            "S-" + numbers.incrementAndGet(),
            request.path("reference").asString(""),
            lines,
            total,
            ShopOrder.State.PLACED,
            clock.instant());
    book.put(order.number(), order);
    return order;
  }

  private void find(HttpExchange exchange, String query) throws IOException {
    String reference = query.replace("reference=", "");
    ObjectNode answer = JsonMapper.shared().createObjectNode();
    var found = answer.putArray("orders");
    Collection<ShopOrder> orders = book.values();
    orders.stream()
        .filter(order -> showsEverything || order.reference().equals(reference))
        .forEach(order -> found.add(JsonMapper.shared().valueToTree(told(order))));
    reply(exchange, 200, answer);
  }

  private void one(HttpExchange exchange, String rest) throws IOException {
    boolean cancels = rest.endsWith("/cancel");
    String number = cancels ? rest.substring(0, rest.length() - "/cancel".length()) : rest;
    ShopOrder order =
        cancels
            ? book.computeIfPresent(
                number,
                (_, known) ->
                    known.state() == ShopOrder.State.PLACED
                        ? known.with(ShopOrder.State.CANCELLED)
                        : known)
            : book.get(number);
    if (order == null) {
      reply(exchange, 404, Map.of("error", "unknown_order"));
    } else if (cancels && order.state() == ShopOrder.State.SHIPPED) {
      reply(exchange, 409, Map.of("error", "shipped"));
    } else {
      reply(exchange, 200, told(order));
    }
  }

  private Map<String, Object> told(ShopOrder order) {
    return Map.of(
        "number",
        order.number(),
        "reference",
        order.reference(),
        "total",
        order.total(),
        "currency",
        currency.getCurrencyCode(),
        "state",
        order.state().name().toLowerCase(Locale.ROOT),
        "at",
        order.at().toString());
  }

  private static List<Line> lines(JsonNode request) {
    List<Line> lines = new ArrayList<>();
    for (JsonNode line : request.path("lines")) {
      lines.add(
          new Line(
              line.path("product").asString(""), null, line.path("quantity").asInt(1), List.of()));
    }
    return lines;
  }

  private static @Nullable String error(List<Line> lines) {
    for (Line line : lines) {
      if (line.productId().startsWith("no-such")) {
        return "unknown_product";
      }
      if (line.productId().startsWith("sold-out")) {
        return "sold_out";
      }
    }
    return null;
  }

  private long price(List<Line> lines) {
    return lines.stream().mapToLong(line -> line.quantity() * unitPrice).sum()
        + (jumped ? priceJump : 0);
  }

  private static void reply(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = JsonMapper.shared().writeValueAsBytes(body);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /// Closes the shop; those who wait for an answer get none.
  @Override
  public void close() {
    closed.countDown();
    open.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
