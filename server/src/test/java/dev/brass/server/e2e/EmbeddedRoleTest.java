package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.postgres.EmbeddedPostgres;
import dev.brass.postgres.RunningPostgres;
import dev.brass.server.db.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rights of a server at the PostgreSQL that comes along, and of other users of the machine at
/// its data folder.
class EmbeddedRoleTest {

  @TempDir private Path temporary;

  private static String asked(String url, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aServerOfADataFolderOfBeforeIsNoSuperuserAndLosesNothing() throws SQLException {
    Path data = temporary.resolve("data");
    Path postgres = data.resolve("postgres");
    try (EmbeddedPostgres old = EmbeddedPostgres.start(postgres)) {
      old.createDatabase("brass");
      Database.open(old.jdbcUrl("brass"), 2).close();
    }
    String id;
    try (RunningServer server = RunningServer.start(data, Map.of())) {
      id = placed(server);
      String url = RunningPostgres.jdbcUrl(postgres, "brass").orElseThrow();
      assertThat(
              asked(
                  url,
                  """
                  select coalesce(string_agg(distinct usename || ' ' || usesuper, ', '), '')
                  from pg_stat_activity join pg_user using (usename)
                  where application_name like 'brass%'
                  """))
          .isEqualTo("brass false");
      assertThat(
              asked(
                  url,
                  """
                  select count(*) from pg_class join pg_namespace n on n.oid = relnamespace
                  where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
                    and relowner <> 'brass'::regrole
                  """))
          .isEqualTo("0");
    }
    try (RunningServer server = RunningServer.start(data, Map.of())) {
      assertThat(server.live().get("/orders/" + id).has(200).text("/status"))
          .isEqualTo("order_placed");
      placed(server);
    }
    assertThat(open(data)).isEmpty();
  }

  private static String placed(RunningServer server) {
    String id =
        server
            .live()
            .post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B0ROLE0001"))
            .has(201)
            .text("/id");
    server.live().until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
    return id;
  }

  /// What other users of the machine may look at.
  private static List<Path> open(Path data) {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(EmbeddedRoleTest::isOpen).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOpen(Path file) {
    try {
      return !Files.isSymbolicLink(file)
          && !PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
              .endsWith("------");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
