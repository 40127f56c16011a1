package dev.brass.server.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/// A receiver of webhooks for the demo, on a free loopback port. Thread-safe.
final class DemoReceiver implements AutoCloseable {

  private static final int MOST_KEPT = 1000;

  private final HttpServer server;
  private final List<Received> received = new ArrayList<>();

  /// One delivery.
  ///
  /// @param path identifies the address that the order named
  record Received(String path, String body) {}

  DemoReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      synchronized (received) {
        if (received.size() < MOST_KEPT) {
          received.add(new Received(exchange.getRequestURI().getPath(), body));
        }
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  List<Received> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
