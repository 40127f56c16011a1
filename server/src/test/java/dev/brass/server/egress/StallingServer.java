package dev.brass.server.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/// A server that answers one request with headers and the beginning of a body, and then with
/// nothing more, and keeps the connection.
public final class StallingServer implements AutoCloseable {

  private static final String BEGINNING =
      """
      HTTP/1.1 200 OK\r
      Content-Type: application/json\r
      Content-Length: 1000\r
      \r
      {"success":""";

  private final ServerSocket socket;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  public StallingServer() {
    try {
      socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::serve);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  private void serve() {
    try (Socket client = socket.accept()) {
      InputStream in = client.getInputStream();
      in.read(new byte[65_536]);
      client.getOutputStream().write(BEGINNING.getBytes(StandardCharsets.US_ASCII));
      client.getOutputStream().flush();
      while (in.read() >= 0) {
        // What else it says does not matter.
      }
      ended.complete(0);
    } catch (IOException e) {
      ended.complete(0);
    }
  }

  /// Waits until the client has closed the connection.
  public void awaitEnd() {
    ended.join();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
