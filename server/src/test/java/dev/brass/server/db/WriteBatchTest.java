package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WriteBatchTest {

  private static final String INSERT =
      "insert into thing (id, name) select * from unnest(:ids::int[], :names::text[])";
  private static final String RENAME =
      """
      update thing t set name = c.name
      from unnest(:ids::int[], :names::text[]) as c(id, name)
      where t.id = c.id
      returning t.id
      """;

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  private final AtomicInteger committed = new AtomicInteger();

  @BeforeEach
  void emptyTable() {
    DB.database()
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("drop table if exists thing");
              handle.execute("create table thing (id int primary key, name text not null)");
            });
  }

  private static ColumnArrays thing(int id, String name) {
    return new ColumnArrays().add("ids", id).add("names", name);
  }

  private WriteBatch writes() {
    WriteBatch writes = new WriteBatch();
    writes.afterCommit(committed::incrementAndGet);
    return writes;
  }

  private static List<String> things() {
    return DB.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select id || name from thing order by id")
                    .mapTo(String.class)
                    .list());
  }

  @Test
  void isOneTransactionWhoseStatementsSeeEachOther() {
    WriteBatch writes = writes();
    writes.add(INSERT, thing(1, "a"));
    writes.addForAll(RENAME, thing(1, "b"));
    writes.add(INSERT, thing(2, "c"));
    assertThat(writes.commit(DB.database().jdbi())).isTrue();
    assertThat(things()).containsExactly("1b", "2c");
    assertThat(committed).hasValue(1);
  }

  @Test
  void doesNothingWhenARowIsThereAlready() {
    WriteBatch first = writes();
    first.add(INSERT, thing(2, "there"));
    assertThat(first.commit(DB.database().jdbi())).isTrue();

    WriteBatch second = writes();
    second.add(INSERT, thing(1, "a"));
    second.add(INSERT, thing(2, "b"));
    second.add(INSERT, thing(3, "c"));
    assertThat(second.commit(DB.database().jdbi())).isFalse();
    assertThat(things()).containsExactly("2there");
    assertThat(committed).hasValue(1);
  }

  @Test
  void doesNothingWhenNotAllRowsAreThereThatMustBe() {
    WriteBatch writes = writes();
    writes.add(INSERT, thing(1, "a"));
    writes.addForAll(RENAME, thing(1, "b").add("ids", 2).add("names", "nobody"));
    assertThat(writes.commit(DB.database().jdbi())).isFalse();
    assertThat(things()).isEmpty();
    assertThat(committed).hasValue(0);
  }

  /// After some calls the driver has statements prepared and knows what they return; it must not
  /// begin to wait for answers in the middle, which would end the transaction there.
  @Test
  void staysOneTransactionWhenItIsCarriedOutAgainAndAgain() {
    for (int i = 0; i < 20; i++) {
      WriteBatch good = writes();
      good.add(INSERT, thing(2 * i, "a"));
      good.addForAll(RENAME, thing(2 * i, "b"));
      good.add(INSERT, thing(2 * i + 1, "c"));
      assertThat(good.commit(DB.database().jdbi())).isTrue();

      WriteBatch bad = writes();
      bad.add(INSERT, thing(-1, "a"));
      bad.addForAll(RENAME, thing(-1, "b"));
      bad.add(INSERT, thing(2 * i, "c"));
      assertThat(bad.commit(DB.database().jdbi())).isFalse();
      assertThat(things()).hasSize(2 * i + 2);
    }
  }

  @Test
  void doesNothingAndSaysWhyWhenItIsWrong() {
    WriteBatch writes = writes();
    writes.add(INSERT, thing(1, "a"));
    writes.add(INSERT, new ColumnArrays().add("ids", 2).add("names", null));
    assertThatThrownBy(() -> writes.commit(DB.database().jdbi()))
        .isInstanceOf(StatementException.class)
        .hasMessageContaining("null value");
    assertThat(things()).isEmpty();
    assertThat(committed).hasValue(0);
  }

  @Test
  void isPartOfTheTransactionItRunsIn() {
    WriteBatch writes = writes();
    writes.add(INSERT, thing(1, "a"));
    assertThatThrownBy(
            () ->
                DB.database()
                    .jdbi()
                    .useTransaction(
                        handle -> {
                          writes.run(handle);
                          throw new IllegalStateException("changed its mind");
                        }))
        .hasMessage("changed its mind");
    assertThat(things()).isEmpty();
    assertThat(committed).hasValue(0);
  }

  @Test
  void leavesItsConnectionCleanWhenItFails() {
    try (Database one = Database.connect(DB.url(), 1)) {
      WriteBatch bad = writes();
      bad.add(INSERT, thing(1, "a"));
      bad.add(INSERT, thing(1, "b"));
      assertThat(bad.commit(one.jdbi())).isFalse();

      int connection = one.jdbi().withHandle(WriteBatchTest::connection);
      WriteBatch good = writes();
      good.add(INSERT, thing(2, "c"));
      assertThat(good.commit(one.jdbi())).isTrue();
      assertThat(one.jdbi().<Integer, RuntimeException>withHandle(WriteBatchTest::connection))
          .as("the same connection goes on")
          .isEqualTo(connection);
    }
    assertThat(things()).containsExactly("2c");
  }

  @Test
  void neverLendsAConnectionWithATransactionThatSomebodyLeftOpen() {
    try (Database one = Database.connect(DB.url(), 1)) {
      one.jdbi().useHandle(handle -> handle.execute("begin"));
      one.jdbi().useHandle(handle -> handle.execute("insert into thing values (1, 'a')"));
    }
    assertThat(things()).as("committed at once").containsExactly("1a");
  }

  private static int connection(Handle handle) {
    return handle.createQuery("select pg_backend_pid()").mapTo(int.class).one();
  }

  @Test
  void isNotCommittedInsideATransactionWhichItWouldEnd() {
    WriteBatch writes = writes();
    writes.add(INSERT, thing(1, "a"));
    assertThatThrownBy(
            () -> DB.database().jdbi().useTransaction(_ -> writes.commit(DB.database().jdbi())))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> DB.database().jdbi().useHandle(writes::run))
        .isInstanceOf(IllegalStateException.class);
    assertThat(things()).isEmpty();
  }

  @Test
  void withoutStatementsIsDoneAtOnce() {
    assertThat(writes().commit(DB.database().jdbi())).isTrue();
    assertThat(committed).hasValue(1);
  }
}
