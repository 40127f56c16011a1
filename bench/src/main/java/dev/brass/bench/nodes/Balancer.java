package dev.brass.bench.nodes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// What stands before the nodes, so that they have one address: each connection goes to the next
/// one of those that serve. Thread-safe.
final class Balancer implements AutoCloseable {

  private static final int BACKLOG = 1_000;
  private static final int CONNECT_MILLIS = 1_000;
  private static final int BUFFER = 16 * 1024;

  private final ServerSocket listening;
  private final Supplier<List<Integer>> ports;
  private final AtomicInteger next = new AtomicInteger();

  private Balancer(ServerSocket listening, Supplier<List<Integer>> ports) {
    this.listening = listening;
    this.ports = ports;
  }

  /// One on a free port of loopback.
  ///
  /// @param ports where those listen that serve at the moment
  static Balancer open(Supplier<List<Integer>> ports) throws IOException {
    Balancer balancer =
        new Balancer(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), ports);
    Thread.ofVirtual().name("balancer").start(balancer::accept);
    return balancer;
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.ofVirtual().name("balancer").start(() -> serve(client));
      } catch (IOException e) {
        // Closed, or a client that has gone already.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      List<Integer> open = ports.get();
      for (int i = 0; i < open.size(); i++) {
        int port = open.get(Math.floorMod(next.getAndIncrement(), open.size()));
        try (Socket node = new Socket()) {
          node.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
          lead(client, node);
          return;
        } catch (IOException e) {
          // The next one.
        }
      }
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  private static void lead(Socket client, Socket node) throws IOException {
    Thread back =
        Thread.ofVirtual()
            .name("balancer")
            .start(
                () -> {
                  pump(node, client);
                  end(client);
                });
    pump(client, node);
    end(node);
    try {
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pump(Socket from, Socket to) {
    byte[] bytes = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length; (length = in.read(bytes)) >= 0; ) {
        out.write(bytes, 0, length);
        out.flush();
      }
    } catch (IOException e) {
      // The other side is closed then.
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
