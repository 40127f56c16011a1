package dev.brass.server.db;

import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionHandler;

/// Transactions that are committed and whose answer is lost, as if the connection had broken at
/// that moment.
public final class LostCommits extends DelegatingTransactionHandler {

  private final AtomicInteger left = new AtomicInteger();

  private LostCommits() {
    super(new LocalTransactionHandler());
  }

  /// Makes the transactions of a database go through here, also those that are one [WriteBatch].
  public static LostCommits of(Jdbi jdbi) {
    LostCommits lost = new LostCommits();
    jdbi.setTransactionHandler(lost);
    jdbi.setSqlLogger(
        new SqlLogger() {
          @Override
          public void logAfterExecution(StatementContext context) {
            if (isScript(context) && isCommitted(context)) {
              lost.answer();
            }
          }
        });
    return lost;
  }

  private static boolean isScript(StatementContext context) {
    return String.valueOf(context.getRawSql()).contains(";\n");
  }

  private static boolean isCommitted(StatementContext context) {
    try {
      return Objects.requireNonNull(context.getConnection()).getAutoCommit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// How many answers are still to be lost.
  public int left() {
    return left.get();
  }

  /// Loses the answers to the next commits.
  public void next(int commits) {
    left.set(commits);
  }

  @Override
  public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback)
      throws X {
    R result = super.inTransaction(handle, callback);
    answer();
    return result;
  }

  private void answer() {
    if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new ConnectionException(new SQLException("the connection broke after the commit"));
    }
  }

  /// Stays in the way of every handle.
  @Override
  public TransactionHandler specialize(Handle handle) {
    return this;
  }
}
