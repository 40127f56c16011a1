package dev.brass.server.connect;

import dev.brass.server.connect.Trouble.Kind;
import dev.brass.server.egress.RetryAfter;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import dev.brass.spi.StoreHttp.Call;
import dev.brass.spi.StoreHttp.Reply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The evidence of a session's calls on whether its store answers. Connectors turn failures into
/// their own errors and exceptions; the evidence is what came over the wire. Thread-safe.
final class Evidence {

  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  /// The longest pause that a store can ask for.
  private static final Duration LONGEST_REST = Duration.ofHours(1);

  /// The pause for "too many requests" without a duration.
  private static final Duration USUAL_REST = Duration.ofSeconds(1);

  private final StoreAccess access;
  private final ConfiguredStore store;
  private final boolean proxied;
  private final @Nullable Breaker breaker;
  private volatile @Nullable Seen last;
  private volatile @Nullable Trouble trouble;
  private volatile boolean mayHaveBought;

  Evidence(StoreAccess access, StoreSession.Opening opening) {
    this.access = access;
    this.store = opening.store();
    this.proxied = opening.way().proxied();
    this.breaker = opening.breaker();
  }

  /// The end of a call.
  private sealed interface Seen {
    /// The shop answered.
    record Answered() implements Seen {}

    /// The shop reported an internal error.
    record Broken(String what) implements Seen {}

    /// No answer, or one of a gateway in front of the shop.
    record Nothing(Trouble trouble) implements Seen {}

    /// It was not sent, for a reason of this server.
    record Unsent(Trouble trouble) implements Seen {}
  }

  /// Clears the result of the last question.
  void begin() {
    last = null;
    trouble = null;
  }

  /// Sends a call and records its result.
  Reply of(Call call, Deadline deadline, StoreHttp next) {
    try {
      Reply reply = next.send(call);
      noteSent(call, true);
      last = seen(call, reply);
      return reply;
    } catch (StoreException e) {
      noteSent(call, e.mayHaveArrived());
      last = seen(e, deadline);
      throw e;
    }
  }

  private void noteSent(Call call, boolean mayHaveArrived) {
    if (call.irrevocable() && mayHaveArrived) {
      mayHaveBought = true;
    }
  }

  private Seen seen(Call call, Reply reply) {
    String what = call.uri().getHost() + " answered " + reply.status();
    if (reply.status() == TOO_MANY || reply.status() == UNAVAILABLE) {
      leaveAlone(reply);
    }
    return switch (reply.status()) {
      case TOO_MANY -> new Seen.Nothing(new Trouble(Kind.BUSY, what));
      case 502, UNAVAILABLE, 504 -> new Seen.Nothing(new Trouble(Kind.UNREACHABLE, what));
      default ->
          reply.status() >= 500 && !call.irrevocable()
              ? new Seen.Broken(what)
              : new Seen.Answered();
    };
  }

  private void leaveAlone(Reply reply) {
    Duration asked = RetryAfter.parse(reply.header("retry-after"), access.now(), LONGEST_REST);
    Duration rest = asked.isZero() && reply.status() == TOO_MANY ? USUAL_REST : asked;
    if (breaker != null && !proxied && rest.isPositive()) {
      breaker.rest(rest);
    }
  }

  private Seen seen(StoreException e, Deadline deadline) {
    String why = access.redacted(String.valueOf(e.getMessage()));
    boolean over = deadline.patience().isZero();
    if (e.getCause() instanceof NotNow ours) {
      Kind kind = ours.kind() == Kind.STOPPED && over ? Kind.NO_TURN : ours.kind();
      return new Seen.Unsent(new Trouble(kind, why));
    }
    if (Thread.currentThread().isInterrupted() && !over) {
      return new Seen.Unsent(new Trouble(Kind.STOPPED, why));
    }
    return ConnectorCall.failed(e)
        ? new Seen.Unsent(new Trouble(Kind.CONNECTOR, why))
        : new Seen.Nothing(new Trouble(Kind.UNREACHABLE, why));
  }

  /// The store is not asked at the moment.
  StoreException turnedAway(Kind kind, String why) {
    trouble = new Trouble(kind, why);
    access.metrics().failed(store, kind);
    return NotNow.because(kind, "the store '%s' is not asked now: %s".formatted(store.code(), why));
  }

  /// The connector returned an answer: the store's, or its own for a missing one.
  void answered(int probe) {
    Seen seen = last;
    conclude(seen == null ? new Seen.Answered() : seen, probe);
  }

  /// The connector returned none.
  void failed(StoreException e, Deadline deadline, int probe) {
    Seen seen = last;
    boolean ours = e.getCause() instanceof NotNow;
    conclude(seen == null || ours ? seen(e, deadline) : seen, probe);
    if (trouble == null) {
      Kind kind = ConnectorCall.failed(e) ? Kind.CONNECTOR : Kind.UNREACHABLE;
      trouble = new Trouble(kind, access.redacted(String.valueOf(e.getMessage())));
    }
  }

  private void conclude(Seen seen, int probe) {
    switch (seen) {
      case Seen.Answered _ -> {
        access.metrics().answered(store);
        if (breaker != null) {
          breaker.answered();
        }
      }
      case Seen.Broken(var what) -> {
        access.metrics().answered(store);
        unanswered(probe, what);
      }
      case Seen.Nothing(var why) -> {
        trouble = why;
        access.metrics().failed(store, why.kind());
        if (why.kind() == Kind.UNREACHABLE) {
          unanswered(probe, why.why());
        } else if (breaker != null) {
          breaker.abandoned(probe);
        }
      }
      case Seen.Unsent(var why) -> {
        trouble = why;
        access.metrics().failed(store, why.kind());
        if (breaker != null) {
          breaker.abandoned(probe);
        }
      }
    }
  }

  private void unanswered(int probe, String why) {
    if (breaker == null) {
      return;
    }
    if (proxied) {
      breaker.abandoned(probe);
    } else {
      breaker.unanswered(probe, why, access.now());
    }
  }

  @Nullable Trouble trouble() {
    return trouble;
  }

  boolean mayHaveBought() {
    return mayHaveBought;
  }
}
