package dev.brass.server.quota;

import java.time.Duration;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The work of each owner in progress: requests, and the bytes of memory that they take.
/// Thread-safe.
///
/// Memory is counted by the bytes that are read, not by the use of the heap: a reader of something
/// whole holds as many bytes as it may come to, before it is read. So requests that would together
/// end the process are refused, one by one, and the others continue.
public final class WorkQuota {

  /// The bytes of memory that each byte of a body that is read whole needs: as received, as text,
  /// as a tree, as stored, and as sent to the database.
  public static final int COPIES = 16;

  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final Shares requests;
  private final Shares bytes;
  private final LongWork longWork;
  private final ToIntFunction<Owner> mostRequests;
  private final ObjIntConsumer<Owner> backlog;

  /// A quota.
  ///
  /// @param requests how many requests may be in work in all
  /// @param bytes how much memory they may take
  /// @param mostRequests how many one owner may have in work
  /// @param backlog refuses requests that create so many jobs, by [TooMuch], for owners with too
  ///     many waiting ones
  public WorkQuota(
      int requests, long bytes, ToIntFunction<Owner> mostRequests, ObjIntConsumer<Owner> backlog) {
    this.backlog = backlog;
    this.requests = new Shares(requests);
    this.bytes = new Shares(bytes);
    this.longWork = new LongWork(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    this.mostRequests = mostRequests;
  }

  /// A quota without limits, for tests and programs that have no unknown clients.
  public static WorkQuota unlimited() {
    return new WorkQuota(
        Integer.MAX_VALUE, Long.MAX_VALUE / COPIES, _ -> Integer.MAX_VALUE, (_, _) -> {});
  }

  /// A share of the heap for bytes in work: a quarter, since all else needs the rest.
  public static long partOf(long heap) {
    return Math.max(1, heap / 4);
  }

  /// Begins a request of an owner who is not known yet.
  ///
  /// @param stranger its address
  /// @throws TooMuch when that address has too many
  public Work begin(Owner stranger) {
    return new Work(stranger, true);
  }

  /// Work within something that is counted already, such as an operation of a batch: only its turns
  /// are its own.
  public Work within(Owner owner) {
    return new Work(owner, false);
  }

  /// The number of bytes held at this moment.
  public long bytesHeld() {
    return bytes.taken();
  }

  /// The number of requests in work at this moment.
  public long inWork() {
    return requests.taken();
  }

  /// Memory for work that is no request, such as an operation of a batch; null when the owner must
  /// wait for it. An amount larger than all that the owner can have is cut to that, and is granted
  /// when no one else has any.
  public @Nullable Held hold(Owner owner, long amount) {
    long taken = Math.min(amount, bytes.largest(owner.rank()));
    return bytes.take(owner, taken, Long.MAX_VALUE) ? () -> bytes.give(owner, taken) : null;
  }

  /// Memory that was taken, until it is closed.
  @FunctionalInterface
  public interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /// One request. Used by one thread at a time.
  public final class Work implements AutoCloseable {

    private final boolean counted;
    private Owner owner;
    private long held;
    private boolean closed;

    private Work(Owner owner, boolean counted) {
      this.owner = owner;
      this.counted = counted;
      if (counted) {
        enter(owner);
      }
    }

    /// Runs a long computation when it is the owner's turn.
    ///
    /// @param work must not wait for a client
    /// @throws TooMuch when the turn does not come
    public <T> T inTurn(Supplier<T> work) {
      return longWork.run(owner, work);
    }

    private void enter(Owner who) {
      if (!requests.take(who, 1, mostRequests.applyAsInt(who))) {
        throw TooMuch.now(
            who.rank() == Owner.Rank.STRANGER
                ? "your address has too many requests without a key in work; wait for answers"
                : "you have too many requests in work at a time; wait for answers before you send"
                    + " more",
            A_MOMENT);
      }
    }

    /// Sets the owner, once it is known.
    ///
    /// @throws TooMuch when the owner has too many requests in work
    public void by(Owner known) {
      if (!counted || owner.equals(known)) {
        return;
      }
      enter(known);
      requests.give(owner, 1);
      if (held > 0) {
        bytes.give(owner, held);
      }
      owner = known;
      long had = held;
      held = 0;
      if (had > 0) {
        hold(had);
      }
    }

    /// Allows the request to create jobs that are done later.
    ///
    /// @throws TooMuch when too many of the owner's jobs wait
    public void adds(int jobs) {
      backlog.accept(owner, jobs);
    }

    /// Takes memory until the request ends.
    ///
    /// @throws TooMuch when it is not available at the moment, or never
    public void hold(long amount) {
      if (!counted) {
        return;
      }
      if (amount > bytes.largest(owner.rank())) {
        throw TooMuch.ever(
            "this server has not enough memory for a request of this size; send less at a time");
      }
      if (!bytes.take(owner, amount, Long.MAX_VALUE)) {
        throw TooMuch.now(
            "your requests take all the memory that you can have at a time; wait for answers",
            A_MOMENT);
      }
      held += amount;
    }

    public Owner owner() {
      return owner;
    }

    /// The number of requests that the owner may have in work; null for an owner without a key.
    public @Nullable Integer limit() {
      return owner.rank() == Owner.Rank.STRANGER ? null : mostRequests.applyAsInt(owner);
    }

    /// The number of further requests that the owner may begin.
    public long left() {
      return Math.max(0, mostRequests.applyAsInt(owner) - requests.heldBy(owner));
    }

    /// Ends it. A second call does nothing.
    @Override
    public void close() {
      if (counted && !closed) {
        closed = true;
        requests.give(owner, 1);
        bytes.give(owner, held);
        held = 0;
      }
    }
  }
}
