package dev.brass.server.order;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.brass.spi.Answer;
import dev.brass.spi.Connector;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Store;
import dev.brass.spi.StoreHttp;
import dev.brass.spi.StoreSettings;
import dev.brass.spi.TrackResult;
import dev.brass.spi.TracksOrders;
import dev.brass.testkit.instant.InstantConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A shop on a port of this machine, and its connector: a quote is one call, buying two, the second
/// of which is the one that counts. It can go down, so that connections are refused, and answer
/// with other statuses. Thread-safe.
final class UnsteadyShop
    implements Connector, PlacesOrders, FindsOrders, TracksOrders, AutoCloseable {

  static final String QUOTE = "/quote";
  static final String PREPARE = "/prepare";
  static final String BUY = "/buy";
  static final String FIND = "/find";

  private final InstantConnector goods = new InstantConnector();
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Long> arrivals = new CopyOnWriteArrayList<>();
  private @Nullable HttpServer server;
  private int port;

  /// Whether it can be asked for an order without its number.
  volatile boolean findsByAttemptId = true;

  UnsteadyShop() {
    up();
  }

  /// Opens its port, the same as before.
  synchronized void up() {
    try {
      HttpServer fresh =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      fresh.createContext("/", this::answer);
      fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      fresh.start();
      port = fresh.getAddress().getPort();
      server = fresh;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Closes its port.
  synchronized void down() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  /// Answers calls to a path with a status in place of 200 from now on.
  void answering(String path, int status) {
    statuses.put(path, status);
  }

  private void answer(HttpExchange exchange) throws IOException {
    arrivals.add(System.nanoTime());
    exchange.getRequestBody().readAllBytes();
    int status = statuses.getOrDefault(exchange.getRequestURI().getPath(), 200);
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  /// How often the connector was asked for a quote, whether the shop was up or not.
  int asked() {
    return asked.get();
  }

  /// When calls came, by [System#nanoTime].
  List<Long> arrivals() {
    return arrivals.stream().sorted().toList();
  }

  long orders() {
    return goods.shop(EngineRig.STORE).orders();
  }

  private StoreHttp.Reply call(Store store, String path, boolean irrevocable) {
    return store
        .http()
        .send(
            new StoreHttp.Call(
                "POST",
                URI.create("http://127.0.0.1:" + port + path),
                Map.of(),
                "{}",
                irrevocable));
  }

  @Override
  public boolean findsByAttemptId(StoreSettings settings) {
    return findsByAttemptId;
  }

  @Override
  public PaidBy paidBy(StoreSettings settings) {
    return PaidBy.CLIENT;
  }

  @Override
  public String platform() {
    return "http-shop";
  }

  @Override
  public void check(StoreSettings settings) {
    goods.check(settings);
  }

  @Override
  public Optional<String> productId(StoreSettings settings, URI page) {
    return goods.productId(settings, page);
  }

  @Override
  public Answer<Quote> quote(Store store, QuoteRequest request) {
    asked.incrementAndGet();
    return call(store, QUOTE, false).status() == 200
        ? goods.quote(store, request)
        : Answer.refused(ErrorCode.INTERNAL_ERROR.error());
  }

  @Override
  public PlaceResult place(Store store, PlaceOrder order) {
    if (call(store, PREPARE, false).status() != 200) {
      return new PlaceResult.Refused(ErrorCode.INTERNAL_ERROR.error());
    }
    PlaceResult placed = goods.place(store, order);
    return call(store, BUY, true).status() == 200
        ? placed
        : new PlaceResult.InDoubt("the shop gave no clear answer");
  }

  @Override
  public FindResult find(Store store, FindOrder order) {
    return call(store, FIND, false).status() == 200
        ? goods.find(store, order)
        : new FindResult.Unknown("the shop gave no clear answer");
  }

  @Override
  public TrackResult track(Store store, MerchantOrder order) {
    return goods.track(store, order);
  }

  @Override
  public Duration settlesWithin() {
    return Duration.ZERO;
  }

  @Override
  public void close() {
    down();
  }
}
