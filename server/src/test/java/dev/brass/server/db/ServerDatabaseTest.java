package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerDatabaseTest {

  @TempDir Path temporary;

  @Test
  void aCommandUsesTheEmbeddedDatabaseWhetherItsServerRunsOrNot() {
    Path data = temporary.resolve("data");
    assertThatIllegalStateException()
        .isThrownBy(() -> ServerDatabase.join(null, data))
        .withMessageContaining("there is no database in " + data);

    try (ServerDatabase server = ServerDatabase.start(null, data, 2, true)) {
      addTenant(server, "by the server");
      try (ServerDatabase command = ServerDatabase.join(null, data)) {
        addTenant(command, "beside the server");
        assertThat(tenants(command)).isEqualTo(2);
      }
      assertThat(tenants(server)).isEqualTo(2);
    }

    try (ServerDatabase command = ServerDatabase.join(null, data)) {
      assertThat(tenants(command)).isEqualTo(2);
    }
    try (ServerDatabase server = ServerDatabase.start(null, data, 2, true)) {
      assertThat(tenants(server)).isEqualTo(2);
    }
  }

  private static void addTenant(ServerDatabase opened, String name) {
    opened
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate("insert into tenant values (uuidv7(), :name, now())")
                    .bind("name", name)
                    .execute());
  }

  private static int tenants(ServerDatabase opened) {
    return opened
        .database()
        .jdbi()
        .withHandle(
            handle -> handle.createQuery("select count(*) from tenant").mapTo(int.class).one());
  }
}
