package dev.brass.server.api;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The HTTP/1.1 connections of a server with time limits, so that a client cannot hold one by
/// falling silent in the middle of a request, by sending very slowly, or by not reading the answer.
/// The HTTP server has no such limit: its read timeout does not apply to the channels that it reads
/// from. Thread-safe.
///
/// A request costs two writes of a field; one thread checks all connections at intervals.
final class WatchedConnections implements ServerConnectionSelector, AutoCloseable {

  private static final Duration OFTENEST = Duration.ofMillis(50);
  private static final Duration RAREST = Duration.ofSeconds(1);

  private final Http1ConnectionSelector http1;
  private final Patience patience;
  private final Runnable onCutOff;
  private final Set<WatchedConnection> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// The time limits for clients.
  ///
  /// @param request for the head of a request, for its body, and for reading the answer, each
  /// @param idle between requests
  /// @param mostBytes of a head, and of a body on the wire
  record Patience(Duration request, Duration idle, long mostBytes) {}

  private final ConnectionPlaces places;

  /// Creates the watch.
  ///
  /// @param places for connections
  /// @param onCutOff called for each connection that is closed for exceeding a time limit
  WatchedConnections(
      Http1Config http1, Patience patience, ConnectionPlaces places, Runnable onCutOff) {
    this.places = places;
    this.http1 = Http1ConnectionSelector.builder().config(http1).build();
    this.patience = patience;
    this.onCutOff = onCutOff;
    Thread.ofVirtual().name("http-watch").start(this::watch);
  }

  private void watch() {
    Duration quarter = patience.request().dividedBy(4);
    Duration pause =
        quarter.compareTo(RAREST) > 0
            ? RAREST
            : quarter.compareTo(OFTENEST) < 0 ? OFTENEST : quarter;
    try {
      while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        long now = System.nanoTime();
        for (WatchedConnection connection : open) {
          if (connection.cutOffIfLate(now)) {
            onCutOff.run();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    return new WatchedConnection(context, http1, patience, places, open);
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http1.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
