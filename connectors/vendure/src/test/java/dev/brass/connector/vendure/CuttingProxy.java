package dev.brass.connector.vendure;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A TCP proxy in front of a shop that cuts the line at the request that has a certain text in it,
/// and passes everything else on. It speaks just enough HTTP/1.1 to know where messages end:
/// `content-length` only, which is what both sides send here. Thread-safe.
final class CuttingProxy implements AutoCloseable {

  /// Where the line is cut.
  enum Cut {
    /// The shop never sees the request.
    BEFORE_THE_SHOP,
    /// The shop gets the request, and its client is cut off at once.
    AFTER_SENDING,
    /// The shop has answered; the answer is lost.
    BEFORE_THE_ANSWER
  }

  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *(\\d{1,8})\r\n", Pattern.CASE_INSENSITIVE);

  private final ServerSocket server;
  private final URI shop;
  private final String marker;
  private final Cut cut;
  private final AtomicInteger cuts = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private CuttingProxy(ServerSocket server, URI shop, String marker, Cut cut) {
    this.server = server;
    this.shop = shop;
    this.marker = marker;
    this.cut = cut;
  }

  static CuttingProxy at(URI shop, String marker, Cut cut) {
    try {
      ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      CuttingProxy proxy = new CuttingProxy(server, shop, marker, cut);
      Thread.ofVirtual().name("cutting-proxy").start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /// How often the line was cut.
  int cuts() {
    return cuts.get();
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

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().name("cutting-proxy-connection").start(() -> serve(client));
      } catch (IOException e) {
        // Closed: there is nobody to serve any more.
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client;
        Socket upstream = new Socket(shop.getHost(), shop.getPort())) {
      open.add(upstream);
      InputStream asked = new BufferedInputStream(client.getInputStream());
      InputStream answered = new BufferedInputStream(upstream.getInputStream());
      while (pass(client, asked, upstream, answered)) {
        // One exchange after the other, for as long as both sides keep the connection.
      }
      open.remove(upstream);
    } catch (IOException e) {
      // One side hung up, and the other one notices when its socket is closed here.
    } finally {
      open.remove(client);
    }
  }

  /// Passes one request and its answer on; false when the line was cut or the client is done.
  private boolean pass(Socket client, InputStream asked, Socket upstream, InputStream answered)
      throws IOException {
    byte[] request = message(asked);
    if (request.length == 0) {
      return false;
    }
    boolean marked = new String(request, StandardCharsets.UTF_8).contains(marker);
    if (marked) {
      cuts.incrementAndGet();
    }
    if (marked && cut == Cut.BEFORE_THE_SHOP) {
      return false;
    }
    upstream.getOutputStream().write(request);
    upstream.getOutputStream().flush();
    if (marked && cut == Cut.AFTER_SENDING) {
      client.close();
    }
    byte[] answer = message(answered);
    if (marked) {
      return false;
    }
    client.getOutputStream().write(answer);
    client.getOutputStream().flush();
    return true;
  }

  /// One whole message with its head; empty at the end of the stream.
  private static byte[] message(InputStream in) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int body = -1;
    while (body != 0) {
      int next = in.read();
      if (next < 0) {
        return new byte[0];
      }
      message.write(next);
      if (body > 0) {
        body--;
      } else if (next == '\n') {
        String head = message.toString(StandardCharsets.US_ASCII);
        if (head.endsWith("\r\n\r\n")) {
          body = length(head);
        }
      }
    }
    return message.toByteArray();
  }

  private static int length(String head) throws IOException {
    if (head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding:")) {
      throw new IOException("the proxy of this test does not speak chunked HTTP");
    }
    Matcher length = LENGTH.matcher(head);
    return length.find() ? Integer.parseInt(length.group(1)) : 0;
  }
}
