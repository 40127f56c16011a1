package dev.brass.server.db;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The tenant or address for which a thread uses connections, so that no one gets all of them. The
/// value may change while it is bound: the tenant of a request becomes known with its key.
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

  /// The borrower of this thread; null for this server itself.
  static @Nullable Object current() {
    return CURRENT.isBound() ? CURRENT.get().get() : null;
  }
}
