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

/// One connection: the HTTP server's own, whose every read of the network goes through [#pull]. All
/// is done by the connection's one thread, except that the watch looks at [#deadline] and closes.
///
/// When the server refuses a request without reading all of it, what the client still sends is read
/// and thrown away for a moment before the connection is closed: else the client's system would
/// meet an error while it sends and forget the answer.
final class WatchedConnection
    implements ServerConnection,
        InterruptableTask<Void>,
        ConnectionContext,
        ConnectionPlaces.Guest {

  private static final ScopedValue<WatchedConnection> CURRENT = ScopedValue.newInstance();
  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final long NONE = 0;

  /// For so many bytes more a client gets as much time again, at least.
  private static final long PIECE = 256 * 1024;

  private final ConnectionContext context;
  private final Patience patience;
  private final ConnectionPlaces places;
  private final Set<WatchedConnection> open;
  private final DataReader reader;
  private final ServerConnection http1;

  /// When whoever waits for the client has waited enough, in [System#nanoTime]; [#NONE] while
  /// nobody does.
  private volatile long deadline = NONE;

  /// Since when the client is waited for, in [System#nanoTime]; [#NONE] while it is not.
  private volatile long waitingSince = NONE;

  private ConnectionPlaces.Place place = ConnectionPlaces.Place.NONE;

  private volatile boolean closing;

  /// When the request that is being read began, in [System#nanoTime]; [#NONE] between requests.
  private long begun = NONE;
  private boolean serving;

  /// The bytes of it that came so far.
  private long pulled;

  /// How many there may be.
  private long mostBytes;

  /// Whether the next byte is the first of a request.
  private boolean atStart = true;

  /// Whether the client of the request speaks HTTP/1.0.
  private boolean old;

  /// A request goes on beyond all that its body may have.
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

  /// The connection whose request this thread serves.
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

  /// The next bytes that the client sends; null when it sends no more.
  ///
  /// @throws CloseConnectionException when it was slow or sends more than any request has
  private byte @Nullable [] pull() {
    long now = System.nanoTime();
    long until =
        begun == NONE ? now + patience.idle().toNanos() : begun + patience.request().toNanos();
    if (until - now <= 0) {
      throw new CloseConnectionException("the request did not come in time");
    }
    byte[] bytes = atStart ? head(until) : counted(receive(until));
    atStart = false;
    return bytes;
  }

  /// The first bytes of a request, in the form that the HTTP server takes.
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

  /// Whether it may only ask for the server's health: all other places are taken.
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
      // It is already closed.
    }
  }

  private static long notNone(long nanoTime) {
    return nanoTime == NONE ? 1 : nanoTime;
  }

  /// Whether a request is being served: its head was read without a fault.
  boolean isServing() {
    return serving;
  }

  /// Whether the client speaks HTTP/1.0: its connection ends with the answer, whose length it has
  /// to be given.
  boolean isOld() {
    return old;
  }

  /// The head of a request is there. Its body gets time of its own.
  ///
  /// @param most how many bytes it may have on the wire
  void requestBegins(long most) {
    serving = true;
    mostBytes = most;
    begun = notNone(System.nanoTime());
    pulled = 0;
  }

  /// The answer is sent from now on.
  void answers() {
    long now = System.nanoTime();
    deadline = notNone(now + patience.request().toNanos());
    waitingSince = notNone(now);
  }

  /// An answer is being written that is made while it is: only the time counts in which the client
  /// is waited for, and there is more of it the more the client has taken.
  ///
  /// @param waited for the client so far, in nanoseconds
  /// @param taken by the client so far, in bytes
  void writes(long waited, long taken) {
    long now = System.nanoTime();
    long longest = patience.request().toNanos();
    long left = longest + longest / PIECE * taken - waited;
    deadline = notNone(now + Math.clamp(left, 0, longest));
    waitingSince = notNone(now);
  }

  /// The next part of such an answer is being made.
  void makes() {
    deadline = NONE;
    waitingSince = NONE;
  }

  /// The answer is sent.
  ///
  /// @param unread whether a part of the request was not read; unless the connection ends, the HTTP
  ///     server reads it now
  /// @param last whether the connection ends, which the HTTP server announces and then does not do:
  ///     it would take what is left of a body for the next request
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

  /// Ends the connection if its client was waited for long enough. Called by the watch.
  boolean cutOffIfLate(long now) {
    long until = deadline;
    if (until == NONE || now - until < 0) {
      return false;
    }
    closing = true;
    close();
    return true;
  }

  /// Lets a client that still sends find the answer that it has.
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
      // The client has gone.
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
