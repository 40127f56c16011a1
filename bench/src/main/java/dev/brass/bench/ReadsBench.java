package dev.brass.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Looks at a placed order per second, by `GET /v1/orders/{request_id}` of a whole server, beside
/// the same HTTP server answering a constant body of the same size.
final class ReadsBench implements Bench {

  private static final int WARM_UPS = 1;
  private static final int ROUNDS = 5;
  private static final int CONNECTIONS = 64;
  private static final Duration LENGTH = Duration.ofSeconds(5);

  /// A server runs for months; until its code is compiled it takes a minute of work.
  private static final Duration WARMING = Duration.ofSeconds(60);

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final double BUDGET = 0.4;
  private static final double AIM = 0.7;

  @Override
  public String about() {
    return "GET of a placed order per second, beside the HTTP server with a constant body";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    try (ServerProcess server = ServerProcess.start(lab, "reads", "api,worker")) {
      String order = place(server);
      byte[] look = server.get(order);
      int size = body(server, order).getBytes(StandardCharsets.UTF_8).length;
      out.printf("the answer has %,d bytes%n", size);
      try (JavaProcess constant =
          JavaProcess.start(
              ConstantServer.class.getName(),
              lab.folder().resolve("constant.log"),
              List.of(Integer.toString(size)))) {
        URI url = URI.create(constant.awaitLine("ready "));
        Load.run(server.url(), CONNECTIONS, WARMING, () -> look);
        Duel.perSecond("reads", "answers", BUDGET, AIM)
            .side(
                "brass, GET /v1/orders/{request_id}",
                () -> Load.run(server.url(), CONNECTIONS, LENGTH, () -> look).perSecond())
            .side(
                "Helidon, a constant body",
                () -> Load.run(url, CONNECTIONS, LENGTH, () -> look).perSecond())
            .run(WARM_UPS, ROUNDS, out);
      }
    }
  }

  /// Submits an order and waits until it is placed.
  private static String place(ServerProcess server) throws Exception {
    String submitted =
        send(server.request("/v1/orders").POST(text(SampleOrder.at(ServerProcess.STORE).next())));
    String order = JsonMapper.shared().readTree(submitted).get("request_id").asString();
    long end = System.nanoTime() + LONGEST.toNanos();
    while (!isPlaced(body(server, order))) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not placed within " + LONGEST);
      }
      Thread.sleep(20);
    }
    return order;
  }

  private static boolean isPlaced(String body) {
    JsonNode answer = JsonMapper.shared().readTree(body);
    return "order_response".equals(answer.path("_type").asString());
  }

  private static String body(ServerProcess server, String order)
      throws IOException, InterruptedException {
    return send(server.request("/v1/orders/" + order).GET());
  }

  private static HttpRequest.BodyPublisher text(String body) {
    return HttpRequest.BodyPublishers.ofString(body);
  }

  private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
