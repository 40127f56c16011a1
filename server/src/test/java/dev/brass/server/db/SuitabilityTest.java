package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;

class SuitabilityTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  @TempDir private Path data;

  private static Suitability good() {
    return new Suitability(180_000, true, true, false, 0, "");
  }

  @Test
  void aGoodDatabaseIsTaken() {
    good().check();
    good().check(true);
    assertThat(good().failoverLoss()).isNull();
  }

  @Test
  void anOlderPostgresIsRefused() {
    assertThatThrownBy(() -> new Suitability(170_009, true, true, false, 0, "").check())
        .isInstanceOf(UnsuitableDatabaseException.class)
        .hasMessage(
            "the database is PostgreSQL 17, and Brass needs 18 or later; upgrade it, or name another"
                + " one by database.url");
  }

  @Test
  void aStandbyIsRefused() {
    assertThatThrownBy(() -> new Suitability(180_000, true, true, true, 0, "").check())
        .hasMessageContaining("is a standby");
  }

  @Test
  void aDatabaseThatForgetsInACrashIsRefusedUnlessThatIsWanted() {
    Suitability noFsync = new Suitability(180_000, false, true, false, 0, "");
    Suitability halfPages = new Suitability(180_000, true, false, false, 0, "");

    assertThatThrownBy(() -> noFsync.check(true)).hasMessageContaining("has fsync off");
    assertThatThrownBy(() -> halfPages.check(true)).hasMessageContaining("full_page_writes off");
    assertThatCode(() -> noFsync.check(false)).doesNotThrowAnyException();
  }

  @Test
  void standbysThatMayLagAreToldOf() {
    assertThat(new Suitability(180_000, true, true, false, 2, "").failoverLoss())
        .contains("2 standby servers")
        .contains("synchronous_standby_names is empty");
    assertThat(new Suitability(180_000, true, true, false, 2, "ANY 1 (*)").failoverLoss()).isNull();
  }

  @Test
  void aServerRefusesThePostgresOfTests() {
    assertThatThrownBy(() -> ServerDatabase.start(DB.url(), data, 2, true))
        .isInstanceOf(UnsuitableDatabaseException.class)
        .hasMessageContaining("fsync");
    ServerDatabase.start(DB.url(), data, 2, false).close();
  }

  @Test
  void aStandbyThatIsConnectedIsSeen() throws Exception {
    assertThat(Suitability.of(DB.database().jdbi()).standbys()).isZero();
    Properties replication = new Properties();
    replication.setProperty("replication", "database");
    replication.setProperty("assumeMinServerVersion", "18");
    replication.setProperty("preferQueryMode", "simple");
    try (Connection connection = DriverManager.getConnection(DB.url(), replication);
        var stream =
            connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .physical()
                .withStartPosition(LogSequenceNumber.valueOf(position()))
                .start()) {
      await().until(() -> Suitability.of(DB.database().jdbi()).standbys() == 1);
      assertThat(stream.isClosed()).isFalse();
    }
  }

  private static String position() {
    return DB.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select pg_current_wal_flush_lsn()::text")
                    .mapTo(String.class)
                    .one());
  }
}
