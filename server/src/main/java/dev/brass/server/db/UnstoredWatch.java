package dev.brass.server.db;

import java.sql.SQLException;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/// Notices when the database stores nothing, whichever statement meets that: a full disk must make
/// the server unready also while no orders are submitted. Thread-safe.
final class UnstoredWatch implements SqlLogger {

  private final GroupWatch groups;

  UnstoredWatch(GroupWatch groups) {
    this.groups = groups;
  }

  @Override
  public void logException(StatementContext context, SQLException failure) {
    groups.failed(failure);
  }
}
