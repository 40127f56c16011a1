package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `SECURITY.md` says of each table who fills it, how much of it there can be, and when its rows
/// end, so that a new table is not one that strangers can fill for good.
class TableOwnersTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final String TABLES =
      """
      select c.relname
      from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and c.relname <> 'flyway_schema_history'
      """;

  @Test
  void everyTableHasAnOwnerALimitAndAnEnd() throws IOException {
    Set<String> described = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("..", "SECURITY.md"))) {
      if (line.startsWith("| `")) {
        List<String> cells =
            List.of(line.substring(1).split("\\|", -1)).stream().map(String::strip).toList();
        assertThat(cells).as(line).hasSize(5);
        assertThat(cells.subList(0, 4)).as(line).noneMatch(String::isEmpty);
        String name = cells.getFirst().replace("`", "");
        assertThat(described.add(name)).as("%s is there twice", name).isTrue();
      }
    }
    List<String> tables =
        db.database()
            .jdbi()
            .withHandle(handle -> handle.createQuery(TABLES).mapTo(String.class).list());
    assertThat(described).containsExactlyInAnyOrderElementsOf(tables);
  }
}
