package dev.brass.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// A receiver of webhooks that costs as little as possible: it reads requests with a length,
/// answers 200 and keeps the connection; or it reads them and never answers.
final class HookSink implements AutoCloseable {

  private static final byte[] REPLY =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final boolean answers;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch expected = new CountDownLatch(0);

  private HookSink(boolean answers) throws IOException {
    this.server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    this.answers = answers;
    Thread.ofPlatform().daemon().name("hook-sink").start(this::accept);
  }

  static HookSink open() throws IOException {
    return new HookSink(true);
  }

  static HookSink hanging() throws IOException {
    return new HookSink(false);
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
        if (answers) {
          socket.getOutputStream().write(REPLY);
        }
      }
    } catch (IOException e) {
      // The other side has gone, or this one.
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
