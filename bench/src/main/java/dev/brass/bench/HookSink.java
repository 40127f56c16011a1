package dev.brass.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// A receiver of webhooks that costs as little as possible: it reads requests with a length,
/// answers in its [Manner] and keeps the connection.
final class HookSink implements AutoCloseable {

  /// How a receiver treats those who call.
  enum Manner {
    HEALTHY("200 OK", "", Duration.ZERO),
    FAILING("500 Internal Server Error", "", Duration.ZERO),
    /// It reads, and never answers.
    HANGING("", "", Duration.ZERO),
    /// It sends callers to the address at which clouds keep secrets.
    REDIRECTING("302 Found", "Location: http://169.254.169.254/\r\n", Duration.ZERO),
    SLOW("200 OK", "", Duration.ofSeconds(5));

    private final String reply;
    private final Duration after;

    Manner(String status, String headers, Duration after) {
      this.reply = "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 2\r\n\r\nok";
      this.after = after;
    }
  }

  private final ServerSocket server;
  private final Manner manner;
  private final byte[] reply;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch expected = new CountDownLatch(0);

  private HookSink(Manner manner) throws IOException {
    this.server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    this.manner = manner;
    this.reply = manner.reply.getBytes(StandardCharsets.US_ASCII);
    Thread.ofPlatform().daemon().name("hook-sink").start(this::accept);
  }

  static HookSink open(Manner manner) throws IOException {
    return new HookSink(manner);
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getLocalPort() + path;
  }

  /// Begins to count; the latch is down when so many requests were read.
  CountDownLatch expect(int count) {
    CountDownLatch latch = new CountDownLatch(count);
    expected = latch;
    return latch;
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
      while (readRequest(in)) {
        expected.countDown();
        if (manner != Manner.HANGING) {
          Thread.sleep(manner.after);
          socket.getOutputStream().write(reply);
        }
      }
    } catch (IOException e) {
      // The other side has gone, or this one.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private static boolean readRequest(InputStream in) throws IOException {
    int length = 0;
    StringBuilder line = new StringBuilder();
    while (true) {
      line.setLength(0);
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          return false;
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      if (line.isEmpty()) {
        in.skipNBytes(length);
        return true;
      }
      if (line.toString().regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
