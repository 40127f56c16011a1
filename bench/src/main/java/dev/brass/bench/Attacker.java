package dev.brass.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// A program that sends a flood to a server at a stated rate until it is ended, in a process of its
/// own that is kept to one processor. It does not care what it is answered.
final class Attacker {

  private static final Duration CONNECT_AGAIN = Duration.ofMillis(50);
  private static final int SILENCE_MILLIS = 60_000;

  private final Attack attack;
  private final InetSocketAddress server;
  private final Supplier<byte[]> requests;
  private final AtomicLong sent = new AtomicLong();

  private Attacker(Attack attack, InetSocketAddress server, Supplier<byte[]> requests) {
    this.attack = attack;
    this.server = server;
    this.requests = requests;
  }

  /// Attacks; prints `ready` when it begins, and for each line that it reads how many requests it
  /// has sent.
  ///
  /// @param arguments the attack, the server, and the values of `Authorization` for both APIs
  public static void main(String[] arguments) throws IOException {
    Attack attack = Attack.valueOf(arguments[0]);
    URI url = URI.create(arguments[1]);
    Attacker attacker =
        new Attacker(
            attack,
            new InetSocketAddress(url.getHost(), url.getPort()),
            attack.requests(url.getAuthority(), arguments[2], arguments[3]));
    for (int i = 0; i < attack.connections(); i++) {
      int number = i;
      Thread.ofVirtual().start(() -> attacker.attack(number));
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {
      System.out.println("sent " + attacker.sent.get());
    }
  }

  /// One connection after the other, until the program ends.
  private void attack(int number) {
    long apart = Duration.ofSeconds(1).toNanos() * attack.connections() / attack.perSecond();
    long next = System.nanoTime() + apart * number / attack.connections();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.connect(server, SILENCE_MILLIS);
        next = attack(socket, next, apart);
      } catch (IOException e) {
        next = Math.max(next, System.nanoTime() + CONNECT_AGAIN.toNanos());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private long attack(Socket socket, long first, long apart)
      throws IOException, InterruptedException {
    long next = first;
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    if (attack.isSilent()) {
      in.read();
      return next;
    }
    while (true) {
      pause(next - System.nanoTime());
      next = Math.max(next + apart, System.nanoTime() - apart);
      byte[] request = requests.get();
      if (attack.sendsDrops()) {
        drops(out, request);
      }
      out.write(request);
      sent.incrementAndGet();
      if (attack.readsNothing()) {
        while (true) {
          pause(Attack.drop().toNanos());
          if (in.read() < 0) {
            return next;
          }
        }
      }
      if (!Answers.skip(in)) {
        return next;
      }
    }
  }

  /// Until the server has enough of it.
  private static void drops(OutputStream out, byte[] request)
      throws IOException, InterruptedException {
    for (byte each : request) {
      out.write(each);
      pause(Attack.drop().toNanos());
    }
  }

  private static void pause(long nanos) throws InterruptedException {
    if (nanos > 0) {
      Thread.sleep(Duration.ofNanos(nanos));
    }
  }
}
