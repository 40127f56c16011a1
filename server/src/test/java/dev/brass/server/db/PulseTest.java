package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.brass.server.health.Health;
import dev.brass.server.health.Health.Problem;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PulseTest {

  private static final Duration FIFTEEN_SECONDS = Duration.ofSeconds(15);
  private static final String END_PULSE =
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
          + " and application_name like '%brass-pulse'";

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final Health health = new Health();
  private Database watched;
  private GroupCommit<Integer, Integer> writes;

  @BeforeEach
  void watch() {
    execute("create table thing (id int primary key)");
    watched = Database.connect(DB.url(), 2);
    watched.watch(health);
    writes =
        new GroupCommit<>(
            watched.jdbi(),
            1,
            10,
            ids -> {
              ColumnArrays rows = new ColumnArrays();
              ids.forEach(id -> rows.add("ids", id));
              WriteBatch script = new WriteBatch();
              script.add("insert into thing select * from unnest(:ids::int[])", rows);
              script.commit(watched.jdbi());
              return ids;
            });
  }

  @AfterEach
  void close() {
    watched.close();
  }

  private static void execute(String sql) {
    DB.database().jdbi().useHandle(handle -> handle.execute(sql));
  }

  private static void readOnly(boolean on) {
    String name =
        DB.database()
            .jdbi()
            .withHandle(
                handle ->
                    handle.createQuery("select current_database()").mapTo(String.class).one());
    execute("alter database %s set default_transaction_read_only = %s".formatted(name, on));
    execute(END_PULSE);
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
            + " current_database() and pid <> pg_backend_pid() and application_name like"
            + " '%/brass'");
  }

  @Test
  void aDatabaseThatAnswersIsNoProblem() {
    assertThat(writes.call(1)).isEqualTo(1);
    assertThat(health.problems()).isEmpty();
  }

  /// As when the disk is full, or after a failover to a standby.
  @Test
  void whoStoresNothingIsNotReadyUntilItWouldBeStoredAgain() {
    readOnly(true);
    await()
        .atMost(FIFTEEN_SECONDS)
        .untilAsserted(
            () -> {
              assertThatThrownBy(() -> writes.call(1)).isInstanceOf(RuntimeException.class);
              assertThat(health.problems())
                  .extracting(Problem::what)
                  .anyMatch(what -> what.startsWith("the database stores nothing"));
            });
    assertThat(health.isHopeless()).isFalse();

    // Nobody sends anything meanwhile: it finds out by itself.
    readOnly(false);
    await().atMost(FIFTEEN_SECONDS).until(() -> health.problems().isEmpty());
    assertThat(writes.call(2)).isEqualTo(2);
  }

  @Test
  void aQuestionWhoseConnectionBreaksIsAskedAgain() {
    execute(END_PULSE);
    await()
        .during(Duration.ofSeconds(3))
        .atMost(FIFTEEN_SECONDS)
        .until(() -> health.problems().isEmpty());
  }
}
