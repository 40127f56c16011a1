package dev.brass.bench.crash;

import dev.brass.bench.crash.AuditRepository.BookRow;
import dev.brass.bench.crash.Life.Ending;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One batch of operations that place orders, to a server that is killed (`kill -9`) again and
/// again while it carries them out; every second time, PostgreSQL is killed with it. Then every
/// operation must have been answered once, and every order be bought once.
final class BatchSimulation implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofMinutes(6);
  private static final long PAUSE_MILLIS = 3;

  private final int operations;
  private final int kills;
  private final Path folder;
  private final Lives lives;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> flaws = new ArrayList<>();

  /// A simulation that has not begun.
  ///
  /// @param folder for the server's data and what it says; must be empty
  /// @param out where progress is told
  BatchSimulation(int operations, int kills, Path folder, PrintStream out) throws IOException {
    this.operations = operations;
    this.kills = kills;
    this.folder = folder;
    this.lives = new Lives(folder, Map.of("BRASS_BATCH_MOST_OPERATIONS", "100000"), out);
  }

  /// Runs it all.
  ///
  /// @return what was wrong
  List<String> run() throws IOException, SQLException, InterruptedException {
    lives.say("%,d operations, %d kills, folder %s", operations, kills, folder);
    start();
    String batch = upload();
    for (int kill = 1; kill <= kills; kill++) {
      killAt(batch, (int) ((long) operations * kill / (kills + 1)), kill % 2 == 0);
      start();
    }
    JsonNode completed = awaitFinished(batch, operations);
    lives.say("life %d: %s", lives.number(), completed);
    check(batch, completed);
    lives.end().ifPresent(flaws::add);
    lives.say("%d flaws", flaws.size());
    return List.copyOf(flaws);
  }

  private String upload() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request("/v1/batches?mode=parallel")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(OperationLines.of(operations)))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
    return JsonMapper.shared().readTree(answer.body()).path("id").asString();
  }

  private void killAt(String batch, int finished, boolean withDatabase)
      throws IOException, SQLException, InterruptedException {
    JsonNode seen = awaitFinished(batch, finished);
    if (withDatabase) {
      Databases.losePower(lives.running(), lives.postgresFolder());
      lives.say("life %d: killed with its database at %s", lives.number(), seen);
      return;
    }
    lives.running().kill();
    try (Databases.Connected database = Databases.connect(lives.postgresFolder()).orElseThrow()) {
      flaws.addAll(BulkAudit.flawsAtAnyMoment(database.jdbi(), lives.data()));
      BatchRepository.Counts counts = new BatchRepository(database.jdbi()).counts();
      lives.say("life %d: killed, %s", lives.number(), counts);
      if (counts.waiting() == 0) {
        flaws.add("life %d was not killed in the middle: %s".formatted(lives.number(), counts));
      }
    }
  }

  private JsonNode awaitFinished(String batch, int finished)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    JsonNode seen = get("/v1/batches/" + batch);
    while (seen.path("finished_batch_operations_count").asInt() < finished
        && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE_MILLIS);
      seen = get("/v1/batches/" + batch);
    }
    return seen;
  }

  private void check(String batch, JsonNode completed)
      throws IOException, SQLException, InterruptedException {
    if (!completed.path("status").asString().equals("completed")
        || completed.path("finished_batch_operations_count").asInt() != operations
        || completed.has("unsuccessful_batch_operations_count")) {
      flaws.add("the batch is " + completed);
    }
    Map<String, String> orders = orders(batch);
    try (Databases.Connected database = Databases.connect(lives.postgresFolder()).orElseThrow()) {
      BatchRepository repository = new BatchRepository(database.jdbi());
      long deadline = System.nanoTime() + LONGEST.toNanos();
      while (repository.counts().bought() < operations && System.nanoTime() < deadline) {
        Thread.sleep(100);
      }
      BatchRepository.Counts counts = repository.counts();
      lives.say("at rest: %s", counts);
      if (counts.orders() != operations || counts.sealed() != 0) {
        flaws.add("there are %s".formatted(counts));
      }
      flaws.addAll(BulkAudit.flawsAtAnyMoment(database.jdbi(), lives.data()));
      bought(orders, database.jdbi());
    }
  }

  /// The order of each operation's product, as its answer says.
  private Map<String, String> orders(String batch) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            request("/v1/batches/" + batch + "/results").GET().build(), BodyHandlers.ofString());
    Map<String, String> orders = new HashMap<>();
    Set<String> ids = new HashSet<>();
    answer
        .body()
        .lines()
        .map(JsonMapper.shared()::readTree)
        .forEach(
            operation -> {
              JsonNode said = operation.path("response_body");
              String order =
                  said.path("id").asString(said.path("request_id").asString("")).replace("-", "");
              int status = operation.path("response_status").asInt();
              if ((status != 200 && status != 201) || order.isEmpty() || !ids.add(order)) {
                flaws.add("an operation was answered so: " + operation);
              }
              orders.put(operation.path("reference").asString(), order);
            });
    if (orders.size() != operations) {
      flaws.add("there are answers of %d operations".formatted(orders.size()));
    }
    return orders;
  }

  /// Each product was bought once, by the order that its operation was told of.
  private void bought(Map<String, String> orders, Jdbi jdbi) {
    Map<String, String> sold = new HashMap<>();
    for (BookRow entry : AuditRepository.book(jdbi, "")) {
      sold.put(entry.products(), entry.orderId().toString().replace("-", ""));
    }
    for (int i = 0; i < operations; i++) {
      String product = OperationLines.product(i);
      String told = orders.get(product);
      if (told == null || !told.equals(sold.get(product))) {
        flaws.add(
            "LOST: %s is order %s, and the store has %s"
                .formatted(product, told, sold.get(product)));
      }
    }
    if (sold.size() != operations) {
      flaws.add("the store sold %d products".formatted(sold.size()));
    }
  }

  private void start() throws IOException, InterruptedException {
    lives.start(new Ending.Drained(0));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return JsonMapper.shared()
        .readTree(http.send(request(path).GET().build(), BodyHandlers.ofString()).body());
  }

  private HttpRequest.Builder request(String path) throws IOException {
    String key =
        JsonMapper.shared().readTree(Files.readString(lives.keys())).path("api_key").asString();
    return HttpRequest.newBuilder(URI.create(lives.base() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + key);
  }

  /// Kills what it started. Also called when this process is told to end.
  @Override
  public void close() {
    http.shutdownNow();
    lives.close();
  }
}
