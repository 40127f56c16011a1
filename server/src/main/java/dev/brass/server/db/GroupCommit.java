package dev.brass.server.db;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Concurrent calls that are executed as one: one transaction for all the orders that arrive
/// together instead of one each. Thread-safe.
///
/// A group never waits for more members than are already there, so that a lone call is as fast as
/// without a group. While a group runs, the next one collects. It runs on a thread of its own,
/// since an interrupt of one caller would break the commit of all.
///
/// When a group fails, each member is tried alone, beside the groups: so one bad member, or one
/// that meets a locked row, delays the others only briefly. A member that meets a locked row again
/// when it is alone waits for it with other such members only. The work must therefore be all or
/// nothing (a transaction), and detect by itself that it was done already, since after a broken
/// connection it is tried once more.
///
/// @param <I> the input of a call
/// @param <O> the result of a call
public final class GroupCommit<I, O> {

  /// The longest wait of a call for its turn: then it is withdrawn, and nothing of it is done.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  /// A group whose connection broke is tried again unless a member has waited for so long.
  private static final Duration WORTH_A_RETRY = Duration.ofSeconds(3);

  /// The longest wait of a group for each lock. Groups of other writers hold theirs for as long as
  /// their commit takes, which is too short to split a group for.
  private static final LockLimit OF_A_GROUP = LockLimit.of(Duration.ofMillis(500));

  /// The longest wait for a lock of a member that runs alone because its group met a lock: it is
  /// probably not the blocked one.
  private static final LockLimit ALONE = LockLimit.of(Duration.ofMillis(100));

  private static final int ALONE_AT_ONCE = 4;
  private static final int LOCKED_OUT_AT_ONCE = 2;

  private final Function<List<I>, List<O>> work;
  private final GroupWatch watch;
  private final Line<Call<I, O>> together;
  private final Line<Call<I, O>> alone;
  private final Line<Call<I, O>> lockedOut;

  /// A gatherer.
  ///
  /// @param jdbi the database that the work uses
  /// @param atOnce the most groups that run at the same time; each needs a connection
  /// @param largest the largest number of members of a group
  /// @param work all or nothing: returns one result per member in their order, or throws
  public GroupCommit(Jdbi jdbi, int atOnce, int largest, Function<List<I>, List<O>> work) {
    this(jdbi.getConfig(GroupWatch.class), atOnce, largest, work);
  }

  GroupCommit(GroupWatch watch, int atOnce, int largest, Function<List<I>, List<O>> work) {
    this.work = work;
    this.watch = watch;
    this.together = new Line<>("group", atOnce, largest, this::carryOut);
    this.alone = new Line<>("alone", ALONE_AT_ONCE, 1, calls -> carryOut(calls.getFirst()));
    this.lockedOut =
        new Line<>("locked-out", LOCKED_OUT_AT_ONCE, 1, calls -> waitFor(calls.getFirst()));
  }

  /// Runs `item` together with the other waiting calls. Returns only when it is done, even if the
  /// thread is interrupted: otherwise a commit could happen without its caller's knowledge. It
  /// always returns, since it is withdrawn when its turn does not come, and the work with the
  /// database has limits.
  ///
  /// Not for a thread that has a connection: when all connections are held by callers that wait for
  /// groups, none is left for the groups.
  ///
  /// @throws UnavailableException when nothing of it was done, because its turn did not come or
  ///     another transaction has locked what it needs
  /// @throws RuntimeException what the work threw for this item alone
  public O call(I item) {
    assert !Loans.isMine() : "who has a connection waits for a group";
    Call<I, O> call = new Call<>(item);
    together.add(call);
    return call.answer();
  }

  private void carryOut(List<Call<I, O>> group) {
    Throwable failure = tried(group, OF_A_GROUP);
    if (failure == null) {
      return;
    }
    Trouble trouble = Trouble.of(failure);
    if (trouble == Trouble.DISCONNECTED || trouble == Trouble.NOT_STORED) {
      // Alone they would all fail for the same reason.
      group.forEach(call -> call.fail(failure));
    } else if (group.size() > 1) {
      group.forEach(call -> call.moveTo(alone));
    } else if (trouble == Trouble.LOCKED) {
      group.getFirst().moveTo(lockedOut);
    } else {
      group.getFirst().fail(failure);
    }
  }

  private void carryOut(Call<I, O> call) {
    Throwable failure = tried(List.of(call), ALONE);
    if (failure != null) {
      if (Trouble.of(failure) == Trouble.LOCKED) {
        call.moveTo(lockedOut);
      } else {
        call.fail(failure);
      }
    }
  }

  /// Waits for locks for as long as any other statement may.
  private void waitFor(Call<I, O> call) {
    Throwable failure = tried(List.of(call), null);
    if (failure != null) {
      call.fail(
          Trouble.of(failure) == Trouble.LOCKED
              ? new UnavailableException(
                  "a row that is needed is locked by another transaction; nothing was done, try again",
                  failure)
              : failure);
    }
  }

  /// The reason why calls failed; null when they succeeded.
  private @Nullable Throwable tried(List<Call<I, O>> calls, @Nullable LockLimit limit) {
    Throwable failure = attempted(calls, limit);
    boolean again =
        failure != null
            && Trouble.of(failure) == Trouble.DISCONNECTED
            && calls.stream().allMatch(Call::isYoung);
    return again ? attempted(calls, limit) : failure;
  }

  @SuppressWarnings("try") // closed when the work has ended, and not used meanwhile
  private @Nullable Throwable attempted(List<Call<I, O>> calls, @Nullable LockLimit limit) {
    try (var _ = watch.begin()) {
      List<I> items = calls.stream().map(call -> call.item).toList();
      List<O> results = limit == null ? work.apply(items) : limit.during(() -> work.apply(items));
      if (results.size() != calls.size()) {
        throw new IllegalStateException(results.size() + " results for " + calls.size() + " calls");
      }
      for (int i = 0; i < results.size(); i++) {
        calls.get(i).result.complete(results.get(i));
      }
      return null;
    } catch (RuntimeException | Error e) {
      watch.failed(e);
      return e;
    }
  }

  private static final class Call<I, O> implements Line.Takeable {

    private final I item;
    private final CompletableFuture<O> result = new CompletableFuture<>();
    private final AtomicBoolean taken = new AtomicBoolean();
    private final long begun = System.nanoTime();

    Call(I item) {
      this.item = item;
    }

    @Override
    public boolean take() {
      return taken.compareAndSet(false, true);
    }

    void moveTo(Line<Call<I, O>> line) {
      taken.set(false);
      line.add(this);
    }

    void fail(Throwable failure) {
      result.completeExceptionally(failure);
    }

    boolean isYoung() {
      return System.nanoTime() - begun < WORTH_A_RETRY.toNanos();
    }

    /// The answer, waited for by any thread and however often it is interrupted.
    O answer() {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            return answerOrWithdrawal();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private O answerOrWithdrawal() throws InterruptedException {
      while (true) {
        long left = LONGEST_WAIT.toNanos() - (System.nanoTime() - begun);
        try {
          return result.get(Math.max(left, LOOK_AGAIN.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          // Unless a thread has already taken it; that one may still put it into another line.
          if (take()) {
            throw new UnavailableException(
                "its turn has not come within %d s; nothing was done, try again"
                    .formatted(LONGEST_WAIT.toSeconds()));
          }
        } catch (ExecutionException e) {
          throw thrown(e.getCause());
        }
      }
    }

    private static RuntimeException thrown(@Nullable Throwable cause) {
      if (cause instanceof Error error) {
        throw error;
      }
      return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }
  }
}
