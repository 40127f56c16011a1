package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  @Test
  void aSecondOpeningFindsTheSchemaUpToDate() {
    try (Database second = Database.open(db.url(), 2)) {
      assertThat(second.answers()).isTrue();
    }
  }

  @Test
  void nodesThatStartAtOnceMigrateOneAfterTheOther() throws Exception {
    db.database().jdbi().useHandle(handle -> handle.execute("create database fresh"));
    String url = db.url().replaceFirst("/test_\\d+", "/fresh");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> nodes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        nodes.add(
            threads.submit(
                () -> {
                  try (Database node = Database.open(url, 2)) {
                    return node.answers();
                  }
                }));
      }
      for (Future<Boolean> node : nodes) {
        assertThat(node.get()).isTrue();
      }
    } finally {
      db.database().jdbi().useHandle(handle -> handle.execute("drop database fresh with (force)"));
    }
  }

  @Test
  void aClosedDatabaseDoesNotAnswer() {
    Database second = Database.connect(db.url(), 2);
    second.close();

    assertThat(second.answers()).isFalse();
  }

  @Test
  void arraysCarryEveryTypeInUse() {
    Instant instant = Instant.parse("2026-11-21T12:00:00.123456Z");
    UUID id = UUID.randomUUID();
    String all =
        db.database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select concat_ws('|', (:ids)[1], (:texts)[1], (:bytes)[1], (:ints)[1],"
                                + " (:longs)[1], (:booleans)[1], (:instants)[1])")
                        .bindArray("ids", UUID.class, List.of(id))
                        .bindArray("texts", String.class, List.of("a,{\"}"))
                        .bindArray("bytes", byte[].class, List.of(new byte[] {1, 2}))
                        .bindArray("ints", Integer.class, List.of(7))
                        .bindArray("longs", Long.class, List.of(1L << 40))
                        .bindArray("booleans", Boolean.class, List.of(true))
                        .bindArray("instants", Instant.class, List.of(instant))
                        .mapTo(String.class)
                        .one());

    assertThat(all)
        .isEqualTo(id + "|a,{\"}|\\x0102|7|1099511627776|t|2026-11-21 12:00:00.123456+00");
  }

  @Test
  void arraysCarryNulls() {
    int nulls =
        db.database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select num_nulls((:ids)[2], (:texts)[2], (:bytes)[2], (:longs)[2],"
                                + " (:instants)[2])")
                        .bindArray("ids", UUID.class, new UUID(1, 1), null)
                        .bindArray("texts", String.class, "a", null)
                        .bindArray("bytes", byte[].class, new byte[0], null)
                        .bindArray("longs", Long.class, 1L, null)
                        .bindArray("instants", Instant.class, Instant.EPOCH, null)
                        .mapTo(int.class)
                        .one());

    assertThat(nulls).isEqualTo(5);
  }

  @Test
  void relaxedCommitsDoNotWaitForTheDiskAndOthersDo() {
    String inside = db.database().relaxed(DatabaseTest::synchronousCommit);
    assertThat(inside).isEqualTo("off");

    List<String> afterwards =
        db.database()
            .jdbi()
            .withHandle(
                handle -> {
                  handle.begin();
                  handle.execute("set synchronous_commit = on");
                  handle.execute("set local synchronous_commit = off");
                  String before = synchronousCommit(handle);
                  handle.commit();
                  String after = synchronousCommit(handle);
                  handle.execute("reset synchronous_commit");
                  return List.of(before, after);
                });
    assertThat(afterwards).as("the setting ends with its transaction").containsExactly("off", "on");
  }

  /// Card numbers and keys are bound to statements; an exception's text reaches logs.
  @Test
  void exceptionsTellNoValues() {
    db.database()
        .jdbi()
        .useHandle(
            h -> h.execute("create table secret (value text primary key check (value > ''))"));
    db.database().jdbi().useHandle(DatabaseTest::insertCanary);

    assertThatThrownBy(() -> db.database().jdbi().useHandle(DatabaseTest::insertCanary))
        .satisfies(e -> assertThat(traceOf(e)).contains("duplicate").doesNotContain("canary"));
  }

  private static void insertCanary(Handle handle) {
    handle.createUpdate("insert into secret values (:v)").bind("v", "canary").execute();
  }

  private static String synchronousCommit(Handle handle) {
    return handle.createQuery("show synchronous_commit").mapTo(String.class).one();
  }

  private static String traceOf(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }
}
