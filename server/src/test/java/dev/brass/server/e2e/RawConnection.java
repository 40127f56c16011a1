package dev.brass.server.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A connection over which bytes are sent as they are, for clients that no HTTP library would be.
final class RawConnection implements AutoCloseable {

  private final Socket socket;
  private final InputStream in;
  private boolean closed;

  RawConnection(RunningServer server) {
    URI uri = URI.create(server.url());
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
      in = socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An answer off the wire.
  record Reply(int status, List<String> headers, String body) {

    /// The values of a header.
    List<String> header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .toList();
    }
  }

  RawConnection send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends bytes. A server that has already closed the connection is no error here.
  RawConnection send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (SocketException e) {
      closed = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// The next answer.
  ///
  /// @param toHead whether it answers a HEAD, so that no body follows
  Reply reply(boolean toHead) {
    try {
      String status = line();
      List<String> headers = new ArrayList<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        headers.add(line);
      }
      Reply head = new Reply(Integer.parseInt(status.substring(9, 12)), headers, "");
      int length = head.header("content-length").stream().mapToInt(Integer::parseInt).sum();
      boolean bodiless = toHead || head.status() == 204 || head.status() == 100;
      String body = bodiless ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
      return new Reply(head.status(), headers, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply reply() {
    return reply(false);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the server closed the connection in the middle of an answer");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /// Whether something has come, or the server has closed the connection.
  boolean isOver() {
    try {
      return closed || in.available() > 0;
    } catch (IOException e) {
      return true;
    }
  }

  /// Everything until the server closes the connection, which it must do soon.
  String rest() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
