package dev.brass.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.quota.WorkQuota;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpFrontTest {

  private static final HttpFront.Limits LIMITS =
      new HttpFront.Limits(
          1024,
          10,
          10,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Forwarding.NONE);

  /// An API with an endpoint that breaks in a way that no endpoint is prepared for.
  private static final class Breaking implements Api {

    @Override
    public void routes(Routes routes) {
      routes
          .get("/deep")
          .open(
              _ -> {
                throw new StackOverflowError();
              });
      routes
          .post("/echo")
          .retry(Retry.NEVER)
          .open(request -> Reply.text(200, "text/plain", request.text()));
      routes
          .get("/query")
          .open(request -> Reply.text(200, "text/plain", request.queryAll("ids[]").toString()));
      routes
          .get("/mode")
          .open(request -> Reply.text(200, "text/plain", String.valueOf(request.header("x-mode"))));
    }

    @Override
    public boolean owns(String path) {
      return true;
    }

    @Override
    public Reply failed(ApiRequest request, RuntimeException problem) {
      return Reply.empty(problem instanceof RequestProblem p ? p.kind().status() : 500);
    }

    @Override
    public Reply notFound(ApiRequest request) {
      return Reply.empty(404);
    }

    @Override
    public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
      return Reply.empty(405);
    }
  }

  @Test
  void doesNotBlameTheClientForWhatBrokeHere() throws Exception {
    RequestMetrics metrics = new RequestMetrics(new SimpleMeterRegistry());
    Router router = new Router(List.of(new Breaking()), metrics);
    try (HttpFront front =
            HttpFront.start("127.0.0.1", 0, LIMITS, router, WorkQuota.unlimited(), metrics);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front.port() + "/deep")).build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(500);
      JsonNode body = JsonMapper.shared().readTree(answer.body());
      assertThat(body.get("code").asString()).isEqualTo("internal_error");
      assertThat(body.at("/error/code").asString()).isEqualTo("internal_error");
      assertThat(body.get("message").asString()).contains("This server failed");
    }
  }

  @Test
  void whatClientsDoNotEscapeInQueriesIsTakenButControlCharacters() throws Exception {
    RequestMetrics metrics = new RequestMetrics(new SimpleMeterRegistry());
    Router router = new Router(List.of(new Breaking()), metrics);
    try (HttpFront front =
        HttpFront.start("127.0.0.1", 0, LIMITS, router, WorkQuota.unlimited(), metrics)) {
      assertThat(answer(front, "/query?ids[]=1&ids%5B%5D=2")).contains("200 OK").endsWith("[1, 2]");
      for (String loose : List.of("a=%zz", "a=\"", "a=<", "a={b}", "a=\u00e4")) {
        assertThat(answer(front, "/query?" + loose)).as(loose).contains("200 OK");
      }
      for (String wrong : List.of("a=\u0001", "a=\u007f")) {
        assertThat(answer(front, "/query?" + wrong)).as(wrong).contains("400 Bad Request");
      }
    }
  }

  @Test
  void anotherConnectionEndsTheOneThatWaitedLongest() throws Exception {
    RequestMetrics metrics = new RequestMetrics(new SimpleMeterRegistry());
    Router router = new Router(List.of(new Breaking()), metrics);
    List<Socket> silent = new ArrayList<>();
    try (HttpFront front =
        HttpFront.start("127.0.0.1", 0, LIMITS, router, WorkQuota.unlimited(), metrics)) {
      for (int i = 0; i < 3 * LIMITS.perAddress(); i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), front.port()));
        silent.getLast().getOutputStream().write("GET /query HTTP/1.1\r\n".getBytes(UTF_8));
      }
      assertThat(answer(front, "/query?ids[]=1")).contains("200 OK");
      assertThat(silent.getFirst().getInputStream().read()).isNegative();
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  @Test
  void aHeaderThatIsSentTwiceIsNotBelievedByItsFirstLine() throws Exception {
    RequestMetrics metrics = new RequestMetrics(new SimpleMeterRegistry());
    Router router = new Router(List.of(new Breaking()), metrics);
    try (HttpFront front =
            HttpFront.start("127.0.0.1", 0, LIMITS, router, WorkQuota.unlimited(), metrics);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
      String request =
          String.join(
              "\r\n",
              "GET /mode HTTP/1.1",
              "Host: localhost",
              "X-Mode: true",
              "X-Mode: false",
              "Connection: close",
              "",
              "");
      socket.getOutputStream().write(request.getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).endsWith("true, false");
    }
  }

  /// The HTTP server passes over two bytes at the end of a chunk, and elsewhere.
  @Test
  void bodiesOfEveryLengthArriveInChunksAndWithout() throws Exception {
    RequestMetrics metrics = new RequestMetrics(new SimpleMeterRegistry());
    Router router = new Router(List.of(new Breaking()), metrics);
    try (HttpFront front =
            HttpFront.start("127.0.0.1", 0, LIMITS, router, WorkQuota.unlimited(), metrics);
        HttpClient client = HttpClient.newHttpClient()) {
      URI echo = URI.create("http://127.0.0.1:" + front.port() + "/echo");
      for (int length : new int[] {1, 2, 3, 15, 16, 17, 255, 1_000}) {
        byte[] body = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
        for (HttpRequest.BodyPublisher way :
            List.of(
                HttpRequest.BodyPublishers.ofByteArray(body),
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
          HttpRequest request = HttpRequest.newBuilder(echo).POST(way).build();
          HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
          assertThat(answer.statusCode()).as("%d", length).isEqualTo(200);
          assertThat(answer.body()).hasSize(length);
        }
      }
    }
  }

  /// Found by fuzzing: the HTTP server takes a method that is none for a fault of its own.
  @Test
  void aMethodThatIsNoneIsNotAFaultOfTheServer() throws Exception {
    RequestMetrics metrics = new RequestMetrics(new SimpleMeterRegistry());
    Router router = new Router(List.of(new Breaking()), metrics);
    try (HttpFront front =
        HttpFront.start("127.0.0.1", 0, LIMITS, router, WorkQuota.unlimited(), metrics)) {
      for (String method : List.of("PO\0\2", "P(ST", "\u00e9", "\t")) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
          String request = method + " /echo HTTP/1.1\r\nHost: localhost\r\n\r\n";
          socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
          assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
              .as("%s", method)
              .startsWith("HTTP/1.1 400")
              .contains("The request is not valid HTTP");
        }
      }
    }
  }

  private static String answer(HttpFront front, String target) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
      String request =
          "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
