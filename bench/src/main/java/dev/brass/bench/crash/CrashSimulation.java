package dev.brass.bench.crash;

import dev.brass.bench.crash.AuditRepository.Unfinished;
import dev.brass.bench.crash.Life.Ending;
import dev.brass.bench.crash.Life.Trouble;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A simulation: clients that order through the public API of a server that dies in every way, and
/// come back until they have their answer; then a server that is left in peace; then an audit.
///
/// The server is a process of its own with the embedded database in a folder, started again on the
/// same folder and port each time, as whatever watches over it in production would.
final class CrashSimulation implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration DEATH = Duration.ofMinutes(1);
  private static final Duration ANSWERS = Duration.ofMinutes(3);
  private static final Duration REST = Duration.ofMinutes(3);
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration CLOCK_STEP = Duration.ofHours(12);

  private final CrashPlan plan;
  private final Path folder;
  private final PrintStream out;
  private final Random random;
  private final Secrets secrets;
  private final Ledger ledger = new Ledger();
  private final Receiver receiver;
  private final Clients clients;
  private final int port;
  private final Map<String, Integer> deaths = new TreeMap<>();
  private final List<String> flaws = new ArrayList<>();
  private final List<String> stories = new ArrayList<>();
  private int audits;
  private @Nullable ServerProcess server;

  /// A simulation that has not begun.
  ///
  /// @param folder for the server's data and what it says; must be empty
  /// @param out where progress is told
  CrashSimulation(CrashPlan plan, Path folder, PrintStream out) throws IOException {
    this.plan = plan;
    this.folder = folder;
    this.out = out;
    this.random = new Random(plan.seed() ^ 0x11fe);
    this.secrets = new Secrets(plan.seed());
    this.receiver = Receiver.open(secrets);
    this.clients = new Clients(plan.seed(), plan.clients(), secrets, receiver, ledger);
    this.port = ServerProcess.freePort(random);
  }

  /// Runs it all.
  CrashReport run() throws IOException, SQLException, InterruptedException {
    say("seed %d, %d lives, folder %s", plan.seed(), plan.lives().size(), folder);
    for (int i = 0; i < plan.lives().size() && flaws.isEmpty(); i++) {
      live(i + 1, plan.lives().get(i));
    }
    Map<String, Integer> ends = flaws.isEmpty() ? rest() : Map.of();
    flaws.addAll(ledger.flaws());
    return new CrashReport(
        plan.seed(),
        ledger.begun(),
        ledger.answers(),
        ledger.triesAgain(),
        deaths,
        audits,
        ends,
        flaws,
        stories);
  }

  private void live(int number, Life life) throws IOException, SQLException, InterruptedException {
    long begun = System.nanoTime();
    int before = ledger.answers();
    server = ServerProcess.start(settings(), life.ending(), log(number));
    end(number, life, before);
    boolean audited = auditIfThereIsADatabase();
    say(
        "life %d: %s; %d answers, %d under way, %s, %.1f s",
        number,
        life,
        ledger.answers() - before,
        ledger.begun() - ledger.answers(),
        audited ? "audited" : "not audited",
        (System.nanoTime() - begun) / 1e9);
  }

  private void end(int number, Life life, int before)
      throws IOException, SQLException, InterruptedException {
    switch (life.ending()) {
      case Ending.AtFaultPoint(var point, _) -> {
        dieAt(point.toString(), life, number);
        count("at " + point);
      }
      case Ending.KilledWhileStarting(var delay) -> {
        Thread.sleep(delay);
        running().kill();
        count("while starting");
      }
      case Ending.Killed(int answers, var delay) -> {
        work(number, life, before + answers, delay);
        running().kill();
        count("at random");
      }
      case Ending.PowerLost(int answers, var delay) -> {
        work(number, life, before + answers, delay);
        Databases.losePower(running(), postgresFolder());
        count("with the database");
      }
      case Ending.KilledWhileDraining(int answers, var delay) -> {
        work(number, life, before + answers, Duration.ZERO);
        running().terminate();
        Thread.sleep(delay);
        running().kill();
        count("while draining");
      }
      case Ending.Drained(int answers) -> {
        work(number, life, before + answers, Duration.ZERO);
        drain();
      }
    }
  }

  private void count(String death) {
    deaths.merge(death, 1, Integer::sum);
  }

  /// Waits until the server died at a fault point, and begins purchases until it did.
  private void dieAt(String point, Life life, int number) throws InterruptedException, IOException {
    if (awaitReady(number, true)) {
      clients.mayBegin(life.orders());
      long deadline = System.nanoTime() + DEATH.toNanos();
      while (!running().awaitEnd(Duration.ofSeconds(1)) && System.nanoTime() < deadline) {
        moveClock();
        clients.mayBegin(1 + life.orders() / 4);
      }
    }
    if (running().isAlive()) {
      flaws.add("life %d did not come to %s".formatted(number, point));
      running().kill();
    } else if (running().exitCode() != 137) {
      flaws.add(
          "life %d ended with %d before it came to %s; see %s"
              .formatted(number, running().exitCode(), point, log(number)));
    }
  }

  /// Lets clients buy until so many purchases are answered, and a little longer.
  private void work(int number, Life life, int answers, Duration delay)
      throws InterruptedException, IOException, SQLException {
    if (!awaitReady(number, false)) {
      return;
    }
    clients.mayBegin(life.orders());
    if (life.trouble() != Trouble.NONE) {
      trouble(life.trouble());
    }
    if (!await(ANSWERS, () -> ledger.answers() >= answers || !running().isAlive())) {
      flaws.add("life %d gave no more answers; see %s".formatted(number, log(number)));
    }
    if (random.nextBoolean()) {
      moveClock();
    }
    Thread.sleep(delay);
    if (!running().isAlive()) {
      flaws.add("life %d ended by itself; see %s".formatted(number, log(number)));
    }
  }

  private void trouble(Trouble trouble) throws InterruptedException, IOException, SQLException {
    Thread.sleep(random.nextInt(300));
    switch (trouble) {
      case NONE -> {}
      case DATABASE_CRASH -> Databases.crash(postgresFolder(), random);
      case PAUSE -> {
        running().signal("STOP");
        Thread.sleep(2_500 + random.nextInt(1_500));
        running().signal("CONT");
      }
    }
  }

  private void drain() throws InterruptedException {
    running().terminate();
    if (!running().awaitEnd(DRAIN)) {
      flaws.add("the server did not end within %s of SIGTERM".formatted(DRAIN));
      running().kill();
    } else if (running().exitCode() != 0) {
      flaws.add("the server ended with %d after SIGTERM".formatted(running().exitCode()));
    }
  }

  /// Waits until the server serves; the first time, the clients then begin.
  ///
  /// @param mayDie whether it may end before
  private boolean awaitReady(int number, boolean mayDie) throws InterruptedException, IOException {
    if (!running().awaitReady(START)) {
      // It may have said its last word a moment before it is gone.
      if (!mayDie || !running().awaitEnd(Duration.ofSeconds(5))) {
        flaws.add("life %d did not serve; see %s".formatted(number, log(number)));
      }
      return false;
    }
    if (!clients.isOpen()) {
      clients.open("http://127.0.0.1:" + port, data().resolve("keys.json"));
    }
    return true;
  }

  private void moveClock() throws InterruptedException {
    clients.moveClock(Duration.ofMinutes(1 + random.nextInt(240)));
  }

  /// Leaves a server in peace until nothing is under way any more, and looks at everything. Its
  /// database still crashes a few times at first: what that leaves behind, it has to find by
  /// itself, since no start follows.
  private Map<String, Integer> rest() throws IOException, SQLException, InterruptedException {
    receiver.mend();
    int number = plan.lives().size() + 1;
    server = ServerProcess.start(settings(), new Ending.Drained(0), log(number));
    if (!awaitReady(number, false)) {
      return Map.of();
    }
    clients.mayBegin(Math.max(plan.clients(), plan.orders() - ledger.begun()));
    for (int i = 0; i < plan.crashesAtTheEnd(); i++) {
      Thread.sleep(random.nextInt(1_000));
      Databases.crash(postgresFolder(), random);
    }
    if (!await(ANSWERS, clients::areServed)) {
      flaws.add("%d purchases got no answer".formatted(ledger.begun() - ledger.answers()));
    }
    Map<String, Integer> ends;
    try (Databases.Connected database = Databases.connect(postgresFolder()).orElseThrow()) {
      Audit audit = new Audit(database.jdbi(), SealedRows.of(database.jdbi(), data()), ledger);
      long begun = System.nanoTime();
      settle(audit.repository());
      say("at rest after %.1f s", (System.nanoTime() - begun) / 1e9);
      flaws.addAll(clients.standings());
      flaws.addAll(clients.repetitions());
      ends = audit.atTheEnd(receiver);
      audits++;
      flaws.addAll(audit.flaws());
      stories.addAll(audit.stories());
      audit.repository().everything(row -> expose(row, "the database"));
    }
    drain();
    for (int i = 1; i <= number; i++) {
      read(log(i));
    }
    return ends;
  }

  private void settle(AuditRepository repository) throws InterruptedException {
    long deadline = System.nanoTime() + REST.toNanos();
    Unfinished left = repository.unfinished();
    while (left.orders() + left.jobs() > 0) {
      if (System.nanoTime() > deadline) {
        flaws.add("not at rest after %s: %s".formatted(REST, left));
        return;
      }
      clients.moveClock(CLOCK_STEP);
      await(Duration.ofSeconds(5), () -> repository.unfinished().due() == 0);
      left = repository.unfinished();
    }
  }

  private void read(Path log) throws IOException {
    if (Files.exists(log)) {
      try (BufferedReader lines = Files.newBufferedReader(log)) {
        lines.lines().forEach(line -> expose(line, log.getFileName().toString()));
      }
    }
  }

  private void expose(String text, String where) {
    for (String secret : secrets.all()) {
      if (text.contains(secret)) {
        flaws.add(
            "a secret can be read in %s: %s"
                .formatted(where, text.substring(0, Math.min(text.length(), 300))));
        return;
      }
    }
  }

  /// Looks at the database that a dead server left running.
  private boolean auditIfThereIsADatabase() throws SQLException, InterruptedException {
    if (!clients.isOpen()) {
      return false;
    }
    Optional<Databases.Connected> running = Databases.connect(postgresFolder());
    if (running.isEmpty()) {
      return false;
    }
    try (Databases.Connected database = running.get()) {
      Audit audit = new Audit(database.jdbi(), SealedRows.of(database.jdbi(), data()), ledger);
      audit.atAnyMoment();
      flaws.addAll(audit.flaws());
      stories.addAll(audit.stories());
      audits++;
      return true;
    }
  }

  private boolean await(Duration longest, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }

  /// Short limits, so that doubts are settled soon; many attempts, so that no order runs out of
  /// them by our kills.
  private Map<String, String> settings() {
    return Map.of(
        "BRASS_PORT", Integer.toString(port),
        "BRASS_DATA", data().toString(),
        "BRASS_ORDERS_PLACE_TIMEOUT", "2s",
        "BRASS_ORDERS_ATTEMPTS", Integer.toString(Audit.MOST_ATTEMPTS),
        "BRASS_ORDERS_RECONCILE_ATTEMPTS", "6",
        "BRASS_WEBHOOKS_ALLOW_PRIVATE", "true",
        "BRASS_WEBHOOKS_TIMEOUT", "1s");
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path postgresFolder() {
    return data().resolve("postgres");
  }

  private Path log(int number) {
    return folder.resolve("life-%02d.log".formatted(number));
  }

  private ServerProcess running() {
    if (server == null) {
      throw new IllegalStateException("no server was started");
    }
    return server;
  }

  private void say(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  /// Kills what it started. Also called when this process is told to end.
  synchronized void endProcesses() {
    if (server != null) {
      server.close();
    }
    try {
      Databases.end(postgresFolder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    endProcesses();
    clients.close();
    receiver.close();
  }
}
