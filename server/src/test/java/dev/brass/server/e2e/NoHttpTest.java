package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Clients that speak no HTTP, or such as nobody needs. Each speaks on a connection of its own, all
/// at once, since the server waits a moment before it gives one up.
class NoHttpTest {

  @RegisterExtension
  static final WholeServer server = WholeServer.perClass(Map.of("http.read-timeout", "1s"));

  @AfterEach
  void theServerServesOthers() {
    server.running().stranger().get("/health/live").has(200);
  }

  @Test
  void whatIsNoHttpIsRefusedOrCutOff() throws Exception {
    isRefused(
        List.of(
            "GET\r\n\r\n",
            "GARBAGE\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
            "GET /v1/orders HTTP/1.1\r\nNo colon here\r\n\r\n",
            "GET /v1/orders HTTP/1.1\r\n: no name\r\n\r\n",
            "GET /v1/orders HTTP/1.1\r\nBad\u0001Name: x\r\nHost: a\r\n\r\n",
            "GET /v1/orders HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
            "GET /v1/or ders HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v1/orders/\u0000 HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /v1/orders/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
            "POST /v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "POST /v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: abc\r\n\r\n",
            "POST /v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
            "POST /v1/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /v1/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, magic\r\n\r\n{}",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\r\n\r\n\r\n\r\n",
            "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"));
  }

  @Test
  void noiseIsRefusedOrCutOff() throws Exception {
    Random random = new Random(4711);
    List<String> noises = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[1 + random.nextInt(3000)];
      random.nextBytes(noise);
      noises.add(new String(noise, StandardCharsets.ISO_8859_1));
    }
    isRefused(noises);
  }

  @Test
  void whatHasNoEndIsRefused() throws Exception {
    String begun = "GET /v1/orders/1 HTTP/1.1\r\nHost: a\r\n";
    isRefused(
        List.of(
            begun + "X-Bomb: " + "a".repeat(100_000) + "\r\n\r\n",
            begun + "X-Bomb: a\r\n".repeat(20_000) + "\r\n",
            begun + "a".repeat(100_000) + "\r\n",
            "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"));
  }

  @Test
  void otherFormsOfTargetsAreAnswered() throws Exception {
    List<String> requests = new ArrayList<>();
    for (String target :
        List.of(
            "*",
            "http://localhost/health/live",
            "//health//live",
            "/../admin",
            "/health/../v1/x",
            "/%2e%2e/x",
            "/a;b=c",
            "/?",
            "/#x")) {
      for (String method : List.of("GET", "OPTIONS", "TRACE", "BREW")) {
        requests.add(method + " " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      }
    }
    answers(requests, "(?s)HTTP/1.1 [24]\\d\\d .*");
  }

  private static void isRefused(List<String> texts) throws Exception {
    answers(texts, "(?s)HTTP/1.1 4\\d\\d .*");
  }

  /// Sends each text and compares what comes back, unless that is nothing.
  private static void answers(List<String> texts, String pattern)
      throws InterruptedException, ExecutionException {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers =
          texts.stream().map(text -> clients.submit(() -> answer(text))).toList();
      for (int i = 0; i < texts.size(); i++) {
        String answer = answers.get(i).get();
        if (!answer.isEmpty()) {
          assertThat(answer).as(texts.get(i)).matches(pattern);
        }
      }
    }
  }

  private static String answer(String text) {
    try (RawConnection connection = new RawConnection(server.running())) {
      return connection.send(text).rest();
    }
  }
}
