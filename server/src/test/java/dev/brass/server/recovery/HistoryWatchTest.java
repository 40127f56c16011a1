package dev.brass.server.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Database;
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
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What a node finds out about the history of its database at its start and at a new connection.
class HistoryWatchTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

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
  void aNodeWithoutAMarkTakesTheWordOfOthersThatAreThere(@TempDir Path other) {
    start(folder, false);
    anOrder("null");
    String url = DB.url() + "&ApplicationName=brass-0123456789ab/brass";
    try (Connection live = DriverManager.getConnection(url)) {
      assertThat(live.isValid(5)).isTrue();
      assertThat(start(other, false).status().isRecovering()).isFalse();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
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
  void anotherClusterIsFoundOut() {
    start(folder, false);
    anOrder("null");
    MarkFile file = new MarkFile(new DataFolder(folder));
    MarkFile.Kept kept = file.read().orElseThrow();
    file.write(
        new MarkFile.Kept(
            kept.id(), new HistoryMark("1", kept.mark().timeline(), 1, false, kept.mark().tick())));
    assertThat(start(folder, false).status().losses().getFirst().reason()).contains("cluster");
  }

  @Test
  void aNewConnectionThatShowsALossIsNotUsedBeforeThatIsKnown() {
    anOrder("null");
    try (Database database = Database.open(DB.url(), 2)) {
      Recovery recovery = new Recovery(database, RecoverySettings.DEFAULTS, clock);
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
  void theDataFolderOfANewNodeIsMade() {
    Path missing = folder.resolve("not/there");

    start(missing, false);

    assertThat(new MarkFile(new DataFolder(missing)).read()).isPresent();
  }

  @Test
  void theOperatorsWordCounts() {
    Recovery recovery = start(folder, true);
    assertThat(recovery.status().losses()).hasSize(1);
    assertThat(new Recovery(DB.database(), RecoverySettings.DEFAULTS, clock).status())
        .as("it is on disk")
        .isEqualTo(recovery.status());
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
    Recovery recovery = new Recovery(DB.database(), RecoverySettings.DEFAULTS, clock);
    try (HistoryWatch watch =
        new HistoryWatch(DB.database(), recovery, data, clock, new Health())) {
      watch.start(announced);
    }
    return recovery;
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
