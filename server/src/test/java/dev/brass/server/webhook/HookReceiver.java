package dev.brass.server.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A receiver of webhooks over real HTTP, which keeps what it got and answers as it is told.
public final class HookReceiver implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Behaviour behaviour = exchange -> answer(exchange, 200, "ok");

  /// What was received.
  public record Request(String path, Map<String, List<String>> headers, String body) {
    public @Nullable String header(String name) {
      List<String> values = headers.get(name);
      return values == null ? null : String.join(", ", values);
    }
  }

  /// How a request is answered. An exception closes the connection.
  public interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  HookReceiver(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static HookReceiver onLoopback() {
    return on(InetAddress.getLoopbackAddress());
  }

  static HookReceiver on(InetAddress address) {
    try {
      return new HookReceiver(HttpServer.create(new InetSocketAddress(address, 0), 512));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.add(
        new Request(
            exchange.getRequestURI().toString(),
            Map.copyOf(exchange.getRequestHeaders()),
            new String(body, StandardCharsets.UTF_8)));
    try (exchange) {
      behaviour.answer(exchange);
    }
  }

  public static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  public HookReceiver answering(Behaviour next) {
    behaviour = next;
    return this;
  }

  public HookReceiver answering(int status) {
    return answering(exchange -> answer(exchange, status, "status " + status));
  }

  /// Takes requests and never answers.
  HookReceiver hanging() {
    return answering(_ -> awaitClose());
  }

  void awaitClose() {
    isClosedWithin(Duration.ofHours(1));
  }

  boolean isClosedWithin(Duration time) {
    try {
      return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  public List<Request> requests() {
    return requests;
  }

  int port() {
    return server.getAddress().getPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
