package dev.brass.server.job;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The run of a job, for the code that it calls: whether it may still act, and that it waits for
/// another system. Thread-safe.
///
/// It is bound to the thread of the handler. Code that acts on another thread, or at a later
/// moment, passes it on: `BooleanSupplier mayAct = Run.current()::isMine`.
public final class Run {

  private static final ScopedValue<Run> CURRENT = ScopedValue.newInstance();

  /// Work outside a job cannot be another node's.
  private static final Run NONE = new Run(null, null, () -> {});

  private final @Nullable Claim claim;
  private final @Nullable Lease lease;
  private final Runnable gaveRoom;
  private int outside;

  Run(@Nullable Claim claim, @Nullable Lease lease, Runnable gaveRoom) {
    this.claim = claim;
    this.lease = lease;
    this.gaveRoom = gaveRoom;
  }

  /// The run of the calling thread; outside a run, one that may do everything.
  public static Run current() {
    return CURRENT.orElse(NONE);
  }

  /// Whether this run's job is still this node's at the moment of the call, so that an action that
  /// must not be repeated may be done: the last sign of life of this node is so recent that no
  /// other node can have taken its jobs, and the run has not been stopped. It costs nothing; ask as
  /// late as possible. After the end of the run it is false.
  public boolean isMine() {
    return claim == null
        || lease == null
        || (!claim.ended() && !claim.interrupted() && lease.isHeldAs(claim.node()));
  }

  /// Waits for another system, such as a store, without taking a place among the jobs at work, so
  /// that thousands can wait while a few work. When the call ends the run continues at once; as
  /// long as more are at work than the limit, none is begun.
  public static <T, X extends Throwable> T outside(ScopedValue.CallableOp<? extends T, X> call)
      throws X {
    Run run = current();
    run.leave();
    try {
      return call.call();
    } finally {
      run.comeBack();
    }
  }

  /// Calls a handler as this run, also for its last result.
  @Nullable JobResult call(Callable<@Nullable JobResult> handler) throws Exception {
    return ScopedValue.where(CURRENT, this).<@Nullable JobResult, Exception>call(handler::call);
  }

  private void leave() {
    if (claim != null && changes(1) == 1) {
      claim.limit().leave();
      gaveRoom.run();
    }
  }

  private void comeBack() {
    if (claim != null && changes(-1) == 0) {
      claim.limit().comeBack();
    }
  }

  /// A call outside may contain another one.
  private synchronized int changes(int by) {
    outside += by;
    return outside;
  }
}
