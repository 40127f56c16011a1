package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The statements of `docs/guide/database.md` are all that a server needs of a PostgreSQL.
class ExternalGrantsTest {

  @RegisterExtension static final TestDatabase POSTGRES = TestDatabase.perClass();

  private static final Path GUIDE = Path.of("../docs/guide/database.md");
  private static final String NAME = "grants_of_the_guide";

  @TempDir private Path data;

  private static void execute(String statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(POSTGRES.url());
        Statement statement = connection.createStatement()) {
      for (String each : statements.split(";", -1)) {
        if (!each.isBlank()) {
          statement.execute(each);
        }
      }
    }
  }

  @Test
  void theDocumentedGrantsSuffice() throws IOException, SQLException {
    Matcher sql =
        Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
    assertThat(sql.find()).isTrue();
    execute(sql.group(1).replaceAll("\\bbrass\\b", NAME));
    try {
      String url =
          POSTGRES
              .url()
              .replaceFirst("/[a-z_0-9]+[?]", "/" + NAME + "?")
              .replaceFirst("user=[^&]+", "user=" + NAME)
              .replaceFirst("password=[^&]+", "password=choose-one");
      for (int life = 0; life < 2; life++) {
        try (RunningServer server =
            RunningServer.start(data.resolve("data"), Map.of("database.url", url))) {
          Client client = server.live();
          String id =
              client
                  .post("/orders", CurrentRequests.order("https://www.amazon.com/dp/B0GRANT001"))
                  .has(201)
                  .text("/id");
          client.until("/orders/" + id, a -> a.text("/status").equals("order_placed"));
          server.operator().get("/admin/recovery").has(200);
          server.stranger().get("/health/ready").has(200);
        }
      }
    } finally {
      execute("drop database %s with (force); drop role %s".formatted(NAME, NAME));
    }
  }
}
