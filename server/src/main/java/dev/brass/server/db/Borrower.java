package dev.brass.server.db;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// For whom a thread uses connections, so that no one gets all of them. What is bound may change
/// while it is bound: whose a request is becomes known when its key is.
public final class Borrower {

  private static final ScopedValue<Supplier<?>> CURRENT = ScopedValue.newInstance();

  private Borrower() {}

  /// Does something on behalf of the named borrower.
  ///
  /// @param who needs `equals`
  public static <T extends @Nullable Object, X extends Throwable> T call(
      Supplier<?> who, ScopedValue.CallableOp<? extends T, X> work) throws X {
    return ScopedValue.where(CURRENT, who).call(work);
  }

  /// For whom this thread works; null for this server itself.
  static @Nullable Object current() {
    return CURRENT.isBound() ? CURRENT.get().get() : null;
  }
}
