package dev.brass.server.job;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The run of a job, as the code sees that it calls: whether it may still act, and that it waits
/// for somebody else. Thread-safe.
///
/// It is bound to the thread of the handler. Code that acts on another thread, or at a later
/// moment, takes it along: `BooleanSupplier mayAct = Run.current()::isMine`.
public final class Run {

  private static final ScopedValue<Run> CURRENT = ScopedValue.newInstance();

  /// What is not done in a job is nobody else's.
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

  /// The run that the calling thread is in; one that may do everything when it is in none.
  public static Run current() {
    return CURRENT.orElse(NONE);
  }

  /// Whether this run's job is still this node's at the moment of the call, so that what must not
  /// be done twice may be done: this node has given a sign of life so lately that no other can
  /// have taken its jobs, and nobody has told the run to stop. It costs nothing; ask as late as
  /// possible. After the end of the run it is false.
  public boolean isMine() {
    return claim == null
        || lease == null
        || (!claim.ended() && !claim.interrupted() && lease.isHeldAs(claim.node()));
  }

  /// Waits for somebody else, such as a store, without taking a place among the jobs at work, so
  /// that thousands can wait while a few work. When the call ends the run goes on at once; as long
  /// as more are at work than may be, none is begun.
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

  /// Calls a handler as this run, be it for its last word.
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
