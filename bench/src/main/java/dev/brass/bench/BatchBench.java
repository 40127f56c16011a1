package dev.brass.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Operations of one batch per second, from its upload until the last of them is answered and that
/// is on disk, beside the same requests sent one by one over 64 connections that are kept alive.
/// A batch runs as many operations at a time as the server's settings say; it is asked how far it
/// is 40 times a second, since more often would cost the server more than it tells.
///
/// The requests are `POST /v1/orders` with the order of seed 002; told beside them are looks at an
/// order, and batches whose operations run one after the other, beside one connection. Orders are
/// placed at a store that answers at once, on the same processors, for all sides.
final class BatchBench implements Bench {

  private static final int WARM_UPS = 2;
  private static final int ROUNDS = 5;
  private static final int CONNECTIONS = 64;
  private static final int OPERATIONS = 5_000;
  private static final int IN_ORDER = 300;
  private static final double BUDGET = 2;
  private static final double AIM = 4;
  private static final String DATABASE = "batch";
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final long PAUSE_MILLIS = 25;

  @Override
  public String about() {
    return "operations of a batch per second, beside the same requests one by one";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            lab,
            DATABASE,
            "api,worker",
            List.of(
                "--batch.most-operations=100000",
                "--http.max-body=8MiB",
                "--limits.rows-per-hour=100000000"))) {
      Sides sides = new Sides(lab, server);
      Duel.perSecond("batch", "operations", BUDGET, AIM)
          .side("a batch of orders", () -> sides.batch(OPERATIONS, true, true))
          .side(
              "the same one by one, 64 connections",
              () -> sides.alone(OPERATIONS, CONNECTIONS, true))
          .side("a batch of looks", () -> sides.batch(OPERATIONS, true, false))
          .side(
              "the same one by one, 64 connections ",
              () -> sides.alone(OPERATIONS, CONNECTIONS, false))
          .side("a batch of orders, in their order", () -> sides.batch(IN_ORDER, false, true))
          .side("the same one by one, one connection", () -> sides.alone(IN_ORDER, 1, true))
          .run(WARM_UPS, ROUNDS, out);
    }
  }

  /// What is measured.
  private static final class Sides {

    private final Lab lab;
    private final ServerProcess server;
    private final SampleOrder order = SampleOrder.at(ServerProcess.STORE);
    private final HttpClient client = HttpClient.newHttpClient();
    private final String known;

    Sides(Lab lab, ServerProcess server) throws IOException, InterruptedException {
      this.lab = lab;
      this.server = server;
      this.known =
          json(send(server.request("/v1/orders").POST(BodyPublishers.ofString(order.next()))))
              .get("request_id")
              .asString();
    }

    double batch(int count, boolean parallel, boolean orders) throws Exception {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < count; i++) {
        lines.append(
            orders
                ? "{\"http_method\":\"POST\",\"path\":\"/v1/orders\",\"body\":"
                    + order.next()
                    + "}\n"
                : "{\"http_method\":\"GET\",\"path\":\"/v1/orders/" + known + "\"}\n");
      }
      byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
      rest();
      long begun = System.nanoTime();
      JsonNode batch =
          json(
              send(
                  server
                      .currentRequest("/v1/batches?mode=" + (parallel ? "parallel" : "ordered"))
                      .header("Content-Type", "application/x-ndjson")
                      .POST(BodyPublishers.ofByteArray(body))));
      while (!batch.path("status").asString().equals("completed")) {
        if (System.nanoTime() - begun > LONGEST.toNanos()) {
          throw new IllegalStateException("not completed: " + batch);
        }
        Thread.sleep(PAUSE_MILLIS);
        batch =
            json(send(server.currentRequest("/v1/batches/" + batch.get("id").asString()).GET()));
      }
      double perSecond = count / ((System.nanoTime() - begun) / 1e9);
      if (batch.has("unsuccessful_batch_operations_count")) {
        throw new IllegalStateException("not all succeeded: " + batch);
      }
      return perSecond;
    }

    double alone(int count, int connections, boolean orders) throws Exception {
      Iterator<byte[]> requests =
          Stream.generate(() -> orders ? server.post(order.next()) : server.get(known))
              .limit(count)
              .toList()
              .iterator();
      rest();
      return Load.run(server.url(), connections, requests).perSecond();
    }

    /// Waits until the orders of the rounds before are placed, so that none pays for another.
    private void rest() throws Exception {
      Backlog.await(lab, DATABASE, LONGEST);
      lab.settle(DATABASE);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
      HttpResponse<String> answer =
          client.send(request.timeout(LONGEST).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    }

    private static JsonNode json(String text) {
      return JsonMapper.shared().readTree(text);
    }
  }
}
