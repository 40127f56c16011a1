package dev.brass.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Clients of an HTTP server that each keep one connection and send one request after the other,
/// all on the calling thread, so that they take as little as possible from the server, which shares
/// the processors with them.
final class Load {

  private static final int LARGEST_REPLY = 64 * 1024;
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private final Supplier<byte[]> requests;

  /// Whether another request is to be sent.
  private final BooleanSupplier more;

  private long answered;
  private int busy;

  private Load(Supplier<byte[]> requests, BooleanSupplier more) {
    this.requests = requests;
    this.more = more;
  }

  /// What a load got.
  ///
  /// @param answered the number of requests, each of them answered 200
  record Result(long answered, double perSecond) {}

  /// Sends requests for so long.
  ///
  /// @param requests whole requests, as bytes on the wire
  /// @throws IOException when an answer is not 200, or none comes for too long
  static Result run(URI server, int connections, Duration length, Supplier<byte[]> requests)
      throws IOException {
    long begun = System.nanoTime();
    long end = begun + length.toNanos();
    return run(server, connections, new Load(requests, () -> System.nanoTime() < end), begun);
  }

  /// Sends so many requests, at least as many as there are connections.
  static Result run(URI server, int connections, Iterator<byte[]> requests) throws IOException {
    return run(server, connections, new Load(requests::next, requests::hasNext), System.nanoTime());
  }

  private static Result run(URI server, int connections, Load load, long begun) throws IOException {
    load.run(new InetSocketAddress(server.getHost(), server.getPort()), connections);
    return new Result(load.answered, load.answered / ((System.nanoTime() - begun) / 1e9));
  }

  private void run(InetSocketAddress server, int connections) throws IOException {
    List<Client> clients = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        SocketChannel channel = SocketChannel.open(server);
        Client client = new Client(channel);
        clients.add(client);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, client);
        client.send();
      }
      while (busy > 0) {
        if (selector.select(SILENCE.toMillis()) == 0) {
          throw new IOException("no answer within " + SILENCE);
        }
        for (SelectionKey key : selector.selectedKeys()) {
          ((Client) key.attachment()).read();
        }
        selector.selectedKeys().clear();
      }
    } finally {
      for (Client client : clients) {
        client.channel.close();
      }
    }
  }

  /// One connection and the reply it waits for.
  private final class Client {

    private final SocketChannel channel;
    private final ByteBuffer reply = ByteBuffer.allocate(LARGEST_REPLY);
    private int length;

    Client(SocketChannel channel) {
      this.channel = channel;
    }

    void send() throws IOException {
      reply.clear();
      length = 0;
      busy++;
      ByteBuffer request = ByteBuffer.wrap(requests.get());
      while (request.hasRemaining()) {
        channel.write(request);
      }
    }

    void read() throws IOException {
      if (channel.read(reply) < 0) {
        throw new EOFException("the server closed a connection");
      }
      if (length == 0) {
        length = Replies.length(reply);
      }
      if (length == 0 || reply.position() < length) {
        return;
      }
      if (!Replies.isOk(reply)) {
        throw new IOException(
            new String(reply.array(), 0, reply.position(), StandardCharsets.UTF_8));
      }
      busy--;
      answered++;
      if (more.getAsBoolean()) {
        send();
      }
    }
  }
}
