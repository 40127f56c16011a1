package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jdbi.v3.core.statement.StatementException;

/// A script of any size is one commit. The driver waits for answers after some 250 statements, and
/// a message has place for 65,535 parameters.
class ScriptPropertyTest {

  private static final int MOST = 2_000;
  private static final int MOST_PARAMETERS = 65_535;
  private static final String INSERT =
      "insert into thing (id, name) select * from unnest(:ids::int[], :names::text[])";
  private static final String RENAME =
      """
      update thing t set name = c.name
      from unnest(:ids::int[], :names::text[]) as c(id, name)
      where t.id = c.id
      returning t.id
      """;

  private static final TestDatabase DB = TestDatabase.perClass();

  @BeforeContainer
  static void open() {
    DB.create();
    DB.database()
        .jdbi()
        .useHandle(h -> h.execute("create table thing (id int primary key, name text not null)"));
  }

  @AfterContainer
  static void close() {
    DB.drop();
  }

  @BeforeTry
  void onlyOneThing() {
    DB.database()
        .jdbi()
        .useHandle(h -> h.execute("truncate thing; insert into thing values (-1, 'there')"));
  }

  private static WriteBatch steps(int count) {
    WriteBatch writes = new WriteBatch();
    for (int i = 0; i < count; i++) {
      writes.add(INSERT, thing(i, "a"));
    }
    return writes;
  }

  private static ColumnArrays thing(int id, String name) {
    return new ColumnArrays().add("ids", id).add("names", name);
  }

  private static int things() {
    return DB.database()
        .jdbi()
        .withHandle(
            h -> h.createQuery("select count(*) from thing where id >= 0").mapTo(int.class).one());
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void nothingStaysOfStepsWhoseLastOneMeetsARowThatIsThere(
      @ForAll @IntRange(min = 1, max = MOST) int count) {
    WriteBatch writes = steps(count - 1);
    writes.add(INSERT, thing(-1, "again"));

    assertThat(writes.commit(DB.database().jdbi())).isFalse();
    assertThat(things()).isZero();
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void nothingStaysOfStepsWhosePremiseIsGoneAtTheEnd(
      @ForAll @IntRange(min = 1, max = MOST) int count) {
    WriteBatch writes = steps(count - 1);
    writes.addForAll(RENAME, thing(-2, "nobody"));

    assertThat(writes.commit(DB.database().jdbi())).isFalse();
    assertThat(things()).isZero();
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void nothingStaysOfStepsOfWhichAnyOneIsWrong(
      @ForAll @IntRange(min = 1, max = MOST) int count,
      @ForAll @IntRange(min = 0, max = MOST) int after) {
    WriteBatch writes = steps(count - 1);
    writes.add(INSERT, new ColumnArrays().add("ids", MOST + 1).add("names", null));
    for (int i = 0; i < after; i++) {
      writes.add(INSERT, thing(MOST + 2 + i, "later"));
    }

    assertThatThrownBy(() -> writes.commit(DB.database().jdbi()))
        .isInstanceOf(StatementException.class)
        .as("the first error is told, and not one that follows from it")
        .hasMessageContaining("null value");
    assertThat(things()).isZero();
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void allStepsStayWhenNoneFails(@ForAll @IntRange(min = 1, max = MOST) int count) {
    assertThat(steps(count).commit(DB.database().jdbi())).isTrue();
    assertThat(things()).isEqualTo(count);
  }

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void stepsOfAnyNumberArePartOfTheTransactionTheyRunIn(
      @ForAll @IntRange(min = 1, max = MOST) int count) {
    assertThatThrownBy(
            () ->
                DB.database()
                    .jdbi()
                    .useTransaction(
                        handle -> {
                          steps(count).run(handle);
                          throw new IllegalStateException("changed its mind");
                        }))
        .hasMessage("changed its mind");
    assertThat(things()).isZero();
  }

  @Example
  void aScriptWithMoreParametersThanAMessageHasPlaceForDoesNothingAndSaysSo() {
    assertThatThrownBy(() -> steps(MOST_PARAMETERS / 2 + 1).commit(DB.database().jdbi()))
        .isInstanceOf(StatementException.class)
        .hasMessageContaining("65,535 parameters")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(5_000));
    assertThat(things()).isZero();
  }
}
