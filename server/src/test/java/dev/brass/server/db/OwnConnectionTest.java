package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OwnConnectionTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final String PID = "select pg_backend_pid()";

  @Test
  void isTheSameUntilItBreaksAndIsThenOpenedAgain() {
    try (OwnConnection own = db.database().own("test", Duration.ofSeconds(2))) {
      int first = number(own, PID);
      assertThat(number(own, PID)).isEqualTo(first);
      assertThatThrownBy(() -> number(own, "select 1 / 0")).isInstanceOf(JdbiException.class);
      assertThat(number(own, PID)).as("an error of a statement is none of it").isEqualTo(first);

      db.database()
          .jdbi()
          .useHandle(handle -> handle.execute("select pg_terminate_backend(?, 5000)", first));

      assertThatThrownBy(() -> number(own, PID)).isInstanceOf(JdbiException.class);
      assertThat(number(own, PID)).isNotEqualTo(first);
    }
  }

  @Test
  void hearsSoonWhenAStatementDoesNotEnd() {
    try (OwnConnection own = db.database().own("test", Duration.ofMillis(300))) {
      long begun = System.nanoTime();

      assertThatThrownBy(() -> number(own, "select 1 from pg_sleep(20)"))
          .hasMessageContaining("statement timeout");

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      assertThat(number(own, "select 7")).isEqualTo(7);
    }
  }

  @Test
  void bearsTheNameOfTheProcess() {
    try (OwnConnection own = db.database().own("test", Duration.ofSeconds(2))) {
      String name =
          own.use(handle -> handle.createQuery("show application_name").mapTo(String.class).one());

      assertThat(name).isEqualTo(Database.session() + "/test");
    }
  }

  @Test
  void isOpenedAgainAfterARestAndNotAfterItsDatabaseWasClosed() {
    Database database = Database.open(db.url(), 2);
    OwnConnection own = database.own("test", Duration.ofSeconds(2));
    int first = number(own, PID);
    own.rest();
    assertThat(number(own, PID)).isNotEqualTo(first);

    database.close();

    assertThatThrownBy(() -> number(own, PID)).isInstanceOf(IllegalStateException.class);
  }

  private static int number(OwnConnection own, String sql) {
    return own.use((Handle handle) -> handle.createQuery(sql).mapTo(Integer.class).one());
  }
}
