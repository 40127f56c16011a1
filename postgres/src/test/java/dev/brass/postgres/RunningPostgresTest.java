package dev.brass.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningPostgresTest {

  @TempDir private Path temporary;

  @Test
  void isThereAsLongAsItsOwnerRuns() throws SQLException {
    Path folder = temporary.resolve("data");
    assertThat(RunningPostgres.jdbcUrl(folder, "postgres")).isEmpty();
    try (var owner = EmbeddedPostgres.start(folder)) {
      assertThat(RunningPostgres.jdbcUrl(folder, "postgres")).contains(owner.jdbcUrl("postgres"));
      assertThat(RunningPostgres.jdbcUrl(folder, "a b")).contains(owner.jdbcUrl("a b"));
      String url = RunningPostgres.jdbcUrl(folder, "postgres").orElseThrow();
      assertThat(Sql.value(url, "select 1")).isEqualTo("1");
    }
    assertThat(RunningPostgres.jdbcUrl(folder, "postgres")).isEmpty();
  }
}
