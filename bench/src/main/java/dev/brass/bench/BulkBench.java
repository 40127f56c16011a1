package dev.brass.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rows per second of one CSV upload of 10,000 rows to a whole server, beside `COPY` of the same
/// file into a plain table of the same PostgreSQL, one connection and one commit.
///
/// An upload gives three figures: until it is answered, when its rows are on disk; until the batch
/// is complete, when each row's order is; and until the last of these is placed, at a store that
/// answers at once. Orders are placed while others are still being made of rows, on the same
/// processors.
final class BulkBench implements Bench {

  private static final int WARM_UPS = 8;
  private static final int ROUNDS = 9;
  private static final int ROWS = 10_000;
  private static final double BUDGET = 0.25;
  private static final double AIM = 0.5;
  private static final String DATABASE = "bulk";
  private static final String CONTROL = "copy";
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final long PAUSE_MILLIS = 5;

  private static final String HEADINGS =
      "product_url,quantity,name,address1,city,state,zip,phone,max_price,internal_ref\n";

  @Override
  public String about() {
    return "rows of a CSV upload per second, beside COPY of the same rows";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    try (ServerProcess server =
            ServerProcess.start(
                lab, DATABASE, "api,worker", List.of("--limits.rows-per-hour=100000000"));
        JdbcCopies copies = new JdbcCopies(lab.database(CONTROL), HEADINGS)) {
      Uploads uploads = new Uploads(lab, server);
      Duel.perSecond("bulk", "rows", BUDGET, AIM)
          .side("brass, upload answered", uploads::answered)
          .side("COPY", () -> copied(lab, copies, uploads.last))
          .side("brass, orders created", () -> uploads.created)
          .side("brass, orders placed", () -> uploads.placed)
          .run(WARM_UPS, ROUNDS, out);
    }
  }

  private static double copied(Lab lab, JdbcCopies copies, byte[] file) throws Exception {
    lab.settle(CONTROL);
    return ROWS / copies.seconds(file, ROWS);
  }

  /// Files, each with other rows, and how long the server takes for them.
  private static final class Uploads {

    private final Lab lab;
    private final ServerProcess server;
    private final HttpClient client = HttpClient.newHttpClient();
    private int next;

    /// The file of the last upload.
    private byte[] last = {};

    /// Orders per second of the last upload, from its begin.
    private double created;

    /// The same until they were bought.
    private double placed;

    Uploads(Lab lab, ServerProcess server) {
      this.lab = lab;
      this.server = server;
    }

    /// Uploads a file; gives its rows per second until the answer.
    double answered() throws Exception {
      last = file(next);
      next += ROWS;
      lab.settle(DATABASE);
      long begun = System.nanoTime();
      JsonNode batch =
          send(
              server
                  .currentRequest("/orders/bulk")
                  .header("Content-Type", "text/csv; charset=utf-8")
                  .POST(BodyPublishers.ofByteArray(last)));
      double answered = seconds(begun);
      awaitCreated(batch.path("id").asString());
      created = ROWS / seconds(begun);
      awaitPlaced();
      placed = ROWS / seconds(begun);
      return ROWS / answered;
    }

    private void awaitCreated(String id) throws Exception {
      long deadline = System.nanoTime() + LONGEST.toNanos();
      JsonNode batch;
      do {
        Thread.sleep(PAUSE_MILLIS);
        batch = send(server.currentRequest("/orders/bulk/" + id + "?rows=none").GET());
      } while (!batch.path("status").asString().equals("completed")
          && System.nanoTime() < deadline);
      if (batch.path("placed_count").asInt() != ROWS) {
        throw new IllegalStateException("not all rows are orders: " + batch);
      }
    }

    private void awaitPlaced() throws SQLException, InterruptedException {
      long deadline = System.nanoTime() + LONGEST.toNanos();
      for (long count = countPlaced(); count != next; count = countPlaced()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(count + " of " + next + " orders are placed");
        }
        Thread.sleep(50);
      }
    }

    private long countPlaced() throws SQLException {
      try (Connection connection = DriverManager.getConnection(lab.database(DATABASE));
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("select count(*) from orders where state = 'placed'")) {
        row.next();
        return row.getLong(1);
      }
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
      HttpResponse<String> answer =
          client.send(request.timeout(LONGEST).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(answer.statusCode() + " " + answer.body());
      }
      return JsonMapper.shared().readTree(answer.body());
    }

    private static double seconds(long begun) {
      return (System.nanoTime() - begun) / 1e9;
    }

    private static byte[] file(int from) {
      StringBuilder file = new StringBuilder(HEADINGS);
      for (int row = from; row < from + ROWS; row++) {
        file.append("https://instant.example/p/0923568964,1,Tim Beaver,")
            .append(row)
            .append(" Massachusetts Avenue,Cambridge,MA,02139,5551230101,2300,PO-")
            .append(row)
            .append('\n');
      }
      return file.toString().getBytes(StandardCharsets.UTF_8);
    }
  }
}
