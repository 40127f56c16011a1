package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.egress.GuardedDns;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SenderTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final byte[] BODY = "{\"a\":\"é\"}".getBytes(StandardCharsets.UTF_8);

  private final GuardedDns names = new GuardedDns(InetAddress::getAllByName, _ -> true, TIMEOUT);
  private final Sender sender = new Sender(names, null, TIMEOUT, 10);
  private final HookReceiver receiver = HookReceiver.onLoopback();

  @AfterEach
  void close() {
    sender.close();
    names.close();
    receiver.close();
  }

  private Reply post(String url) throws InterruptedException {
    return sender.post(URI.create(url), Map.of(), BODY);
  }

  private Reply.Answered answered(String url) throws InterruptedException {
    return switch (post(url)) {
      case Reply.Answered answered -> answered;
      case Reply.Missing(String why) -> throw new AssertionError(why);
    };
  }

  private String missing(String url) throws InterruptedException {
    return switch (post(url)) {
      case Reply.Missing(String why) -> why;
      case Reply.Answered answered -> throw new AssertionError(answered);
    };
  }

  @Test
  void postsTheBodyAsJson() throws InterruptedException {
    Reply reply =
        sender.post(
            URI.create(receiver.url("/a/%C3%A4?b=c%20d")), Map.of("X-Webhook-Event", "e"), BODY);

    assertThat(reply).isEqualTo(new Reply.Answered(200, "ok", null));
    HookReceiver.Request request = receiver.requests().getFirst();
    assertThat(request.path()).isEqualTo("/a/%C3%A4?b=c%20d");
    assertThat(request.body()).isEqualTo("{\"a\":\"é\"}");
    assertThat(request.header("Content-type")).isEqualTo("application/json");
    assertThat(request.header("X-webhook-event")).isEqualTo("e");
    assertThat(request.header("Host")).isEqualTo("127.0.0.1:" + receiver.port());
    assertThat(request.header("Accept-encoding")).isNull();
    assertThat(request.header("Authorization")).isNull();
  }

  /// The receiver is one that may be called; where it sends us, nobody has asked whether we may.
  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 303, 307, 308})
  void followsNoRedirectToAPrivateAddress(int status) throws InterruptedException {
    try (HookReceiver inside = HookReceiver.onLoopback()) {
      receiver.answering(
          exchange -> {
            exchange.getResponseHeaders().set("Location", inside.url("/secrets"));
            exchange.getResponseHeaders().set("Refresh", "0; url=" + inside.url("/secrets"));
            HookReceiver.answer(exchange, status, "");
          });
      assertThat(answered(receiver.url("/a")).status()).isEqualTo(status);
      assertThat(inside.requests()).isEmpty();
    }
    assertThat(receiver.requests()).extracting(HookReceiver.Request::path).containsExactly("/a");
  }

  @Test
  void answersNoChallenge() throws InterruptedException {
    receiver.answering(
        exchange -> {
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
          HookReceiver.answer(exchange, 401, "who?");
        });
    assertThat(answered(receiver.url("/a")).status()).isEqualTo(401);
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void readsRetryAfter() throws InterruptedException {
    receiver.answering(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "17");
          HookReceiver.answer(exchange, 503, "");
        });
    assertThat(answered(receiver.url("/a"))).isEqualTo(new Reply.Answered(503, "", "17"));
  }

  @Test
  void endsACallToAReceiverThatHangs() throws InterruptedException {
    receiver.hanging();
    assertThat(missing(receiver.url("/a"))).isEqualTo("no whole reply within 1 s");
  }

  @Test
  void endsACallWhoseReplyTrickles() throws InterruptedException {
    AtomicInteger written = new AtomicInteger();
    receiver.answering(
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          do {
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            written.incrementAndGet();
          } while (!receiver.isClosedWithin(Duration.ofMillis(100)));
        });
    assertThat(missing(receiver.url("/a"))).isEqualTo("no whole reply within 1 s");
    assertThat(written).hasValueGreaterThan(1);
  }

  @Test
  void readsNoMoreThanSixtyFourKibibytes() throws InterruptedException {
    String huge = "x".repeat(10_000_000);
    receiver.answering(exchange -> HookReceiver.answer(exchange, 200, huge));
    assertThat(answered(receiver.url("/a")).body()).hasSize(65_536);
    assertThat(answered(receiver.url("/a")).status()).as("the next call is well").isEqualTo(200);
  }

  @Test
  void keepsConnectionsAlive() throws InterruptedException {
    Set<Object> connections = ConcurrentHashMap.newKeySet();
    receiver.answering(
        exchange -> {
          connections.add(exchange.getRemoteAddress());
          HookReceiver.answer(exchange, 200, "ok");
        });
    for (int i = 0; i < 3; i++) {
      post(receiver.url("/a"));
    }
    assertThat(connections).hasSize(1);
  }

  @Test
  void saysThatNobodyListens() throws InterruptedException {
    int port = receiver.port();
    receiver.close();
    assertThat(missing("http://127.0.0.1:" + port + "/a")).startsWith("no connection: ");
  }

  @Test
  void saysThatTheNameIsUnknown() throws InterruptedException {
    assertThat(missing("http://nobody.invalid/a")).isEqualTo("no address found for nobody.invalid");
  }

  @Test
  void givesInterruptionOn() {
    receiver.answering(_ -> receiver.awaitClose());
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> post(receiver.url("/a"))).isInstanceOf(InterruptedException.class);
  }

  /// What a receiver does that closes idle connections without a word.
  @Test
  void callsOnceMoreWhenAKeptConnectionTurnsOutToBeClosed() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      AtomicInteger connections = new AtomicInteger();
      Thread.startVirtualThread(() -> answerOnceAndCloseAtTheSecond(server, connections));
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/a";

      assertThat(answered(url).status()).isEqualTo(200);
      assertThat(answered(url).status()).isEqualTo(200);
      assertThat(connections).hasValue(2);
    }
  }

  private static void answerOnceAndCloseAtTheSecond(
      ServerSocket server, AtomicInteger connections) {
    while (true) {
      try (Socket socket = server.accept()) {
        connections.incrementAndGet();
        InputStream in = socket.getInputStream();
        readRequest(in);
        socket
            .getOutputStream()
            .write(
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.UTF_8));
        readRequest(in);
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void readRequest(InputStream in) throws IOException {
    byte[] all = new byte[0];
    String end = new String(BODY, StandardCharsets.UTF_8);
    while (!new String(all, StandardCharsets.UTF_8).endsWith(end)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      all = Arrays.copyOf(all, all.length + 1);
      all[all.length - 1] = (byte) next;
    }
  }

  @Test
  void aFreshConnectionThatIsClosedIsNoReply() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      AtomicInteger connections = new AtomicInteger();
      Thread.startVirtualThread(
          () -> {
            while (true) {
              try (Socket socket = server.accept()) {
                connections.incrementAndGet();
                readRequest(socket.getInputStream());
              } catch (IOException e) {
                return;
              }
            }
          });
      assertThat(missing("http://127.0.0.1:" + server.getLocalPort() + "/a"))
          .isEqualTo("the connection was closed without a reply");
      assertThat(connections).hasValue(1);
    }
  }

  /// A name that answers with a permitted address when it is checked, and with another one right
  /// afterwards.
  @Test
  void connectsToTheVeryAddressThatWasChecked() throws Exception {
    InetAddress permitted = InetAddress.ofLiteral("127.0.0.2");
    InetAddress forbidden = InetAddress.ofLiteral("127.0.0.1");
    AtomicInteger lookups = new AtomicInteger();
    try (HookReceiver good = HookReceiver.on(permitted);
        GuardedDns rebinding =
            new GuardedDns(
                _ -> new InetAddress[] {lookups.getAndIncrement() == 0 ? permitted : forbidden},
                permitted::equals,
                TIMEOUT);
        Sender guarded = new Sender(rebinding, null, TIMEOUT, 10)) {
      good.answering(
          exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            HookReceiver.answer(exchange, 200, "ok");
          });
      URI uri = URI.create("http://rebinding.example:" + good.port() + "/a");

      assertThat(guarded.post(uri, Map.of(), BODY)).isEqualTo(new Reply.Answered(200, "ok", null));
      assertThat(lookups).as("looked up once for check and connection").hasValue(1);
      assertThat(good.requests().getFirst().header("Host"))
          .isEqualTo("rebinding.example:" + good.port());

      assertThat(guarded.post(uri, Map.of(), BODY))
          .isEqualTo(
              new Reply.Missing(
                  "rebinding.example is at a private address, which this server does not call"));
      assertThat(good.requests()).hasSize(1);
    }
  }

  @Test
  void connectsOnlyToThePermittedAmongSeveralAddresses() throws Exception {
    InetAddress permitted = InetAddress.ofLiteral("127.0.0.2");
    InetAddress forbidden = InetAddress.ofLiteral("127.0.0.1");
    try (GuardedDns mixed =
            new GuardedDns(
                _ -> new InetAddress[] {permitted, forbidden}, permitted::equals, TIMEOUT);
        Sender guarded = new Sender(mixed, null, TIMEOUT, 10)) {
      // Nobody listens there; the receiver at the forbidden address must not be the second choice.
      URI uri = URI.create("http://mixed.example:" + receiver.port() + "/a");
      assertThat(guarded.post(uri, Map.of(), BODY)).isInstanceOf(Reply.Missing.class);
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void refusesPrivateAddressesHoweverTheyAreWritten() throws Exception {
    try (GuardedDns guardedNames =
            new GuardedDns(InetAddress::getAllByName, AllowedNetworks.PUBLIC::permits, TIMEOUT);
        Sender guarded = new Sender(guardedNames, null, TIMEOUT, 10)) {
      for (String host :
          List.of(
              "127.0.0.1",
              "localhost",
              "[::1]",
              "[::ffff:127.0.0.1]",
              "[::ffff:7f00:1]",
              "0.0.0.0",
              "127.1",
              "2130706433",
              "10.0.0.1",
              "169.254.169.254",
              "[fd00:ec2::254]")) {
        URI uri = URI.create("http://" + host + ":" + receiver.port() + "/a");
        assertThat(guarded.post(uri, Map.of(), BODY))
            .as(host)
            .isInstanceOfSatisfying(
                Reply.Missing.class,
                missing ->
                    assertThat(missing.why()).containsAnyOf("private address", "no address"));
      }
      assertThat(receiver.requests()).isEmpty();
    }
  }

  @Test
  void aNameWhoseLookupHangsEndsInTime() throws Exception {
    try (GuardedDns hanging =
            new GuardedDns(
                _ -> {
                  receiver.awaitClose();
                  return new InetAddress[0];
                },
                _ -> true,
                Duration.ofMillis(200));
        Sender waiting = new Sender(hanging, null, TIMEOUT, 10)) {
      assertThat(waiting.post(URI.create("http://slow.example/"), Map.of(), BODY))
          .isEqualTo(new Reply.Missing("the lookup of slow.example took too long"));
    }
  }
}
