package dev.brass.server.connect;

import dev.brass.server.connect.Trouble.Kind;
import dev.brass.spi.Credential;
import dev.brass.spi.Store;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import dev.brass.spi.StoreSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The [Store] of a connector for one attempt, one look or one poll, and the only way to call the
/// connector: [#ask]. For one caller at a time; the parts that the connector uses are thread-safe.
///
/// The decorators of each network call are, from the outside: the [Evidence], the record of
/// exchanges, the rate limit, and the [LastInstant].
public final class StoreSession implements Store {

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final StoreAccess access;
  private final Opening opening;
  private final Deadline deadline;
  private final Evidence evidence;
  private final RecordingHttp recording;
  private final Standing standing;

  /// The parameters of a session.
  ///
  /// @param mayAct whether the caller may still make an irrevocable call
  /// @param breaker the store's breaker; null for one without
  /// @param pace its rate limiter; null for one without
  record Opening(
      ConfiguredStore store,
      @Nullable Credential credential,
      InstantSource clock,
      Purpose purpose,
      Way way,
      BooleanSupplier mayAct,
      @Nullable Breaker breaker,
      @Nullable StorePace pace) {

    Opening withoutBuying() {
      return new Opening(store, credential, clock, purpose, way, () -> false, breaker, pace);
    }
  }

  /// The network route to a store, with the check right before each call.
  ///
  /// @param proxied whether it uses the tenant's own proxy, so that failures are no evidence about
  ///     the store
  record Way(boolean proxied, Function<LastInstant, StoreHttp> network) {}

  /// The permissions that a session shares with those derived from it.
  private static final class Standing {
    private boolean admitted;
    private int probe;
    private volatile StorePace.@Nullable Turn turn;
  }

  StoreSession(StoreAccess access, Opening opening, Deadline deadline) {
    this.access = access;
    this.opening = opening;
    this.deadline = deadline;
    this.evidence = new Evidence(access, opening);
    this.standing = new Standing();
    this.recording = new RecordingHttp(inTurn(), access::redacted);
  }

  private StoreSession(StoreSession before, Opening opening, Deadline deadline) {
    this.access = before.access;
    this.opening = opening;
    this.deadline = deadline;
    this.evidence = before.evidence;
    this.standing = before.standing;
    this.recording = before.recording.goingOn(inTurn());
  }

  /// The same session with another deadline.
  public StoreSession until(Deadline other) {
    return new StoreSession(this, opening, other);
  }

  /// The same session for lookups only: the call that buys is refused.
  public StoreSession looking() {
    return new StoreSession(this, opening.withoutBuying(), deadline);
  }

  /// Checks whether the store may be called now, before an attempt begins. After [Admission.Go]
  /// calls wait for their turns as long as the deadline allows.
  public Admission admit() {
    Breaker breaker = opening.breaker();
    if (breaker != null) {
      switch (breaker.enter()) {
        case Breaker.Entry.Shut(var why, var again) -> {
          return new Admission.Unreachable(why, again);
        }
        case Breaker.Entry.Resting(var again) -> {
          return new Admission.Later(again);
        }
        case Breaker.Entry.Open(var probe) -> standing.probe = probe;
      }
    }
    Duration wait = firstTurn();
    if (wait.isPositive()) {
      abandon();
      return new Admission.Later(wait);
    }
    standing.admitted = true;
    return new Admission.Go();
  }

  /// Reserves the turn of the first call of an order; returns how long to wait when there is none.
  private Duration firstTurn() {
    StorePace pace = opening.pace();
    if (pace == null || opening.purpose() == Purpose.OTHER) {
      return Duration.ZERO;
    }
    try {
      StorePace.Turn turn = pace.admit();
      if (turn instanceof StorePace.Turn.None(var wait)) {
        return wait;
      }
      standing.turn = turn;
      return Duration.ZERO;
    } catch (StoreException e) {
      return AGAIN;
    }
  }

  /// Calls the store's connector until the deadline, at which the caller is interrupted. The result
  /// is recorded as evidence for all users of the store.
  ///
  /// @throws StoreException when the store gave no answer; [#trouble] then has the reason
  public <T> T ask(Supplier<T> question) {
    evidence.begin();
    if (!standing.admitted) {
      enter();
    }
    boolean concluded = false;
    try {
      T answer = access.outside(() -> access.within(deadline, question));
      concluded = true;
      evidence.answered(standing.probe);
      return answer;
    } catch (StoreException e) {
      concluded = true;
      evidence.failed(e, deadline, standing.probe);
      throw e;
    } finally {
      if (!concluded) {
        abandon();
      }
    }
  }

  /// Makes an irrevocable call, otherwise like [#ask]: it does not begin after the deadline, nor
  /// when the caller has lost its job.
  ///
  /// @throws StoreException when the store gave no answer; [#trouble] then has the reason
  public <T> T buy(Supplier<T> question) {
    LastInstant last = new LastInstant(deadline, opening.mayAct());
    return ask(
        () -> {
          last.check();
          return question.get();
        });
  }

  private void enter() {
    Breaker breaker = opening.breaker();
    if (breaker == null) {
      return;
    }
    standing.probe =
        switch (breaker.enter()) {
          case Breaker.Entry.Open(var probe) -> probe;
          case Breaker.Entry.Shut(var why, _) -> throw evidence.turnedAway(Kind.UNREACHABLE, why);
          case Breaker.Entry.Resting(var again) ->
              throw evidence.turnedAway(
                  Kind.BUSY, "it asked to be left alone for " + again.toSeconds() + " s");
        };
  }

  private void abandon() {
    Breaker breaker = opening.breaker();
    if (breaker != null) {
      breaker.abandoned(standing.probe);
    }
  }

  /// The network after the wait for the call's turn.
  private StoreHttp inTurn() {
    StoreHttp network = opening.way().network().apply(new LastInstant(deadline, opening.mayAct()));
    StorePace pace = opening.pace();
    Breaker breaker = opening.breaker();
    if (breaker == null) {
      return network;
    }
    return call -> {
      Duration limit = call.irrevocable() ? deadline.left() : deadline.patience();
      if (pace == null) {
        leaveAlone(breaker.rest(), limit);
      } else {
        awaitTurn(pace, limit);
      }
      return network.send(call);
    };
  }

  private void awaitTurn(StorePace pace, Duration limit) {
    StorePace.Turn turn = standing.turn;
    standing.turn = null;
    if (turn == null) {
      pace.await(opening.purpose(), limit);
    } else {
      pace.await(turn, limit);
    }
  }

  private void leaveAlone(Duration rest, Duration limit) {
    if (!rest.isPositive()) {
      return;
    }
    if (rest.compareTo(limit) > 0) {
      throw NotNow.because(
          Kind.BUSY, "the store asked to be left alone for " + rest.toSeconds() + " s");
    }
    try {
      Thread.sleep(rest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NotNow.because(Kind.STOPPED, "gave up waiting for " + code());
    }
  }

  @Override
  public String code() {
    return opening.store().code();
  }

  @Override
  public StoreSettings settings() {
    return opening.store().settings();
  }

  @Override
  public @Nullable Credential credential() {
    return opening.credential();
  }

  @Override
  public StoreHttp http() {
    return call -> evidence.of(call, deadline, recording);
  }

  @Override
  public InstantSource clock() {
    return opening.clock();
  }

  @Override
  public RandomGenerator random() {
    return access.random();
  }

  public Deadline deadline() {
    return deadline;
  }

  /// The exchanges so far, redacted.
  public List<Exchange> exchanges() {
    return recording.exchanges();
  }

  /// Why the last question got no answer of the store, or only one of a gateway in front of it;
  /// null when it got one.
  public @Nullable Trouble trouble() {
    return evidence.trouble();
  }

  /// Whether a call that buys may have reached the store.
  public boolean mayHaveBought() {
    return evidence.mayHaveBought();
  }
}
