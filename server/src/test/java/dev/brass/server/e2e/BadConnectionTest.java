package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.server.e2e.RawConnection.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.consumer.RecordingStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Clients that send too much, too slowly, too early, or leave.
class BadConnectionTest {

  private static final int LARGEST_BODY = 64 * 1024;
  private static final String END = "\r\n\r\n";

  @RegisterExtension
  static final WholeServer server =
      WholeServer.perClass(Map.of("http.read-timeout", "1s", "http.max-body", "64KiB"));

  @AfterEach
  void theServerServesOthers() {
    server.running().stranger().get("/health/live").has(200);
  }

  private static RawConnection connect() {
    return new RawConnection(server.running());
  }

  private static String head(String method, String path, String... headers) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\n"
        + String.join("", List.of(headers).stream().map(header -> header + "\r\n").toList());
  }

  private static String authorization() {
    return "Authorization: " + server.running().classic().headers().get("Authorization");
  }

  private static String post(String path, String body, String... headers) {
    return head("POST", path, headers)
        + authorization()
        + "\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + END
        + body;
  }

  @Test
  void aBodyThatIsAnnouncedTooLargeIsRefusedUnread() {
    try (RawConnection connection = connect()) {
      Reply reply =
          connection
              .send(
                  head("POST", "/v1/orders", authorization(), "Content-Length: 100000000") + "\r\n")
              .reply();
      isTooLarge(reply);
      assertThat(connection.rest()).isEmpty();
    }
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsRefused() {
    try (RawConnection connection = connect()) {
      connection.send(
          head("POST", "/v1/orders", authorization(), "Transfer-Encoding: chunked") + "\r\n");
      String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
      for (int i = 0; i < 8; i++) {
        connection.send(chunk);
      }
      connection.send("0\r\n\r\n");
      isTooLarge(connection.reply());
    }
  }

  private static void isTooLarge(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(413);
    var json = Client.JSON.readTree(reply.body());
    assertThat(json.at("/_type").asString()).isEqualTo("error");
    assertThat(json.at("/code").asString()).isEqualTo("invalid_request");
  }

  @Test
  void aBodyOfTheLargestSizeIsRead() {
    String order = ClassicRequests.seedOrder().toString();
    try (RawConnection connection = connect()) {
      Reply reply =
          connection
              .send(post("/v1/orders", order + " ".repeat(LARGEST_BODY - order.length())))
              .reply();
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatFallsSilentInItsBodyIsLetGo() throws IOException {
    isLetGo(
        head("POST", "/v1/orders", authorization(), "Content-Length: 1000") + "\r\n{\"retailer\"");
  }

  @Test
  void aClientThatFallsSilentInAChunkIsLetGo() throws IOException {
    isLetGo(
        head("POST", "/orders", authorization(), "Transfer-Encoding: chunked")
            + "\r\n1000\r\n{\"products\"");
  }

  @Test
  void aClientThatFallsSilentInItsHeadIsLetGo() throws IOException {
    isLetGo(head("GET", "/v1/orders/1") + "X-Half: ha");
  }

  @Test
  void aClientThatFallsSilentInItsFirstLineIsLetGo() throws IOException {
    isLetGo("GET /v1/ord");
  }

  /// Many at once, so that a thread left behind by each would be seen.
  private void isLetGo(String beginning) throws IOException {
    try (NewThreads threads = new NewThreads()) {
      List<RawConnection> connections = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < 30; i++) {
        connections.add(connect().send(beginning));
      }
      for (RawConnection connection : connections) {
        String rest = connection.rest();
        assertThat(rest).doesNotContain("HTTP/1.1 5").doesNotContain("HTTP/1.1 2");
        connection.close();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> threads.begun() >= 30 && threads.left() <= 2);
    }
  }

  /// The virtual threads that have begun since; each connection has one. They are in no list of
  /// threads, so that the runtime's events must tell.
  private static final class NewThreads implements AutoCloseable {

    private final Set<Long> left = ConcurrentHashMap.newKeySet();
    private final AtomicInteger begun = new AtomicInteger();
    private final RecordingStream events = new RecordingStream();

    NewThreads() {
      events.enable("jdk.VirtualThreadStart");
      events.enable("jdk.VirtualThreadEnd");
      events.onEvent(
          "jdk.VirtualThreadStart",
          event -> {
            begun.incrementAndGet();
            left.add(event.getLong("javaThreadId"));
          });
      events.onEvent("jdk.VirtualThreadEnd", event -> left.remove(event.getLong("javaThreadId")));
      events.startAsync();
    }

    int begun() {
      return begun.get();
    }

    int left() {
      return left.size();
    }

    @Override
    public void close() {
      events.close();
    }
  }

  /// Bytes that come one by one never let a read time out.
  @Test
  void aClientThatSendsItsBodyForEverIsLetGo() {
    try (RawConnection connection = connect()) {
      connection.send(
          head("POST", "/v1/orders", authorization(), "Content-Length: 60000") + "\r\n");
      long start = System.nanoTime();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(200))
          .until(() -> connection.send(" ").isOver());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
      // It is told, unless it was between two of its bytes when the time was over.
      String answer = connection.rest();
      if (!answer.isEmpty()) {
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("invalid_json");
      }
    }
  }

  @Test
  void headIsGetWithoutTheBody() {
    try (RawConnection connection = connect()) {
      Reply reply = connection.send(head("HEAD", "/health/live") + "\r\n").reply(true);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("content-length")).containsExactly("15");
      // The connection goes on, so that no body came.
      assertThat(connection.send(head("GET", "/health/live") + "\r\n").reply().body())
          .isEqualTo("{\"status\":\"up\"}");
      Reply unknown = connection.send(head("HEAD", "/v1/nothing") + "\r\n").reply(true);
      assertThat(unknown.status()).isEqualTo(404);
      assertThat(connection.send(head("GET", "/health/live") + "\r\n").reply().status())
          .isEqualTo(200);
    }
  }

  @Test
  void aClientThatWaitsForContinueIsToldToContinue() {
    String order = ClassicRequests.seedOrder().toString();
    try (RawConnection connection = connect()) {
      connection.send(
          head(
                  "POST",
                  "/v1/orders",
                  authorization(),
                  "Expect: 100-continue",
                  "Content-Length: " + order.length())
              + "\r\n");
      assertThat(connection.reply().status()).isEqualTo(100);
      Reply reply = connection.send(order).reply();
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatWaitsForContinueWithTooMuchIsRefusedFirst() {
    try (RawConnection connection = connect()) {
      Reply reply =
          connection
              .send(
                  head(
                          "POST",
                          "/v1/orders",
                          authorization(),
                          "Expect: 100-continue",
                          "Content-Length: 10000000")
                      + "\r\n")
              .reply();
      assertThat(reply.status()).isEqualTo(413);
    }
  }

  @Test
  void aClientThatWaitsForContinueWithoutAKeyIsRefused() {
    try (RawConnection connection = connect()) {
      Reply reply =
          connection
              .send(
                  head("POST", "/v1/orders", "Expect: 100-continue", "Content-Length: 100")
                      + "\r\n")
              .reply();
      assertThat(reply.status()).isIn(100, 401);
    }
  }

  @Test
  void requestsSentAtOnceAreAnsweredInTheirOrder() {
    try (RawConnection connection = connect()) {
      String bad = post("/v1/orders", "{");
      String good = post("/v1/orders", ClassicRequests.seedOrder().toString());
      String get = head("GET", "/v1/orders/" + "0".repeat(32), authorization()) + "\r\n";
      connection.send(bad + good + get + bad);
      assertThat(connection.reply().status()).isEqualTo(400);
      assertThat(connection.reply().body()).contains("request_id");
      assertThat(connection.reply().status()).isEqualTo(404);
      assertThat(connection.reply().status()).isEqualTo(400);
    }
  }

  /// What an endpoint refuses before it reads the body must not be read as the next request.
  @Test
  void aBodyThatNobodyReadIsNoRequest() {
    try (RawConnection connection = connect()) {
      String smuggled = head("GET", "/health/live") + "\r\n";
      connection.send(
          head("POST", "/v1/orders", "Content-Length: " + smuggled.length())
              + "\r\n"
              + smuggled
              + head("GET", "/v1/nothing", "Connection: close")
              + "\r\n");
      assertThat(connection.reply().status()).isEqualTo(401);
      assertThat(connection.reply().status()).isEqualTo(404);
      assertThat(connection.rest()).isEmpty();
    }
  }

  /// A body that broke off and whatever follows it are no request either.
  @Test
  void whatFollowsABrokenBodyIsNoRequest() {
    try (RawConnection connection = connect()) {
      connection.send(
          head("POST", "/v1/orders", authorization(), "Transfer-Encoding: chunked")
              + "\r\nzz\r\n"
              + head("GET", "/health/live")
              + "\r\n");
      assertThat(connection.reply().status()).isEqualTo(400);
      assertThat(connection.rest()).isEmpty();
    }
  }

  /// Who sends all of its body before it reads must find the answer all the same.
  @Test
  void aClientThatSendsTooMuchReadsWhy() {
    for (String framing : List.of("Content-Length: 3000000", "Transfer-Encoding: chunked")) {
      try (RawConnection connection = connect()) {
        connection.send(head("POST", "/v1/orders", authorization(), framing) + "\r\n");
        connection.send((framing.startsWith("T") ? "2dc6c0\r\n" : "") + " ".repeat(3_000_000));
        isTooLarge(connection.reply());
      }
    }
  }

  @Test
  void aClientThatLeavesInTheMiddleHurtsNobody() {
    for (int i = 0; i < 50; i++) {
      try (RawConnection connection = connect()) {
        connection.send(
            head("POST", "/v1/orders", authorization(), "Content-Length: 5000") + "\r\n{");
      }
    }
  }
}
