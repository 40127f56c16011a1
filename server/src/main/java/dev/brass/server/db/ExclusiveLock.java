package dev.brass.server.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;

/// An advisory lock of PostgreSQL that a session holds, outside transactions. It is free again when
/// the session ends in any way; after a process has vanished, some seconds later.
final class ExclusiveLock {

  private static final String TRY = "select pg_try_advisory_lock(?)";
  private static final long PAUSE_MILLIS = 200;

  private ExclusiveLock() {}

  static <T> T during(Database database, long lock, Duration longest, Supplier<T> work) {
    try (Connection session = database.apart("brass-exclusive", Limits.ORDINARY)) {
      take(session, lock, longest);
      return work.get();
    } catch (SQLException e) {
      throw new ConnectionException(e);
    }
  }

  private static void take(Connection session, long lock, Duration longest) throws SQLException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!isTaken(session, lock)) {
      if (System.nanoTime() > deadline) {
        throw new UnavailableException(
            "another process has been doing the same for %d s; try again when it has ended"
                .formatted(longest.toSeconds()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
  }

  private static boolean isTaken(Connection session, long lock) throws SQLException {
    try (PreparedStatement statement = session.prepareStatement(TRY)) {
      statement.setLong(1, lock);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
