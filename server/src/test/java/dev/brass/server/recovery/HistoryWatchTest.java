package dev.brass.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Database;
import dev.brass.server.db.Database.ConnectionCheck;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.health.Health;
import dev.brass.server.recovery.Caution.Level;
import dev.brass.testkit.TestClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What a node finds out about the history of its database at its start and at a new connection.
class HistoryWatchTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final HistoryWatch.Pace PACE =
      new HistoryWatch.Pace(Duration.ofMillis(30), Duration.ofSeconds(2));

  @TempDir Path folder;
  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));

  @Test
  void aFreshDatabaseStartsNormally() {
    assertThat(start(folder, false).status().isRecovering()).isFalse();
    assertThat(start(folder, false).status().isRecovering()).as("the second start").isFalse();
  }

  @Test
  void aDatabaseWithOrdersThatThisNodeHasKnownStartsNormally() {
    start(folder, false);
    anOrder("null");
    assertThat(start(folder, false).status().isRecovering()).isFalse();
  }

  @Test
  void aNodeWithoutAMarkIsCarefulWithOrdersThatItDoesNotKnow(@TempDir Path other) {
    start(folder, false);
    anOrder("null");
    Recovery recovery = start(other, false);
    assertThat(recovery.status().losses().getFirst().reason()).contains("no mark");
    assertThat(recovery.caution("shop", clock.instant(), false).level()).isEqualTo(Level.VERIFY);
  }

  @Test
  void aNodeWithoutAMarkTakesTheWordOfOneThatKeepsItsMark(@TempDir Path other) throws Exception {
    anOrder("null");
    Recovery known = recovery();
    try (Connection another = anotherProcess();
        HistoryWatch live = watch(known, folder)) {
      live.start(true);
      known.end("test", "only the start announced it");
      assertThat(another.isValid(5)).isTrue();
      Recovery joining = recovery();
      // As long as a busy machine may take; it ends as soon as the other's mark goes on.
      var patient = new HistoryWatch.Pace(PACE.between(), Duration.ofMinutes(2));
      try (HistoryWatch joins =
          new HistoryWatch(DB.database(), joining, other, clock, new Health(), patient)) {
        joins.start(false);
      }
      assertThat(joining.status().isRecovering()).isFalse();
    }
  }

  @Test
  void whoeverIsOnlyConnectedKnowsNothing(@TempDir Path other) throws Exception {
    start(folder, false);
    anOrder("null");
    try (Connection command = anotherProcess()) {
      assertThat(command.isValid(5)).isTrue();
      assertThat(start(other, false).status().losses().getFirst().reason()).contains("no mark");
    }
  }

  @Test
  void newNodesThatStartTogetherDoNotVouchForEachOther(@TempDir Path one, @TempDir Path two)
      throws Exception {
    start(folder, false);
    anOrder("null");
    Recovery first = recovery();
    Recovery second = recovery();
    try (Connection connected = anotherProcess();
        HistoryWatch here = watch(first, one);
        HistoryWatch there = watch(second, two);
        ExecutorService both = Executors.newFixedThreadPool(2)) {
      assertThat(connected.isValid(5)).isTrue();
      Future<?> started = both.submit(() -> here.start(false));
      there.start(false);
      started.get(60, TimeUnit.SECONDS);
      assertThat(first.status().isRecovering()).isTrue();
      assertThat(second.status().isRecovering()).isTrue();
    }
  }

  @Test
  void aLossIsOnDiskBeforeTheMarkGoesOn() {
    anOrder("null");
    Recovery recovery = recovery();
    recovery.lost("found out on the way");
    recovery.refresh(
        handle ->
            assertThat(handle.createQuery("select count(*) from recovery").mapTo(int.class).one())
                .isEqualTo(1));
    assertThat(recovery().status().losses()).hasSize(1);
  }

  @Test
  void ordersOfTheSandboxForgetTogetherWithTheirStore(@TempDir Path other) {
    start(folder, false);
    anOrder("gen_random_uuid()");
    assertThat(start(other, false).status().isRecovering()).isFalse();
  }

  @Test
  void anOlderCopyIsFoundOutByWhatThisNodeHadWritten() {
    start(folder, false);
    start(folder, false);
    anOrder("null");
    DB.database().jdbi().useHandle(h -> h.execute("update history_mark set tick = 1"));
    assertThat(start(folder, false).status().losses().getFirst().reason()).contains("older copy");
  }

  @Test
  void aCopyFromBeforeTheFirstOrderIsFoundOut() {
    start(folder, false);
    anOrder("null");
    start(folder, false);
    DB.database()
        .jdbi()
        .useHandle(
            h -> {
              h.execute("delete from orders");
              h.execute("update history_mark set tick = 1");
            });
    assertThat(start(folder, false).status().losses().getFirst().reason()).contains("older copy");
  }

  @Test
  void aCopyFromBeforeTheKeyOfAttemptsCannotShowAnAbsence(@TempDir Path other) {
    anOrder("null");
    Instant before = clock.instant();
    clock.advance(Duration.ofMinutes(1));
    Recovery recovery = start(folder, false);
    clock.advance(Duration.ofMinutes(1));
    assertThat(recovery.caution("shop", before, false).absenceCounts()).isFalse();
    assertThat(recovery.caution("shop", clock.instant(), true).absenceCounts())
        .as("it may have been sent before")
        .isFalse();
    assertThat(recovery.caution("shop", clock.instant(), false).absenceCounts()).isTrue();
    assertThat(start(other, false).caution("shop", before, false).absenceCounts())
        .as("for other nodes as well, which find marks")
        .isFalse();
  }

  @Test
  void aCopyFromAfterwardsCan(@TempDir Path other) {
    start(folder, false);
    anOrder("null");
    Recovery recovery = start(other, false);
    assertThat(recovery.caution("shop", Instant.EPOCH, true))
        .isEqualTo(new Caution(Level.VERIFY, clock.instant(), true));
  }

  @Test
  void anotherClusterIsFoundOut() {
    start(folder, false);
    anOrder("null");
    MarkFile file = new MarkFile(new DataFolder(folder));
    MarkFile.Kept kept = file.read().orElseThrow();
    file.write(
        new MarkFile.Kept(
            kept.id(),
            new HistoryMark("1", kept.mark().timeline(), 1, false, kept.mark().tick()),
            false));
    assertThat(start(folder, false).status().losses().getFirst().reason()).contains("cluster");
  }

  @Test
  void aNewConnectionThatShowsALossIsNotUsedBeforeThatIsKnown() {
    anOrder("null");
    try (Database database = Database.open(DB.url(), 2)) {
      Recovery recovery = recovery(database);
      try (HistoryWatch watch = new HistoryWatch(database, recovery, folder, clock, new Health())) {
        watch.start(true);
        recovery.end("test", "only the start announced it");
        long epoch = recovery.epoch();
        DB.database().jdbi().useHandle(h -> h.execute("update history_mark set tick = 0"));
        // All connections go, as at a failover; the next ones see the older copy.
        DB.database()
            .jdbi()
            .useHandle(
                h ->
                    h.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where pid <>"
                            + " pg_backend_pid() and datname = current_database()"));
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> database.answers() && recovery.epoch() > epoch);
        assertThat(recovery.caution("shop", clock.instant(), false).level())
            .isEqualTo(Level.VERIFY);
      }
    }
  }

  @Test
  void aMarkThatIsRenewedDuringALookIsNoProofOfALoss() throws Exception {
    RecoveryRepository repository = new RecoveryRepository();
    UUID node = UUID.randomUUID();
    List<HistoryMark> compared = new ArrayList<>();
    ConnectionCheck look =
        repository.look(
            node,
            () -> {
              HistoryMark known = DB.database().jdbi().withHandle(h -> repository.mark(h, node));
              DB.database().jdbi().useHandle(h -> repository.tick(h, node, clock.instant()));
              return new HistoryWatch.Known(known, 0);
            },
            (before, now) -> {
              compared.add(before.mark());
              compared.add(now);
            });
    try (Connection opened = DriverManager.getConnection(DB.url())) {
      look.accept(opened);
      look.accept(opened);
    }
    assertThat(compared).extracting(HistoryMark::tick).containsExactly(-1L, 1L, 1L, 2L);
  }

  @Test
  void aMarkThatCannotBeKeptIsAProblemThatNoRestartEnds() {
    AtomicLong nanos = new AtomicLong();
    Health health = new Health(nanos::get);
    try (HistoryWatch watch =
        new HistoryWatch(DB.database(), recovery(), folder, clock, health, PACE)) {
      watch.start(false);
      DB.database().jdbi().useHandle(h -> h.execute("alter table history_mark rename to away"));
      for (int minute = 0; minute < 60; minute++) {
        pass(nanos, Duration.ofMinutes(1));
        await(() -> !health.isHopeless());
      }
      await(() -> health.problems().stream().anyMatch(p -> p.what().contains("could not be kept")));
      DB.database().jdbi().useHandle(h -> h.execute("alter table away rename to history_mark"));
      await(() -> health.problems().isEmpty());
    }
  }

  private static long pass(AtomicLong nanos, Duration time) {
    return nanos.addAndGet(time.toNanos());
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(condition);
  }

  @Test
  void theDataFolderOfANewNodeIsMade() {
    Path missing = folder.resolve("not/there");

    start(missing, false);

    assertThat(new MarkFile(new DataFolder(missing)).read()).isPresent();
  }

  @Test
  void theOperatorsWordCounts() {
    Recovery recovery = start(folder, true);
    assertThat(recovery.status().losses()).hasSize(1);
    assertThat(recovery().status()).as("it is on disk").isEqualTo(recovery.status());
  }

  @Test
  void whatWasVerifiedBetweenTwoLossesDoesNotCount() {
    Recovery recovery = recovery();
    recovery.lost("once");
    clock.advance(Duration.ofMinutes(1));
    recovery.lost("again");
    Instant last = clock.instant();
    assertThat(recovery.caution("shop", clock.instant(), false).since()).isEqualTo(last);
    recovery.refresh();
    assertThat(recovery.caution("shop", clock.instant(), false).since()).isEqualTo(last);
  }

  @Test
  void aReleaseIsPerStoreOrForAll() {
    Recovery recovery = start(folder, true);
    recovery.release("shop", "ann", "looked");
    assertThat(recovery.caution("shop", clock.instant(), false).level()).isEqualTo(Level.NONE);
    assertThat(recovery.caution("other", clock.instant(), false).level()).isEqualTo(Level.VERIFY);
    recovery.lost("it happened again");
    assertThat(recovery.caution("shop", clock.instant(), false).level())
        .as("a release is from what was known then")
        .isEqualTo(Level.VERIFY);
    recovery.refresh();
    assertThat(recovery.caution("shop", clock.instant(), false).level()).isEqualTo(Level.VERIFY);
    assertThat(recovery.end("ann", "all looked at")).isTrue();
    assertThat(recovery.end("ann", "again")).isFalse();
    assertThat(recovery.caution("other", clock.instant(), false).level()).isEqualTo(Level.NONE);
  }

  @Test
  void ordersWithAKeyAreLookedUpForAWhileAfterwards() {
    Recovery recovery = start(folder, true);
    recovery.end("ann", "all looked at");
    assertThat(recovery.caution("shop", clock.instant(), true).level()).isEqualTo(Level.LOOK);
    clock.advance(Duration.ofDays(31));
    assertThat(recovery.caution("shop", clock.instant(), true).level()).isEqualTo(Level.NONE);
  }

  @Test
  void ordersFromBeforeTheStartAreLookedUp() {
    Instant before = clock.instant();
    clock.advance(Duration.ofSeconds(1));
    Recovery recovery = start(folder, false);
    assertThat(recovery.caution("shop", before, false).level()).isEqualTo(Level.LOOK);
    assertThat(recovery.caution("shop", clock.instant(), false).level()).isEqualTo(Level.NONE);
  }

  /// Starts as a node with that data folder does.
  private Recovery start(Path data, boolean announced) {
    Recovery recovery = recovery();
    try (HistoryWatch watch = watch(recovery, data)) {
      watch.start(announced);
    }
    return recovery;
  }

  private Recovery recovery() {
    return recovery(DB.database());
  }

  private Recovery recovery(Database database) {
    return new Recovery(database, RecoverySettings.DEFAULTS, clock, (_, _, _, _) -> {});
  }

  private HistoryWatch watch(Recovery recovery, Path data) {
    return new HistoryWatch(DB.database(), recovery, data, clock, new Health(), PACE);
  }

  /// A connection as another process has it.
  private static Connection anotherProcess() throws SQLException {
    return DriverManager.getConnection(DB.url() + "&ApplicationName=brass-0123456789ab/brass");
  }

  private void anOrder(String sandboxClock) {
    DB.database()
        .jdbi()
        .useHandle(
            h ->
                h.execute(
                    "insert into orders (tenant_id, id, mode, door, store, clock, state, state_data,"
                        + " version, created_at, updated_at) values (?, ?, 'live', 'v1', 'shop', "
                        + sandboxClock
                        + ", 'queued', '{}', 1, now(), now())",
                    UUID.randomUUID(),
                    UUID.randomUUID()));
  }
}
