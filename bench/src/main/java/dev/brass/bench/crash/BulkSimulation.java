package dev.brass.bench.crash;

import dev.brass.bench.crash.BulkRepository.Counts;
import dev.brass.bench.crash.Life.Ending;
import dev.brass.server.fault.FaultPoint;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One large upload to a server that dies three times over it, then the same file once more, then
/// the file of another customer to a server that is left in peace, which must come to the same.
///
/// It dies with its database when the upload has been answered; by `kill -9` when some rows are
/// placed and others are not; and when orders are committed whose rows do not know of them yet.
final class BulkSimulation implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 3;

  /// Orders that the last life before the end commits; fewer than a group of rows, so that it dies
  /// before it has noted any of them at its row.
  private static final int ORDERS = 100;

  private final Path folder;
  private final PrintStream out;
  private final BulkSheet sheet;
  private final BulkAudit audit;
  private final int port;
  private final long begun = System.nanoTime();
  private int life;
  private @Nullable ServerProcess server;

  /// A simulation that has not begun.
  ///
  /// @param rows of the file; at least 2,000, so that there is a middle
  /// @param folder for the server's data and what it says; must be empty
  /// @param out where progress is told
  BulkSimulation(int rows, Path folder, PrintStream out) throws IOException {
    this.folder = folder;
    this.out = out;
    this.sheet = BulkSheet.of(rows);
    this.audit = new BulkAudit(sheet);
    this.port = ServerProcess.freePort(new Random());
  }

  /// Runs it all.
  ///
  /// @return what was wrong
  List<String> run() throws IOException, SQLException, InterruptedException {
    say("%,d rows, %d of them bad, folder %s", sheet.rows().size(), sheet.bad(), folder);
    String batch = losePowerOnceAnswered();
    killInTheMiddle(batch);
    dieBetweenOrdersAndRows();
    leaveInPeace(batch);
    say("%d flaws", audit.flaws().size());
    return audit.flaws();
  }

  private String losePowerOnceAnswered() throws IOException, InterruptedException {
    start(new Ending.Drained(0));
    try (BulkClient client = client()) {
      String batch = client.upload(sheet.bytes());
      Databases.losePower(running(), postgresFolder());
      say("life %d: killed with its database when the upload was answered", life);
      return batch;
    }
  }

  private void killInTheMiddle(String batch)
      throws IOException, SQLException, InterruptedException {
    start(new Ending.Drained(0));
    try (BulkClient client = client()) {
      long deadline = System.nanoTime() + LONGEST.toNanos();
      while (client.batch(batch).path("placed_count").asInt() == 0
          && System.nanoTime() < deadline) {
        Thread.sleep(PAUSE_MILLIS);
      }
      running().kill();
    }
    Counts counts = counts();
    say("life %d: killed in the middle, %s", life, counts);
    if (counts.placed() == 0 || counts.pending() == 0) {
      audit.flaw("life %d was not killed in the middle: %s".formatted(life, counts));
    }
  }

  private void dieBetweenOrdersAndRows() throws IOException, SQLException, InterruptedException {
    start(new Ending.AtFaultPoint(FaultPoint.SUBMITTED, ORDERS));
    if (!running().awaitEnd(LONGEST)) {
      audit.flaw("life %d did not come to %s".formatted(life, FaultPoint.SUBMITTED));
      running().kill();
    }
    Counts counts = counts();
    say("life %d: died at %s:%d, %s", life, FaultPoint.SUBMITTED, ORDERS, counts);
    if (counts.orders() < counts.placed() + ORDERS || counts.pending() == 0) {
      audit.flaw("life %d left no orders whose rows are pending: %s".formatted(life, counts));
    }
  }

  /// The first upload goes on while the client, who never learnt what became of it, sends the file
  /// again.
  private void leaveInPeace(String batch) throws IOException, SQLException, InterruptedException {
    start(new Ending.Drained(0));
    try (BulkClient client = client();
        BulkClient other = BulkClient.another(base(), keys());
        Databases.Connected database = Databases.connect(postgresFolder()).orElseThrow()) {
      JsonNode underWay = client.batch(batch);
      JsonNode second = completed(client, client.upload(sheet.bytes()));
      JsonNode first = completed(client, batch);
      say(
          "life %d: the first upload was %s when the second came; %d and %d rows are placed",
          life,
          underWay.path("status").asString(),
          first.path("placed_count").asInt(),
          second.path("placed_count").asInt());
      check(first, second, client, database.jdbi());
      JsonNode control = completed(other, other.upload(sheet.bytes()));
      say("the control: %d rows are placed", control.path("placed_count").asInt());
      audit.complete(control);
      audit.alike(first, control, false);
    }
    running().terminate();
    if (!running().awaitEnd(DRAIN)) {
      audit.flaw("the server did not end within %s of SIGTERM".formatted(DRAIN));
    }
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
    say("at rest: %s", repository.counts());
    audit.bought(first, jdbi);
    audit.atAnyMoment(jdbi);
  }

  private static JsonNode completed(BulkClient client, String batch)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (!client.batch(batch).path("status").asString().equals("completed")
        && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    return client.rows(batch);
  }

  /// Looks at the database that a dead server left running.
  private Counts counts() throws SQLException, InterruptedException {
    try (Databases.Connected database = Databases.connect(postgresFolder()).orElseThrow()) {
      audit.atAnyMoment(database.jdbi());
      return new BulkRepository(database.jdbi()).counts();
    }
  }

  private void start(Ending ending) throws IOException, InterruptedException {
    life++;
    Path log = folder.resolve("life-%d.log".formatted(life));
    server =
        ServerProcess.start(
            // A short limit, so that what is in doubt after a death is soon settled.
            Map.of(
                "BRASS_PORT", Integer.toString(port),
                "BRASS_DATA", data().toString(),
                "BRASS_ORDERS_PLACE_TIMEOUT", "2s"),
            ending,
            log);
    // One that is to die may do so while it starts.
    if (ending instanceof Ending.Drained && !running().awaitReady(START)) {
      throw new IllegalStateException("life %d did not serve; see %s".formatted(life, log));
    }
  }

  private BulkClient client() throws IOException {
    return BulkClient.first(base(), keys());
  }

  private String base() {
    return "http://127.0.0.1:" + port;
  }

  private Path keys() {
    return data().resolve("keys.json");
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path postgresFolder() {
    return data().resolve("postgres");
  }

  private ServerProcess running() {
    if (server == null) {
      throw new IllegalStateException("no server was started");
    }
    return server;
  }

  private void say(String format, Object... values) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    out.printf(Locale.ROOT, "%5.1f s  ", seconds);
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  /// Kills what it started. Also called when this process is told to end.
  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
    }
    try {
      Databases.end(postgresFolder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
