package dev.brass.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A way by TCP between a program and a server that can fall silent, as it does when the server's
/// host loses its power or a cable is pulled: nothing comes through any more, and no connection
/// ends. What was sent meanwhile arrives when the silence ends, as it does in a network; what was
/// sent and cut never arrives. Thread-safe.
///
/// While it is silent it still takes new connections, on which nobody answers then: no program can
/// refuse to do so and say nothing.
public final class SilentProxy implements AutoCloseable {

  private static final int BACKLOG = 1_000;
  private static final int BUFFER = 64 * 1024;
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final InetSocketAddress server;
  private final ServerSocket listening;
  private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Direction> silent = EnumSet.noneOf(Direction.class);
  private volatile boolean closed;

  /// Which way.
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  private SilentProxy(InetSocketAddress server, ServerSocket listening) {
    this.server = server;
    this.listening = listening;
  }

  /// A way to a server, on a free port of loopback.
  public static SilentProxy to(InetSocketAddress server) {
    try {
      SilentProxy proxy =
          new SilentProxy(server, new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().name("proxy").start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The port on loopback that leads to the server.
  public int port() {
    return listening.getLocalPort();
  }

  /// The same address with the port of this way: of a URL that names the server's own.
  ///
  /// @throws IllegalArgumentException when it does not
  public String instead(String url) {
    String port = ":" + server.getPort();
    if (!url.contains(port)) {
      throw new IllegalArgumentException(
          "there is no port " + server.getPort() + " in the address");
    }
    return url.replace(port, ":" + port());
  }

  /// Falls silent both ways.
  public void fallSilent() {
    fallSilent(Direction.TO_SERVER);
    fallSilent(Direction.TO_CLIENT);
  }

  /// Falls silent one way: then the other side hears everything, and is not heard.
  public void fallSilent(Direction direction) {
    change(() -> silent.add(direction));
  }

  /// Ends the silence. What waits on either side arrives.
  public void speak() {
    change(silent::clear);
  }

  /// Ends all connections on both sides at once, and what was under way on them is lost. With a
  /// silence before it and [#speak] after it, the server's host has come back.
  public void cut() {
    pairs.forEach(Pair::cut);
  }

  /// How many connections there are.
  public int connections() {
    return pairs.size();
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listening.accept();
        Thread.ofVirtual().name("proxy").start(() -> connect(client));
      } catch (IOException e) {
        // Closed, or a client that has gone already.
      }
    }
  }

  private void connect(Socket client) {
    Socket behind = new Socket();
    Pair pair = new Pair(client, behind);
    pairs.add(pair);
    try {
      awaitSpeech(Direction.TO_SERVER, pair);
      behind.connect(server, (int) CONNECT.toMillis());
      Thread.ofVirtual().name("proxy").start(() -> pump(pair, Direction.TO_CLIENT, behind, client));
      pump(pair, Direction.TO_SERVER, client, behind);
    } catch (IOException e) {
      pair.cut();
    }
  }

  private void pump(Pair pair, Direction direction, Socket from, Socket to) {
    byte[] bytes = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length; (length = in.read(bytes)) >= 0; ) {
        awaitSpeech(direction, pair);
        out.write(bytes, 0, length);
        out.flush();
      }
      // An end is not heard either.
      awaitSpeech(direction, pair);
      to.shutdownOutput();
      pair.ended();
    } catch (IOException e) {
      pair.cut();
    }
  }

  private void awaitSpeech(Direction direction, Pair pair) throws IOException {
    lock.lock();
    try {
      while (silent.contains(direction) && !closed && !pair.cut) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
    if (closed || pair.cut) {
      throw new IOException("cut");
    }
  }

  /// Both halves of a connection.
  private final class Pair {

    private final Socket client;
    private final Socket behind;
    private volatile boolean cut;
    private boolean halfEnded;

    Pair(Socket client, Socket behind) {
      this.client = client;
      this.behind = behind;
    }

    /// One side says nothing more; when both do, it is over.
    synchronized void ended() {
      if (halfEnded) {
        close();
      }
      halfEnded = true;
    }

    /// Ends it by a reset: whoever reads or writes learns of it at once.
    void cut() {
      for (Socket side : new Socket[] {client, behind}) {
        try {
          side.setSoLinger(true, 0);
        } catch (IOException e) {
          // Not connected yet, or not any more.
        }
      }
      close();
    }

    private void close() {
      cut = true;
      pairs.remove(this);
      try (client;
          behind) {
        change(() -> {});
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Ends all connections and takes no more.
  @Override
  public void close() {
    closed = true;
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
    change(() -> {});
  }
}
