package dev.brass.server.db;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.DelegatingTransactionHandler;
import org.jdbi.v3.core.transaction.LocalTransactionHandler;
import org.jdbi.v3.core.transaction.TransactionHandler;

/// The longest wait of each statement of a transaction for a lock, where that is less than its
/// connection allows: a group must not wait long for the row of one of its members. Thread-safe.
final class LockLimit {

  private static final ScopedValue<LockLimit> CURRENT = ScopedValue.newInstance();

  private final String statement;

  private LockLimit(Duration longest) {
    this.statement = "set local lock_timeout = " + longest.toMillis();
  }

  static LockLimit of(Duration longest) {
    return new LockLimit(longest);
  }

  /// Does `work`; the limit holds in its transactions.
  <T> T during(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  /// The statement that sets the limit of the current thread, for the beginning of a transaction;
  /// empty when it has none.
  static String statement() {
    return CURRENT.isBound() ? CURRENT.get().statement : "";
  }

  /// Transactions begun by the limit of their thread.
  static final class Transactions extends DelegatingTransactionHandler {

    Transactions() {
      this(LocalTransactionHandler.binding());
    }

    private Transactions(TransactionHandler each) {
      super(each);
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback)
        throws X {
      return super.inTransaction(
          handle,
          begun -> {
            if (CURRENT.isBound()) {
              begun.execute(statement());
            }
            return callback.withHandle(begun);
          });
    }

    @Override
    public TransactionHandler specialize(Handle handle) throws SQLException {
      return new Transactions(getDelegate().specialize(handle));
    }
  }
}
