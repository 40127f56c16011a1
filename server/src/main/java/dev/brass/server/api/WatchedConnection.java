package dev.brass.server.api;

import dev.brass.server.api.WatchedConnections.Patience;
import dev.brass.server.quota.Network;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// One connection of the HTTP server, whose every network read goes through [#pull]. The
/// connection's thread does all work, except that the watch reads [#deadline] and closes.
///
/// When the server refuses a request without reading all of it, the rest is read and discarded for
/// a short time before the connection is closed. Otherwise the client would get a connection reset
/// while it sends, and lose the answer.
final class WatchedConnection
    implements ServerConnection,
        InterruptableTask<Void>,
        ConnectionContext,
        ConnectionPlaces.Guest {

  private static final ScopedValue<WatchedConnection> CURRENT = ScopedValue.newInstance();
  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final long NONE = 0;

  /// For each further piece of this many bytes a client gets the same time again, at least.
  private static final long PIECE = 256 * 1024;

  private final ConnectionContext context;
  private final Patience patience;
  private final ConnectionPlaces places;
  private final Set<WatchedConnection> open;
  private final DataReader reader;
  private final ServerConnection http1;

  /// The time at which the wait for the client ends, in [System#nanoTime]; [#NONE] while nothing
  /// waits.
  private volatile long deadline = NONE;

  /// The time since which the connection waits for the client, in [System#nanoTime]; [#NONE] while
  /// it does not.
  private volatile long waitingSince = NONE;

  private ConnectionPlaces.Place place = ConnectionPlaces.Place.NONE;

  private volatile boolean closing;

  /// The start of the request that is being read, in [System#nanoTime]; [#NONE] between requests.
  private long begun = NONE;
  private boolean serving;

  /// The bytes of the request received so far.
  private long pulled;

  /// The most bytes that the request may have.
  private long mostBytes;

  /// Whether the next byte is the first of a request.
  private boolean atStart = true;

  /// Whether the client of the request speaks HTTP/1.0.
  private boolean old;

  /// The request is longer than its body may be.
  static final class TooManyBytes extends CloseConnectionException {

    private static final long serialVersionUID = 1L;

    private TooManyBytes() {
      super("the request has no end");
    }
  }

  WatchedConnection(
      ConnectionContext context,
      Http1ConnectionSelector selector,
      Patience patience,
      ConnectionPlaces places,
      Set<WatchedConnection> open) {
    this.places = places;
    this.context = context;
    this.patience = patience;
    this.mostBytes = patience.mostBytes();
    this.open = open;
    this.reader = Framing.reader(this::pull);
    this.http1 = selector.connection(this);
  }

  /// The connection whose request the current thread serves.
  static WatchedConnection current() {
    return CURRENT.get();
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    String network = Network.of(context.remotePeer().host());
    place = places.enter(network, this);
    if (place == ConnectionPlaces.Place.NONE) {
      return;
    }
    open.add(this);
    try {
      ScopedValue.where(CURRENT, this)
          .call(
              () -> {
                http1.handle(limit);
                return this;
              });
      linger();
    } catch (ServerConnectionException e) {
      throw e;
    } catch (CloseConnectionException e) {
      linger();
      throw e;
    } finally {
      open.remove(this);
      places.leave(network, this, place);
    }
  }

  /// The next bytes from the client; null when it sends no more.
  ///
  /// @throws CloseConnectionException when the client is too slow or sends more than a request may
  /// have
  private byte @Nullable [] pull() {
    long now = System.nanoTime();
    long until =
        begun == NONE ? now + patience.idle().toNanos() : begun + patience.request().toNanos();
    if (until - now <= 0) {
      throw new CloseConnectionException("the request did not arrive in time");
    }
    byte[] bytes = atStart ? head(until) : counted(receive(until));
    atStart = false;
    return bytes;
  }

  /// The first bytes of a request, in the form that the HTTP server accepts.
  private byte @Nullable [] head(long until) {
    byte[] bytes = counted(receive(until));
    while (bytes != null && bytes.length < HttpFront.LARGEST_HEADERS && needsMore(bytes)) {
      byte[] more = counted(receive(begun + patience.request().toNanos()));
      if (more == null) {
        break;
      }
      byte[] whole = Arrays.copyOf(bytes, bytes.length + more.length);
      System.arraycopy(more, 0, whole, bytes.length, more.length);
      bytes = whole;
    }
    if (bytes == null) {
      return null;
    }
    RequestLine line = RequestLine.of(bytes);
    old = line.old();
    return line.bytes();
  }

  private static boolean needsMore(byte[] bytes) {
    return RequestLine.isWhole(bytes)
        ? RequestLine.isOld(bytes) && !RequestLine.hasWholeHead(bytes)
        : bytes.length < HttpFront.LARGEST_LINE;
  }

  private byte @Nullable [] counted(byte @Nullable [] bytes) {
    if (bytes != null) {
      if (begun == NONE) {
        begun = notNone(System.nanoTime());
      }
      pulled += bytes.length;
      if (pulled > mostBytes) {
        throw new TooManyBytes();
      }
    }
    return bytes;
  }

  private byte @Nullable [] receive(long until) {
    deadline = notNone(until);
    waitingSince = notNone(System.nanoTime());
    try {
      return context.serverSocket().get();
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("the connection broke", e);
    } finally {
      deadline = NONE;
      waitingSince = NONE;
    }
  }

  /// Whether the connection may be used for health checks only, because all other places are taken.
  boolean isSpare() {
    return place == ConnectionPlaces.Place.SPARE;
  }

  @Override
  public @Nullable Long waitingSince() {
    long since = waitingSince;
    return since == NONE || closing ? null : (Long) since;
  }

  @Override
  public void makeRoom() {
    closing = true;
    close();
  }

  private void close() {
    try {
      context.serverSocket().close();
    } catch (UncheckedIOException e) {
      // The connection is already closed.
    }
  }

  private static long notNone(long nanoTime) {
    return nanoTime == NONE ? 1 : nanoTime;
  }

  /// Whether a request is being served: its head was read without an error.
  boolean isServing() {
    return serving;
  }

  /// Whether the client speaks HTTP/1.0: the connection ends with the answer, which needs a length.
  boolean isOld() {
    return old;
  }

  /// Called when the head of a request has been read. The body has its own time limit.
  ///
  /// @param most bytes of the body on the wire
  void requestBegins(long most) {
    serving = true;
    mostBytes = most;
    begun = notNone(System.nanoTime());
    pulled = 0;
  }

  /// Called when the answer is about to be sent.
  void answers() {
    long now = System.nanoTime();
    deadline = notNone(now + patience.request().toNanos());
    waitingSince = notNone(now);
  }

  /// Called while a streamed answer is written. Only the time spent waiting for the client counts,
  /// and the limit grows with the bytes that the client has received.
  ///
  /// @param waited time spent waiting for the client so far, in nanoseconds
  /// @param taken bytes received by the client so far
  void writes(long waited, long taken) {
    long now = System.nanoTime();
    long longest = patience.request().toNanos();
    long left = longest + longest / PIECE * taken - waited;
    deadline = notNone(now + Math.clamp(left, 0, longest));
    waitingSince = notNone(now);
  }

  /// Called when the next part of a streamed answer is being produced.
  void makes() {
    deadline = NONE;
    waitingSince = NONE;
  }

  /// Called when the answer is sent.
  ///
  /// @param unread whether part of the request was not read; unless the connection ends, the HTTP
  /// server reads it now
  /// @param last whether the connection ends. The HTTP server announces the end without closing: it
  /// would read the rest of a body as the next request
  void requestEnds(boolean unread, boolean last) {
    serving = false;
    deadline = NONE;
    waitingSince = NONE;
    begun = unread ? notNone(System.nanoTime()) : NONE;
    pulled = 0;
    atStart = !unread;
    mostBytes = unread ? mostBytes : patience.mostBytes();
    if (last) {
      closing = !unread;
      http1.close(false);
    }
  }

  /// Closes the connection if the wait for its client has exceeded the limit. Called by the watch.
  boolean cutOffIfLate(long now) {
    long until = deadline;
    if (until == NONE || now - until < 0) {
      return false;
    }
    closing = true;
    close();
    return true;
  }

  /// Gives a client that is still sending the time to receive the answer.
  private void linger() {
    long until = System.nanoTime() + LINGER.toNanos();
    long most = patience.mostBytes();
    try {
      while (!closing && most > 0 && until - System.nanoTime() > 0) {
        byte[] bytes = receive(until);
        if (bytes == null) {
          return;
        }
        most -= bytes.length;
      }
    } catch (ServerConnectionException e) {
      // The client has disconnected.
    }
  }

  @Override
  public Duration idleTime() {
    return http1.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    closing = true;
    http1.close(interrupt);
  }

  @Override
  public boolean canInterrupt() {
    return http1 instanceof InterruptableTask<?> task && task.canInterrupt();
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return context.dataWriter();
  }

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public Router router() {
    return context.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return context.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return context.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }
}
