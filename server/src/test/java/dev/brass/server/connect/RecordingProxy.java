package dev.brass.server.connect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A forward proxy on this machine that remembers what it was asked: requests with whole URIs for
/// http, and tunnels (`CONNECT`) for https. It wants a user name and a password, serves one request
/// per connection, and sends everything to one port of this machine, whatever host was named.
/// Thread-safe.
public final class RecordingProxy implements AutoCloseable {

  public static final String USER = "zinc user";
  public static final String PASSWORD = "canary:p@ss/word";

  private static final int LARGEST_HEAD = 64 * 1024;

  private final ServerSocket server;
  private final int target;
  private final boolean open;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /// One request to the proxy.
  ///
  /// @param line its first line
  /// @param authorization null when none was sent
  /// @param head all of its head
  public record Asked(String line, @Nullable String authorization, String head) {}

  private RecordingProxy(ServerSocket server, int target, boolean open) {
    this.server = server;
    this.target = target;
    this.open = open;
  }

  /// A proxy that sends everything to a port.
  ///
  /// @param target 0 to answer 502 to all that show the right password
  public static RecordingProxy to(int target) {
    return listening(target, false);
  }

  /// As [#to], for everybody.
  static RecordingProxy openTo(int target) {
    return listening(target, true);
  }

  private static RecordingProxy listening(int target, boolean open) {
    try {
      ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      RecordingProxy proxy = new RecordingProxy(server, target, open);
      Thread.ofVirtual().name("recording-proxy").start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<Asked> asked() {
    return asked;
  }

  public int port() {
    return server.getLocalPort();
  }

  /// The address that a client stores.
  ///
  /// @param host any name or address of this machine
  public String url(String host) {
    return "http://zinc%20user:canary%3Ap%40ss%2Fword@" + host + ":" + port();
  }

  static String basic() {
    String pair = USER + ":" + PASSWORD;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      Asked one = new Asked(head.lines().findFirst().orElse(""), authorization(head), head);
      asked.add(one);
      if (!open && !basic().equals(one.authorization())) {
        answer(client, "407 Proxy Authentication Required");
      } else if (target == 0) {
        answer(client, "502 Bad Gateway");
      } else {
        pass(client, one);
      }
    } catch (IOException e) {
      // The other side has gone.
    } finally {
      sockets.remove(client);
    }
  }

  private void pass(Socket client, Asked one) throws IOException {
    try (Socket store = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(store);
      if (one.line().startsWith("CONNECT ")) {
        write(client.getOutputStream(), "HTTP/1.1 200 Connection established\r\n\r\n");
      } else {
        write(store.getOutputStream(), originForm(one));
      }
      Thread up = Thread.ofVirtual().start(() -> pump(client, store));
      store.getInputStream().transferTo(client.getOutputStream());
      client.shutdownOutput();
      up.interrupt();
      sockets.remove(store);
    }
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // The other side has gone.
    }
  }

  /// As the store wants it: with a path, without what was meant for the proxy.
  private static String originForm(Asked one) {
    String[] line = one.line().split(" ", -1);
    URI uri = URI.create(line[1]);
    String path =
        uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    StringBuilder head = new StringBuilder(line[0] + " " + path + " " + line[2] + "\r\n");
    one.head()
        .lines()
        .skip(1)
        .filter(header -> !header.isEmpty())
        .filter(header -> !header.toLowerCase(Locale.ROOT).startsWith("proxy-"))
        .forEach(header -> head.append(header).append("\r\n"));
    return head.append("Connection: close\r\n\r\n").toString();
  }

  private static void answer(Socket client, String status) throws IOException {
    write(
        client.getOutputStream(),
        "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /// Everything up to the blank line, byte by byte, so that no part of the body is taken.
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && head.size() < LARGEST_HEAD; b = in.read()) {
      head.write(b);
      if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  private static @Nullable String authorization(String head) {
    String name = "proxy-authorization:";
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElse(null);
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
