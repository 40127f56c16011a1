package dev.brass.server.personal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// No column can hold a text without a decision whether it is personal ([KnownColumns]).
class EveryColumnTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  /// Every type but those that cannot hold a word: a new type is among them.
  private static final String COLUMNS =
      """
      select c.table_name || '.' || c.column_name
      from information_schema.columns c
      where c.table_schema = 'public' and c.table_name <> 'flyway_schema_history'
        and c.data_type not in ('uuid', 'integer', 'smallint', 'bigint', 'boolean', 'date',
                                'timestamp with time zone')
        and not (c.data_type = 'ARRAY' and c.udt_name = '_int8')
      """;

  private static List<String> texts(String sql) {
    return DB.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  @Test
  void everyColumnThatCanHoldATextIsKnown() {
    assertThat(KnownColumns.all().keySet()).containsExactlyInAnyOrderElementsOf(texts(COLUMNS));
  }

  /// So that what is left in clear is counted and found without reading the tables.
  @Test
  void everySealedColumnHasAnIndexOfWhatIsInClear() {
    for (PersonalColumn column : PersonalColumn.values()) {
      assertThat(plan(column)).as(column.name()).contains("_in_clear");
    }
  }

  private static String plan(PersonalColumn column) {
    return DB.database()
        .jdbi()
        .inTransaction(
            handle -> {
              handle.execute("set local enable_seqscan = off");
              return String.join(
                  "\n",
                  handle
                      .createQuery(
                          "explain select 1 from " + column.table() + " where " + column.pending())
                      .mapTo(String.class)
                      .list());
            });
  }
}
