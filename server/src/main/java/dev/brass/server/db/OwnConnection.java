package dev.brass.server.db;

import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// A connection of one part of the process alone, apart from the pool: opened when it is first
/// used, and again when it broke. Thread-safe; one use at a time.
public final class OwnConnection implements AutoCloseable {

  /// The server ends the connection with these codes; all codes that begin with 08 mean the same.
  private static final Set<String> ENDS = Set.of("57P01", "57P02", "57P03", "57P05", "25P03");

  private final Jdbi jdbi;
  private final Consumer<OwnConnection> ended;
  private @Nullable Handle handle;
  private boolean closed;

  /// One that is not open yet.
  ///
  /// @param ended called when it is closed permanently
  OwnConnection(Jdbi jdbi, Consumer<OwnConnection> ended) {
    this.jdbi = jdbi;
    this.ended = ended;
  }

  /// Does something with the connection, each statement a transaction of its own unless `work`
  /// begins one.
  ///
  /// @throws RuntimeException when the database does not answer in time, or `work` fails
  public synchronized <T> T use(HandleCallback<T, RuntimeException> work) {
    if (closed) {
      throw new IllegalStateException("The connection was closed permanently");
    }
    Handle open = handle;
    if (open == null) {
      open = jdbi.open();
      handle = open;
    }
    try {
      return work.withHandle(open);
    } catch (RuntimeException e) {
      if (isBroken(open, e)) {
        drop();
      }
      throw e;
    }
  }

  private static boolean isBroken(Handle open, RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        String state = String.valueOf(sql.getSQLState());
        if (state.startsWith("08") || ENDS.contains(state)) {
          return true;
        }
      }
    }
    try {
      return open.getConnection().isClosed() || open.isInTransaction();
    } catch (SQLException | RuntimeException unknown) {
      return true;
    }
  }

  private void drop() {
    Handle broken = handle;
    handle = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (RuntimeException e) {
        // It is gone; nothing else is to be done.
      }
    }
  }

  /// Closes it until it is used again.
  public synchronized void rest() {
    drop();
  }

  /// Closes it permanently.
  @Override
  public synchronized void close() {
    closed = true;
    drop();
    ended.accept(this);
  }
}
