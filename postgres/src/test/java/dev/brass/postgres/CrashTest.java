package dev.brass.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kills with SIGKILL, each followed by a start on the same folder.
class CrashTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final String BUSY =
      "select count(*) from pg_stat_activity where query like '%1000000000000%' and state = 'active'"
          + " and pid <> pg_backend_pid()";

  @TempDir private Path temporary;

  @Test
  void hasEveryCommittedRowHoweverOftenItsOwnerIsKilled() throws Exception {
    Path folder = MadeFolder.copyTo(temporary.resolve("data"));
    int committed = 0;
    for (int rows : new int[] {0, 1, 30, 700}) {
      try (Child owner = Child.start(folder)) {
        owner.awaitReady();
        committed += owner.killAfter(rows);
      }
      PostmasterPid survivor = server(folder);
      assertThat(survivor.alive()).isTrue();
    }
    PostmasterPid survivor = server(folder);
    try (var postgres = EmbeddedPostgres.start(folder)) {
      assertThat(survivor.alive()).isFalse();
      int kept =
          Integer.parseInt(Sql.value(postgres.jdbcUrl("postgres"), "select count(*) from row"));
      // Each killed owner may have committed one row that it had no time to report.
      assertThat(kept).isBetween(committed, committed + 4);
    }
  }

  @Test
  void recoversAfterPostgresItselfWasKilled() throws Exception {
    Path folder = MadeFolder.copyTo(temporary.resolve("data"));
    int committed;
    try (Child owner = Child.start(folder)) {
      owner.awaitReady();
      PostmasterPid server = server(folder);
      ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
      committed = owner.killAfter(50);
    }
    try (var postgres = EmbeddedPostgres.start(folder)) {
      int kept =
          Integer.parseInt(Sql.value(postgres.jdbcUrl("postgres"), "select count(*) from row"));
      assertThat(kept).isBetween(committed, committed + 1);
    }
  }

  /// Under load, with a statement that would go on for a minute and keep the folder in use.
  @Test
  void servesAgainOnTheSamePortWhenPostgresIsKilled() throws Exception {
    Path folder = MadeFolder.copyTo(temporary.resolve("data"));
    try (var postgres = EmbeddedPostgres.start(folder)) {
      String url = postgres.jdbcUrl("postgres");
      Sql.run(url, "create table row (number int primary key)");
      Sql.run(url, "insert into row values (1)");
      for (int round = 2; round <= 3; round++) {
        PostmasterPid killed = server(folder);
        try (Connection busy = DriverManager.getConnection(url);
            Statement statement = busy.createStatement()) {
          Thread.ofVirtual().start(() -> endlessly(statement));
          await(() -> Sql.value(url, BUSY).equals("1"));
          ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
          long begun = System.nanoTime();
          int number = round;
          await(() -> isStored(url, number));
          assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TEN_SECONDS);
        }
        assertThat(server(folder).pid()).isNotEqualTo(killed.pid());
        assertThat(Sql.column(url, "select number from row order by 1")).hasSize(round);
        // It serves a moment before its watch has seen so.
        await(() -> postgres.trouble().isEmpty());
      }
    }
    assertThat(folder.resolve("cluster/postmaster.pid")).doesNotExist();
    assertWorks(folder);
  }

  private static void endlessly(Statement statement) {
    try {
      statement.execute("select count(*) from generate_series(1, 1000000000000)");
    } catch (SQLException e) {
      // Killed.
    }
  }

  private static boolean isStored(String url, int number) {
    try {
      Sql.run(url, "insert into row values (" + number + ")");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void aCloseWhilePostgresIsStartedAgainLeavesNothingBehind() throws Exception {
    Path folder = MadeFolder.copyTo(temporary.resolve("data"));
    List<Predicate<PostmasterPid>> moments =
        List.of(
            _ -> true,
            PostmasterPid::ended,
            killed -> {
              PostmasterPid now = PostmasterPid.read(folder.resolve("cluster"));
              return now != null && now.pid() != killed.pid() && now.alive();
            });
    for (Predicate<PostmasterPid> moment : moments) {
      var postgres = EmbeddedPostgres.start(folder);
      PostmasterPid killed = server(folder);
      ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
      await(() -> moment.test(killed));
      postgres.close();

      PostmasterPid left = PostmasterPid.read(folder.resolve("cluster"));
      assertThat(left == null || left.ended()).isTrue();
    }
    assertWorks(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "PG_VERSION", "base/1", "global/pg_control"})
  void startsOverAfterAKillDuringInitdb(String moment) throws Exception {
    Path folder = temporary.resolve("data");
    try (Child owner = Child.start(folder)) {
      await(
          () ->
              Files.exists(folder.resolve(moment))
                  || exists(only(folder, "cluster.new-*"), moment)
                  || Files.exists(folder.resolve("cluster")));
      owner.kill();
    }
    assertWorks(folder);
    // The initdb of the killed owner may have written on for a moment; this start clears it away.
    assertWorks(folder);
    assertThat(only(folder, "cluster.new-*")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster/postgresql.conf", "postgres.log", "cluster/postmaster.pid"})
  void startsAfterAKillDuringTheStart(String moment) throws Exception {
    Path folder = MadeFolder.copyTo(temporary.resolve("data"));
    Files.deleteIfExists(folder.resolve(moment));
    try (Child owner = Child.start(folder)) {
      await(() -> Files.exists(folder.resolve(moment)));
      owner.kill();
    }
    assertWorks(folder);
    assertThat(folder.resolve("cluster/postmaster.pid")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "bin/postgres"})
  void unpacksAgainAfterAKillWhileUnpacking(String moment) throws Exception {
    Path cache = temporary.resolve("cache");
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
    Path folder = temporary.resolve("data");
    try (Child owner = Child.start(folder, environment)) {
      await(() -> exists(only(cache.resolve("brass"), "*.new"), moment));
      owner.kill();
    }
    assertThat(only(cache.resolve("brass"), "*-x86_64")).isNull();
    try (Child owner = Child.start(folder, environment)) {
      owner.awaitReady();
      owner.kill();
    }
    assertThat(only(cache.resolve("brass"), "*.new")).isNull();
    assertWorks(folder);
  }

  @Test
  void unpacksOnceForTwoProcessesAtOnce() throws Exception {
    Path cache = temporary.resolve("cache");
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
    try (Child one = Child.start(temporary.resolve("one"), environment);
        Child two = Child.start(temporary.resolve("two"), environment)) {
      one.awaitReady();
      two.awaitReady();
      one.kill();
      two.kill();
    }
    assertThat(only(cache.resolve("brass"), "*.new")).isNull();
    assertWorks(temporary.resolve("one"));
    assertWorks(temporary.resolve("two"));
  }

  @Test
  void startsThoughAnotherProgramGotThePidOfTheKilledServer() throws Exception {
    Path folder = MadeFolder.copyTo(temporary.resolve("data"));
    for (String left :
        List.of(
            ProcessHandle.current().pid() + "\n" + folder.resolve("cluster") + "\n1\n5432\n\n",
            ProcessHandle.current().pid() + "\n",
            "nonsense\n",
            "")) {
      Files.writeString(folder.resolve("cluster/postmaster.pid"), left);
      assertWorks(folder);
    }
  }

  @Test
  void endsNoProgramThatIsNotPostgresOfThisFolder() throws Exception {
    Path folder = MadeFolder.copyTo(temporary.resolve("data"));
    Path other = MadeFolder.copyTo(temporary.resolve("other"));
    try (var postgres = EmbeddedPostgres.start(other)) {
      Files.copy(other.resolve("cluster/postmaster.pid"), folder.resolve("cluster/postmaster.pid"));
      assertWorks(folder);
      assertThat(Sql.value(postgres.jdbcUrl("postgres"), "select 1")).isEqualTo("1");
    }
  }

  private static void assertWorks(Path folder) throws SQLException {
    try (var postgres = EmbeddedPostgres.start(folder)) {
      assertThat(Sql.value(postgres.jdbcUrl("postgres"), "select 1")).isEqualTo("1");
    }
  }

  private static PostmasterPid server(Path folder) {
    return Objects.requireNonNull(PostmasterPid.read(folder.resolve("cluster")));
  }

  private static void await(Callable<Boolean> moment) {
    org.awaitility.Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(60))
        .until(moment);
  }

  private static boolean exists(@Nullable Path folder, String name) {
    return folder != null && Files.exists(folder.resolve(name));
  }

  /// The one file of this name pattern, or null.
  private static @Nullable Path only(Path folder, String pattern) throws IOException {
    if (!Files.isDirectory(folder)) {
      return null;
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, pattern)) {
      all.forEach(found::add);
    }
    return found.isEmpty() ? null : found.getFirst();
  }
}
