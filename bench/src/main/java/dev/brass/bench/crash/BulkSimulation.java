package dev.brass.bench.crash;

import dev.brass.bench.crash.BulkRepository.Counts;
import dev.brass.bench.crash.Life.Ending;
import dev.brass.server.fault.FaultPoint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import tools.jackson.databind.JsonNode;

/// One large upload to a server that dies three times over it, then the same file once more, then
/// the file of another customer to a server that is left in peace, which must come to the same.
///
/// It dies with its database when the upload has been answered; by `kill -9` when some rows are
/// placed and others are not; and when orders are committed whose rows do not know of them yet.
final class BulkSimulation implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final long PAUSE_MILLIS = 3;

  /// Orders that the last life before the end commits; fewer than a group of rows, so that it dies
  /// before it has noted any of them at its row.
  private static final int ORDERS = 100;

  private final Path folder;
  private final BulkSheet sheet;
  private final BulkAudit audit;
  private final Lives lives;

  /// A simulation that has not begun.
  ///
  /// @param rows of the file; at least 2,000, so that there is a middle
  /// @param folder for the server's data and what it says; must be empty
  /// @param out where progress is told
  BulkSimulation(int rows, Path folder, PrintStream out) throws IOException {
    this.folder = folder;
    this.sheet = BulkSheet.of(rows);
    this.audit = new BulkAudit(sheet);
    this.lives = new Lives(folder, Map.of(), out);
  }

  /// Runs it all.
  ///
  /// @return what was wrong
  List<String> run() throws IOException, SQLException, InterruptedException {
    lives.say("%,d rows, %d of them bad, folder %s", sheet.rows().size(), sheet.bad(), folder);
    String batch = losePowerOnceAnswered();
    killInTheMiddle(batch);
    dieBetweenOrdersAndRows();
    leaveInPeace(batch);
    lives.say("%d flaws", audit.flaws().size());
    return audit.flaws();
  }

  private String losePowerOnceAnswered() throws IOException, InterruptedException {
    lives.start(new Ending.Drained(0));
    try (BulkClient client = client()) {
      String batch = client.upload(sheet.bytes());
      Databases.losePower(lives.running(), lives.postgresFolder());
      lives.say("life %d: killed with its database when the upload was answered", lives.number());
      return batch;
    }
  }

  private void killInTheMiddle(String batch)
      throws IOException, SQLException, InterruptedException {
    lives.start(new Ending.Drained(0));
    try (BulkClient client = client()) {
      long deadline = System.nanoTime() + LONGEST.toNanos();
      while (client.batch(batch).path("placed_count").asInt() == 0
          && System.nanoTime() < deadline) {
        Thread.sleep(PAUSE_MILLIS);
      }
      lives.running().kill();
    }
    Counts counts = counts();
    lives.say("life %d: killed in the middle, %s", lives.number(), counts);
    if (counts.placed() == 0 || counts.pending() == 0) {
      audit.flaw("life %d was not killed in the middle: %s".formatted(lives.number(), counts));
    }
  }

  private void dieBetweenOrdersAndRows() throws IOException, SQLException, InterruptedException {
    lives.start(new Ending.AtFaultPoint(FaultPoint.SUBMITTED, ORDERS));
    if (!lives.running().awaitEnd(LONGEST)) {
      audit.flaw("life %d did not come to %s".formatted(lives.number(), FaultPoint.SUBMITTED));
      lives.running().kill();
    }
    Counts counts = counts();
    lives.say("life %d: died at %s:%d, %s", lives.number(), FaultPoint.SUBMITTED, ORDERS, counts);
    if (counts.orders() < counts.placed() + ORDERS || counts.pending() == 0) {
      audit.flaw(
          "life %d left no orders whose rows are pending: %s".formatted(lives.number(), counts));
    }
  }

  /// The first upload goes on while the client, who never learnt what became of it, sends the file
  /// again.
  private void leaveInPeace(String batch) throws IOException, SQLException, InterruptedException {
    lives.start(new Ending.Drained(0));
    try (BulkClient client = client();
        BulkClient other = BulkClient.another(lives.base(), lives.keys());
        Databases.Connected database = Databases.connect(lives.postgresFolder()).orElseThrow()) {
      JsonNode underWay = client.batch(batch);
      JsonNode second = completed(client, client.upload(sheet.bytes()));
      JsonNode first = completed(client, batch);
      lives.say(
          "life %d: the first upload was %s when the second came; %d and %d rows are placed",
          lives.number(),
          underWay.path("status").asString(),
          first.path("placed_count").asInt(),
          second.path("placed_count").asInt());
      check(first, second, client, database.jdbi());
      JsonNode control = completed(other, other.upload(sheet.bytes()));
      lives.say("the control: %d rows are placed", control.path("placed_count").asInt());
      audit.complete(control);
      audit.alike(first, control, false);
    }
    lives.end().ifPresent(audit::flaw);
  }

  private void check(JsonNode first, JsonNode second, BulkClient client, Jdbi jdbi)
      throws IOException, InterruptedException {
    audit.complete(first);
    audit.complete(second);
    audit.alike(first, second, true);
    if (client.orders() != sheet.good()) {
      audit.flaw("there are %d orders of %d rows".formatted(client.orders(), sheet.good()));
    }
    BulkRepository repository = new BulkRepository(jdbi);
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (repository.counts().bought() < sheet.good() && System.nanoTime() < deadline) {
      Thread.sleep(100);
    }
    lives.say("at rest: %s", repository.counts());
    audit.bought(first, jdbi);
    audit.atAnyMoment(jdbi, lives.data());
  }

  /// Waits until the outcome of each order is known.
  private static JsonNode completed(BulkClient client, String batch)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!isCompleted(client.batch(batch)) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    return client.rows(batch);
  }

  private static boolean isCompleted(JsonNode batch) {
    return batch.path("status").asString().equals("completed")
        && batch.at("/outcome_counts/waiting").asInt() == 0;
  }

  /// Looks at the database that a dead server left running.
  private Counts counts() throws SQLException, InterruptedException {
    try (Databases.Connected database = Databases.connect(lives.postgresFolder()).orElseThrow()) {
      audit.atAnyMoment(database.jdbi(), lives.data());
      return new BulkRepository(database.jdbi()).counts();
    }
  }

  private BulkClient client() throws IOException {
    return BulkClient.first(lives.base(), lives.keys());
  }

  /// Kills what it started. Also called when this process is told to end.
  @Override
  public void close() {
    lives.close();
  }
}
