package dev.brass.server.log;

import org.jspecify.annotations.Nullable;

/// The id of the request, job or command that the running code works for. Every line logged
/// meanwhile carries it.
public final class RequestId {

  private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

  private RequestId() {}

  /// Runs `work` with this id, also in the threads of a structured scope within.
  public static <R, X extends Throwable> R call(String id, ScopedValue.CallableOp<R, X> work)
      throws X {
    return ScopedValue.where(CURRENT, id).call(work);
  }

  /// Runs `work` with this id.
  public static void run(String id, Runnable work) {
    ScopedValue.where(CURRENT, id).run(work);
  }

  /// The id; null outside of any request.
  public static @Nullable String current() {
    return CURRENT.isBound() ? CURRENT.get() : null;
  }
}
