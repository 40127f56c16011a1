package dev.brass.server.db;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;

/// The reason why work with the database failed, as far as it matters to a caller that may try
/// again.
enum Trouble {

  /// A row or another object was locked for too long. Nothing was done.
  LOCKED,

  /// There was no connection, or it broke: whether anything was done is unknown.
  DISCONNECTED,

  /// The database cannot store at the moment: its disk is full, or it is read-only. Nothing was
  /// done.
  NOT_STORED,

  /// Anything else, such as a value that is refused.
  OTHER;

  private static final int DEEPEST = 20;
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /// The server is going, has gone, or has ended the session because it took too long.
  private static final Set<String> ENDED = Set.of("57P01", "57P02", "57P03", "25P03", "25P04");

  private static final String CONNECTION = "08";
  private static final Set<String> READ_ONLY = Set.of("25006");

  /// Disk full, out of memory, too many connections; and errors of the disk itself.
  private static final Set<String> RESOURCES = Set.of("53", "58");

  static Trouble of(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof SQLTransientConnectionException) {
        return DISCONNECTED;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return of(sql.getSQLState());
      }
      if (cause instanceof ConnectionException && cause.getCause() == null) {
        return DISCONNECTED;
      }
      cause = cause.getCause();
    }
    return failure instanceof ConnectionException ? DISCONNECTED : OTHER;
  }

  private static Trouble of(String state) {
    if (state.equals(LOCK_NOT_AVAILABLE)) {
      return LOCKED;
    }
    if (state.startsWith(CONNECTION) || ENDED.contains(state)) {
      return DISCONNECTED;
    }
    if (READ_ONLY.contains(state)
        || (state.length() > 2 && RESOURCES.contains(state.substring(0, 2)))) {
      return NOT_STORED;
    }
    return OTHER;
  }
}
