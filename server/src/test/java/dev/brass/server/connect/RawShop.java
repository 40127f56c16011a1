package dev.brass.server.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A listening socket that answers nobody until it is told to, and remembers every byte that it
// got.
/// Thread-safe.
final class RawShop implements AutoCloseable {

  private static final int PATIENCE_MS = 300;

  private final ServerSocket server;
  private final List<Socket> waiting = new ArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final StringBuffer received = new StringBuffer();
  private final AtomicReference<String> reply = new AtomicReference<>("");

  private RawShop(int backlog) {
    try {
      server = new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One to which nobody gets a connection: its queue is full of others.
  static RawShop full() throws IOException {
    RawShop shop = new RawShop(1);
    while (true) {
      Socket other = new Socket();
      try {
        other.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), shop.port()), PATIENCE_MS);
        shop.waiting.add(other);
      } catch (SocketTimeoutException e) {
        other.close();
        return shop;
      }
    }
  }

  /// One that takes connections and reads what comes.
  ///
  /// @param answer what it writes as soon as it has read anything; empty for nothing
  static RawShop reading(String answer) {
    RawShop shop = new RawShop(50);
    shop.reply.set(answer);
    Thread.ofVirtual().start(() -> shop.serve(null));
    return shop;
  }

  /// One that takes connections and says nothing.
  static RawShop silent() {
    return new RawShop(50);
  }

  int port() {
    return server.getLocalPort();
  }

  /// Takes whoever is still there, and waits until all that they have sent is read.
  ///
  /// @param tls how to shake hands with them; null for plain text
  void serveTheRest(@Nullable SSLContext tls) throws IOException {
    for (Socket other : waiting) {
      other.close();
    }
    server.setSoTimeout(PATIENCE_MS);
    serve(tls);
  }

  private void serve(@Nullable SSLContext tls) {
    List<Thread> readers = new ArrayList<>();
    try {
      while (true) {
        Socket client = server.accept();
        sockets.add(client);
        readers.add(Thread.ofVirtual().start(() -> read(client, tls)));
      }
    } catch (IOException e) {
      // closed, or nobody comes any more
    }
    try {
      for (Thread reader : readers) {
        reader.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(Socket client, @Nullable SSLContext tls) {
    try (Socket plain = client;
        Socket socket = tls == null ? plain : secured(plain, tls)) {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[8192];
      for (int n; (n = in.read(buffer)) >= 0; ) {
        received.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        socket.getOutputStream().write(reply.get().getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private static Socket secured(Socket plain, SSLContext tls) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    socket.setUseClientMode(false);
    socket.startHandshake();
    return socket;
  }

  /// All that came, from whomever.
  String received() {
    return received.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket other : waiting) {
        other.close();
      }
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
