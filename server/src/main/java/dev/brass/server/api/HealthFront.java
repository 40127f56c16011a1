package dev.brass.server.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.brass.server.db.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A second, small HTTP server for health and metrics only, on its own platform threads: it answers
/// even when the threads for ordinary requests are busy. It reads no bodies.
public final class HealthFront implements AutoCloseable {

  private static final int THREADS = 4;
  private static final int MOST_WAITING = 100;
  private static final int BACKLOG = 100;
  private static final String SECONDS = "10";

  static {
    // Read once by the JDK's server, in seconds: how long a client may take to send or to read.
    limit("sun.net.httpserver.maxReqTime");
    limit("sun.net.httpserver.maxRspTime");
    limit("sun.net.httpserver.idleInterval");
  }

  private final HttpServer server;
  private final ThreadPoolExecutor threads;

  private HealthFront(HttpServer server, ThreadPoolExecutor threads) {
    this.server = server;
    this.threads = threads;
  }

  private static void limit(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, SECONDS);
    }
  }

  /// Starts the server.
  ///
  /// @param router with the paths that are served
  /// @throws IllegalStateException when the port is in use
  public static HealthFront start(String host, int port, Router router) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot listen on " + host + ":" + port + " for http.health-port", e);
    }
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("health-", 1).factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(router, exchange));
    server.start();
    return new HealthFront(server, threads);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private static void serve(Router router, HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = router.handle(request(exchange));
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      if (reply.contentType() != null) {
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      }
      exchange.getResponseHeaders().set("Connection", "close");
      byte[] body = Objects.requireNonNullElse(reply.body(), "").getBytes(StandardCharsets.UTF_8);
      boolean none = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(reply.status(), none ? -1 : body.length);
      if (!none) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static ApiRequest request(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return new ApiRequest(
            Ids.next().toString(),
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            Map.of(),
            headers,
            InputStream.nullInputStream(),
            0)
        .from(exchange.getRemoteAddress().getAddress().getHostAddress());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
