package dev.brass.server.job;

import static dev.brass.server.job.TestNode.job;
import static dev.brass.server.job.TestNode.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.brass.server.db.Database;
import dev.brass.server.db.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What others do about a node that died: with its connections, its jobs, its lanes.
class TakeoverTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final String SESSION = "brass-feedfacecafe";
  private static final UUID DEAD = UUID.randomUUID();

  private final ShiftedTime time = new ShiftedTime();
  private final Jobs jobs = new Jobs(db.database(), time);
  private final JobKind work = kind("work", _ -> JobResult.done());

  @BeforeEach
  void clean() {
    TestNode.clean(db.database());
  }

  /// As a node that loses its power in the middle of a claim leaves it, for hours.
  @Test
  void endsTheConnectionsOfTheDeadProcessAndWithThemItsLocks() throws Exception {
    join();
    try (Connection holder = connection(SESSION + "/brass");
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("select id from node where id = '" + DEAD + "' for key share");
      enqueue(job("work"));
      statement.execute("update job set attempt = 1, node = '" + DEAD + "'");
      die();

      try (TestNode node = TestNode.started(db.database(), time, work)) {
        node.worker().beat();
        await().until(() -> node.stored().isEmpty() && nodes() == 1);
      }
      assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
    }
  }

  /// The dead one worked as another database user, as on a managed PostgreSQL.
  ///
  /// @param sees whether this one sees when connections of others began, which is a right of its
  ///     own
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void takesOverWithoutTheRightToEndConnections(boolean sees) throws Exception {
    join();
    enqueue(job("work"));
    execute("update job set node = '" + DEAD + "', attempt = 1");
    String role = "weak_" + UUID.randomUUID().toString().replace("-", "");
    execute("create role " + role);
    execute("grant all on all tables in schema public to " + role);
    if (sees) {
      execute("grant pg_read_all_stats to " + role);
    }
    String here = text("select current_database()");
    try (Connection connection = connection(SESSION + "/brass")) {
      die();
      execute("alter database %s set role = '%s'".formatted(here, role));
      try (Database weak = Database.open(db.url(), 2)) {
        assertThat(new Ghost(weak, time).takeOver()).isEqualTo(1);
      }
      assertThat(connection.isValid(5)).isTrue();
    } finally {
      execute("alter database %s reset role".formatted(here));
      execute("drop owned by " + role);
      execute("drop role " + role);
    }
    assertThat(count("select count(*) from node where id = '" + DEAD + "'")).isZero();
  }

  @Test
  void leavesConnectionsOfOthersAloneAndThoseThatAProcessOpenedAfterTheVerdict() throws Exception {
    join();
    try (Connection other = connection(SESSION + "0/brass");
        Connection same = connection(Database.session() + "/brass")) {
      die();
      try (Connection reborn = connection(SESSION + "/brass")) {
        new Ghost(db.database(), time).takeOver();

        for (Connection each : List.of(other, same, reborn)) {
          assertThat(each.isValid(5)).isTrue();
        }
      }
    }
    assertThat(nodes()).isEqualTo(1);
  }

  @Test
  void freesThousandsOfJobsPageByPageAmongThoseOfOthers() {
    join();
    List<NewJob> all = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      all.add(job(i % 2 == 0 ? "work" : "other", i % 5 == 0 ? "lane-" + i : null, Duration.ZERO));
    }
    enqueue(all.toArray(NewJob[]::new));
    // All at one moment, and some a little earlier or later.
    execute("update job set node = '" + DEAD + "', attempt = 1 where subject::text < '8'");
    execute("update job set due_at = due_at - interval '1 hour' where subject::text like '1%'");
    execute("update job set due_at = due_at + interval '1 minute' where subject::text like '2%'");
    execute(
        "insert into job_lane select tenant_id, lane, node from job where lane is not null"
            + " and node is not null");
    int running = count("select count(*) from job where node is not null");
    die();

    assertThat(new Ghost(db.database(), time).takeOver()).isEqualTo(running);

    assertThat(count("select count(*) from job where node is not null")).isZero();
    assertThat(count("select count(*) from job_lane")).isZero();
    assertThat(nodes()).isEqualTo(1);
  }

  /// The first one died in the middle: some jobs are free, others and the lanes are not.
  @Test
  void anotherNodeGoesOnWhereOneHasStopped() {
    join();
    enqueue(Collections.nCopies(10, job("work", "lane", Duration.ZERO)).toArray(NewJob[]::new));
    enqueue(job("work"), job("work"));
    execute(
        "update job set node = '"
            + DEAD
            + "', attempt = 1 where id in (select id from job order by id desc limit 1)");
    execute("insert into job_lane values ('%s', 'lane', '%s')".formatted(TestNode.TENANT, DEAD));
    // Somebody has looked at the lane meanwhile.
    execute("update job set state = 'parked' where lane is not null");
    die();

    try (TestNode node = TestNode.started(db.database(), time, work)) {
      node.worker().beat();
      await().until(() -> node.stored().isEmpty() && nodes() == 1);
    }
  }

  @Test
  void twoThatTakeOverAtOnceDoItOnce() {
    join();
    enqueue(job("work"));
    execute("update job set node = '" + DEAD + "', attempt = 1");
    die();
    try (var lock = db.database().jdbi().open()) {
      assertThat(new TakeoverRepository().tryLock(lock, DEAD)).isTrue();

      assertThat(new Ghost(db.database(), time).takeOver()).isZero();
      assertThat(count("select count(*) from job where node is not null")).isEqualTo(1);
    }
  }

  @Test
  void aNodeThatDoesNotKnowWhetherItHasJobsLeavesThemToOthers() {
    Ghost ghost = new Ghost(db.database(), time);
    enqueue(job("work"));
    assertThat(ghost.claim("work", 1)).hasSize(1);
    ghost.lease().leave(false);

    assertThat(new Ghost(db.database(), time).takeOver()).isEqualTo(1);
  }

  @Test
  void jobsWhoseNodeIsGoneWithoutATraceAreFoundByTheCount() throws Exception {
    enqueue(Collections.nCopies(300, job("work")).toArray(NewJob[]::new));
    execute("update job set node = '" + DEAD + "', attempt = 1 where subject::text < '4'");
    SimpleMeterRegistry registry = new SimpleMeterRegistry();

    new Upkeep(
            db.database(),
            time,
            new JobMetrics(registry),
            StoreLimits.of(Set.of()),
            Duration.ofDays(1))
        .run();

    assertThat(count("select count(*) from job where node is not null")).isZero();
    assertThat(
            registry.get("brass.jobs.stored").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum())
        .isEqualTo(300);
  }

  @Test
  void jobsAtUnknownStoresAreCounted() throws Exception {
    enqueue(
        job("work").in(JobScope.LIVE.at("known")),
        job("work").in(JobScope.LIVE.at("gone")),
        job("other").in(JobScope.LIVE.at("gone")));
    SimpleMeterRegistry registry = new SimpleMeterRegistry();

    new Upkeep(
            db.database(),
            time,
            new JobMetrics(registry),
            StoreLimits.of(Set.of("known")),
            Duration.ofDays(1))
        .run();

    assertThat(registry.get("brass.jobs.unknown.store").gauges())
        .singleElement()
        .matches(gauge -> gauge.value() == 2 && "gone".equals(gauge.getId().getTag("store")));
  }

  private static void join() {
    execute(
        "insert into node (id, name, session, started_at, beaten_at)"
            + " values ('%s', 'dead', '%s', now(), now())".formatted(DEAD, SESSION));
  }

  /// What the first one does who finds out.
  private static void die() {
    execute("update node set dead_at = clock_timestamp() where id = '" + DEAD + "'");
  }

  private void enqueue(NewJob... all) {
    db.database().jdbi().useTransaction(handle -> jobs.enqueue(handle, List.of(all)));
  }

  private static Connection connection(String name) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", name);
    return DriverManager.getConnection(db.url(), properties);
  }

  private static void execute(String sql) {
    db.database().jdbi().useHandle(handle -> handle.execute(sql));
  }

  private static int nodes() {
    return count("select count(*) from node");
  }

  private static int count(String query) {
    return db.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(int.class).one());
  }

  private static String text(String query) {
    return db.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(query).mapTo(String.class).one());
  }
}
