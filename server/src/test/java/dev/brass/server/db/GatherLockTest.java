package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Groups whose members have nothing to do with each other, on a real database: neither an
/// interrupt nor a locked row of one is felt by the others.
class GatherLockTest {

  private static final int THINGS = 400;
  private static final int LOCKED = 13;
  private static final String RAISE =
      """
      update thing t set value = t.value + 1, waited = current_setting('lock_timeout')
      from unnest(:ids::int[]) as c(id)
      where t.id = c.id
      returning t.id
      """;

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  /// How often each thing was in a group with the locked one.
  private final Map<Integer, Integer> inVain = new ConcurrentHashMap<>();

  @BeforeEach
  void things() {
    DB.database()
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("drop table if exists thing");
              handle.execute(
                  "create table thing (id int primary key, value int not null, waited text)");
              handle.execute(
                  "insert into thing select i, 0, null from generate_series(1, " + THINGS + ") i");
            });
  }

  private void note(List<Integer> group) {
    if (group.contains(LOCKED)) {
      group.stream()
          .filter(id -> id != LOCKED)
          .distinct()
          .forEach(id -> inVain.merge(id, 1, Integer::sum));
    }
  }

  private GroupCommit<Integer, Boolean> byScript() {
    return new GroupCommit<>(
        DB.database().jdbi(),
        2,
        500,
        group -> {
          note(group);
          ColumnArrays rows = new ColumnArrays();
          group.stream().sorted().distinct().forEach(id -> rows.add("ids", id));
          WriteBatch writes = new WriteBatch();
          writes.addForAll(RAISE, rows);
          boolean done = writes.commit(DB.database().jdbi());
          return group.stream().map(_ -> done).toList();
        });
  }

  private GroupCommit<Integer, Boolean> byTransaction() {
    return new GroupCommit<>(
        DB.database().jdbi(),
        2,
        500,
        group -> {
          note(group);
          DB.database()
              .jdbi()
              .useTransaction(
                  handle ->
                      handle
                          .createQuery(RAISE)
                          .bindArray("ids", Integer.class, group.stream().sorted().toList())
                          .mapTo(int.class)
                          .list());
          return group.stream().map(_ -> true).toList();
        });
  }

  private static int value(int id) {
    return DB.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select value from thing where id = :id")
                    .bind("id", id)
                    .mapTo(int.class)
                    .one());
  }

  /// A transaction of somebody else that has the row.
  private static Connection lock() throws SQLException {
    Connection other = DriverManager.getConnection(DB.url());
    other.setAutoCommit(false);
    try (Statement statement = other.createStatement()) {
      statement.execute("select value from thing where id = " + LOCKED + " for update");
    }
    return other;
  }

  /// Raises all things but the locked one.
  private static List<Future<Boolean>> raiseOthers(
      ExecutorService threads, GroupCommit<Integer, Boolean> gather) {
    List<Future<Boolean>> calls = new ArrayList<>();
    for (int id = 1; id <= THINGS; id++) {
      int thing = id;
      if (thing != LOCKED) {
        calls.add(threads.submit(() -> gather.call(thing)));
      }
    }
    return calls;
  }

  private void oneLockedRowDelaysOnlyItsOwnMember(GroupCommit<Integer, Boolean> gather)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection other = lock()) {
      List<Future<Boolean>> first = raiseOthers(threads, gather);
      Future<Boolean> locked = threads.submit(() -> gather.call(LOCKED));
      List<Future<Boolean>> rest = raiseOthers(threads, gather);
      for (Future<Boolean> call : first) {
        assertThat(call.get()).isTrue();
      }
      for (Future<Boolean> call : rest) {
        assertThat(call.get()).isTrue();
      }
      assertThat(locked.isDone()).isFalse();
      assertThat(inVain.values()).as("groups with the locked one").allMatch(times -> times == 1);
      other.rollback();
      assertThat(locked.get()).isTrue();
    }
    assertThat(value(LOCKED)).isEqualTo(1);
    // Two that share a group raise it once.
    assertThat(value(LOCKED + 1)).isBetween(1, 2);
  }

  @Test
  void oneLockedRowDelaysOnlyItsOwnMemberOfAScript() throws Exception {
    oneLockedRowDelaysOnlyItsOwnMember(byScript());
  }

  @Test
  void oneLockedRowDelaysOnlyItsOwnMemberOfATransaction() throws Exception {
    oneLockedRowDelaysOnlyItsOwnMember(byTransaction());
  }

  @Test
  void whatStaysLockedFailsClearlyAndDoesNothing() throws Exception {
    GroupCommit<Integer, Boolean> gather = byScript();
    try (Connection other = lock()) {
      assertThatThrownBy(() -> gather.call(LOCKED))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("nothing was done");
      other.rollback();
    }
    assertThat(value(LOCKED)).isZero();
    assertThat(gather.call(LOCKED)).isTrue();
  }

  @Test
  void manyThatMeetTheSameLockAreAllAnsweredAndNobodyElseWaitsForThem() throws Exception {
    GroupCommit<Integer, Boolean> gather = byScript();
    int many = 30;
    AtomicInteger unavailable = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Connection other = lock()) {
      List<Future<Boolean>> locked = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        locked.add(threads.submit(() -> gather.call(LOCKED)));
      }
      await().until(() -> !waitingForLocks().equals("0"));
      for (Future<Boolean> call : raiseOthers(threads, gather)) {
        assertThat(call.get()).isTrue();
      }
      assertThat(inVain.values()).as("groups with the locked one").allMatch(times -> times == 1);
      assertThat(waited()).as("the longest that anybody else waited").isSubsetOf(SHORT_WAITS);
      for (Future<Boolean> call : locked) {
        try {
          call.get();
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(UnavailableException.class);
          unavailable.incrementAndGet();
        }
      }
      other.rollback();
    }
    assertThat(unavailable).hasValue(many);
    assertThat(value(LOCKED)).isZero();
  }

  /// The limits for locks in groups and alone after a group, much shorter than those of ordinary
  /// statements.
  private static final Set<String> SHORT_WAITS = Set.of("500ms", "100ms");

  private static List<String> waited() {
    return DB.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select distinct waited from thing where id <> " + LOCKED)
                    .mapTo(String.class)
                    .list());
  }

  private static String waitingForLocks() {
    return DB.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select count(*)::text from pg_locks where not granted")
                    .mapTo(String.class)
                    .one());
  }

  /// Jobs are interrupted when their node goes, requests when their client does.
  @Test
  void interruptsOfSomeCallersFailNoCallOfOthers() throws Exception {
    GroupCommit<Integer, Boolean> gather = byScript();
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger interrupts = new AtomicInteger();
    long until = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> innocent = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int mine = 100 + i;
        innocent.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() < until) {
                    assertThat(gather.call(mine)).isTrue();
                    calls.incrementAndGet();
                  }
                }));
      }
      for (int i = 0; i < 2; i++) {
        int mine = 200 + i;
        innocent.add(
            threads.submit(
                () -> {
                  Thread me = Thread.currentThread();
                  while (System.nanoTime() < until) {
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              me.interrupt();
                              interrupts.incrementAndGet();
                            });
                    if (ThreadLocalRandom.current().nextBoolean()) {
                      me.interrupt();
                    }
                    assertThat(gather.call(mine)).isTrue();
                    Thread.interrupted();
                  }
                }));
      }
      for (Future<?> each : innocent) {
        each.get();
      }
    }
    assertThat(calls.get()).isGreaterThan(100);
    assertThat(interrupts.get()).isGreaterThan(100);
  }
}
