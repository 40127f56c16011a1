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

/// What a connector gets of a store for the length of one attempt, one look or one poll, and the
// one
/// way to call it: [#ask]. For one caller at a time; what the connector gets is thread-safe.
///
/// Around each call to the network lie, from the outside: what is learnt of the store, the record
// of
/// what was said, the turn at the store's pace, and the [LastInstant].
public final class StoreSession implements Store {

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final StoreAccess access;
  private final Opening opening;
  private final Deadline deadline;
  private final Evidence evidence;
  private final RecordingHttp recording;
  private final Standing standing;

  /// What a session is opened with.
  ///
  /// @param mayAct whether the caller may still do what cannot be undone
  /// @param breaker whether the store is asked; null for one that always is
  /// @param pace its turns; null for one without a pace
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

  /// The way to a store over the network, with the check that comes right before it.
  ///
  /// @param proxied whether it leads through a proxy that the tenant brought, so that what goes
  ///     wrong says nothing about the store
  record Way(boolean proxied, Function<LastInstant, StoreHttp> network) {}

  /// What was granted to a session and those that go on with it.
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

  /// The same session for one who only looks: the call that buys is refused.
  public StoreSession looking() {
    return new StoreSession(this, opening.withoutBuying(), deadline);
  }

  /// Asks whether the store may be asked now, before anything begins. After [Admission.Go] calls
  /// wait for their turns as long as the deadline lets them.
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

  /// Takes the turn of the first call; gives how long to wait when there is none.
  private Duration firstTurn() {
    StorePace pace = opening.pace();
    if (pace == null) {
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

  /// Calls the store's connector, for as long as the deadline lets it: afterwards the caller is
  /// interrupted. What comes of it is noted for all who want something of the store.
  ///
  /// @throws StoreException when the store gave no answer; [#trouble] then tells why
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

  /// As [#ask], for what cannot be undone: it does not begin after the deadline, nor when the
  // caller
  /// has lost its job.
  ///
  /// @throws StoreException when the store gave no answer; [#trouble] then tells why
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
    switch (breaker.enter()) {
      case Breaker.Entry.Open(var probe) -> standing.probe = probe;
      case Breaker.Entry.Shut(var why, _) -> throw evidence.turnedAway(Kind.UNREACHABLE, why);
      case Breaker.Entry.Resting(var again) ->
          throw evidence.turnedAway(
              Kind.BUSY, "it asked to be left alone for " + again.toSeconds() + " s");
    }
  }

  private void abandon() {
    Breaker breaker = opening.breaker();
    if (breaker != null) {
      breaker.abandoned(standing.probe);
    }
  }

  /// The network, when the call has its turn.
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

  /// What was said so far, redacted.
  public List<Exchange> exchanges() {
    return recording.exchanges();
  }

  /// Why the last question got no answer of the store, or only one from somebody before it; null
  /// when it got one.
  public @Nullable Trouble trouble() {
    return evidence.trouble();
  }

  /// Whether a call that buys may have reached the store.
  public boolean mayHaveBought() {
    return evidence.mayHaveBought();
  }
}
