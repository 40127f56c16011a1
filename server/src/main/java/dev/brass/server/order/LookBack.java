package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.db.JumpingTime;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.recovery.Caution;
import dev.brass.server.recovery.Caution.Level;
import dev.brass.server.recovery.Recovery;
import dev.brass.spi.AttemptId;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.Line;
import dev.brass.spi.Placement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The look at a store before an order is bought, for attempts that the database may have lost. It
/// asks, by their derived ids, for the next attempt and for those after it, which may have been
/// made before the loss. Thread-safe.
final class LookBack {

  private static final Logger LOG = LoggerFactory.getLogger(LookBack.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /// How many attempts are asked for at least: `orders.attempts` may have been larger before.
  private static final int LEAST_AHEAD = 3;

  private final Jdbi jdbi;
  private final Recovery recovery;
  private final SafetyRepository repository;
  private final AttemptIds ids;
  private final InstantSource system;
  private final OrderSettings settings;

  LookBack(
      Jdbi jdbi,
      Recovery recovery,
      SafetyRepository repository,
      AttemptIds ids,
      InstantSource system,
      OrderSettings settings) {
    this.jdbi = jdbi;
    this.recovery = recovery;
    this.repository = repository;
    this.ids = ids;
    this.system = system;
    this.settings = settings;
  }

  /// The result of a look.
  sealed interface Finding {

    /// It may be bought.
    record Clear() implements Finding {}

    /// The store has orders of attempts that are not in this database; at least one.
    record Found(List<Lost> attempts) implements Finding {
      public Found {
        attempts = List.copyOf(attempts);
      }
    }

    /// It is not known yet.
    record Later(Duration pause) implements Finding {}

    /// Only a person can find out.
    record Ask(String why) implements Finding {}
  }

  /// An attempt for which the store has an order.
  record Lost(AttemptId id, int number, Placement placement) {}

  /// Changes whenever history turns out to be lost.
  long epoch() {
    return recovery.epoch();
  }

  /// Whether the order may have been bought in a period that the database has lost, and this is not
  /// yet clarified.
  boolean isUnverified(Order order) {
    if (order.isSandbox()) {
      return false;
    }
    Caution caution = caution(order, false);
    return caution.level() == Level.VERIFY && !isVerified(order, caution);
  }

  private Caution caution(Order order, boolean keyed) {
    return recovery.caution(order.spec().store(), order.createdAt(), keyed);
  }

  /// Looks, if the order requires it.
  ///
  /// @param session a session in which the store was found to accept requests
  Finding look(Loaded loaded, ConfiguredStore store, StoreSession session) {
    Order order = loaded.order();
    if (order.isSandbox() || !(store.connector() instanceof FindsOrders finds)) {
      return new Finding.Clear();
    }
    Caution caution = caution(order, loaded.root() != null);
    if (caution.level() == Level.NONE || isVerified(order, caution)) {
      return new Finding.Clear();
    }
    boolean mustKnow = caution.level() == Level.VERIFY;
    boolean isTold = true;
    if (!finds.findsByAttemptId(store.settings())) {
      return mustKnow
          ? new Finding.Ask("this store cannot be asked for an order without its number")
          : new Finding.Clear();
    }
    Instant asked = system.instant();
    List<Lost> found = new ArrayList<>();
    for (int number : numbers(order)) {
      AttemptId attempt = ids.of(loaded, number);
      switch (ask(loaded, session.looking(), finds, attempt)) {
        case FindResult.Found(var placement) when placement.merchantOrders().isEmpty() -> {
          return new Finding.Ask("the store has it but does not report its number");
        }
        case FindResult.Found(var placement) -> found.add(new Lost(attempt, number, placement));
        case FindResult.Absent _ -> {}
        case FindResult.Unknown(var why) -> {
          LOG.info("order {}: {} gave no answer: {}", order.id(), store.code(), why);
          if (mustKnow || asked.isBefore(caution.since().plus(store.rules().holdFor()))) {
            return new Finding.Later(pause(caution, asked));
          }
          isTold = false;
        }
      }
    }
    if (!found.isEmpty()) {
      return new Finding.Found(found);
    }
    // An unnoticed loss most likely did not happen: a store that cannot answer for so long does not
    // stop the order, and the order is not marked as verified.
    return isTold ? absent(loaded, finds, caution, asked) : new Finding.Clear();
  }

  /// The next attempt and those that may have been made after it before the loss: as many as the
  /// settings allow an order, since a person may have resumed it beyond that.
  private List<Integer> numbers(Order order) {
    int next = order.attempts() + 1;
    int ahead = Math.max(LEAST_AHEAD, settings.attempts());
    return IntStream.range(next, next + ahead).boxed().toList();
  }

  private boolean isVerified(Order order, Caution caution) {
    return jdbi.withHandle(handle -> repository.isVerified(handle, order.key(), caution.since()));
  }

  /// The store has none of them. A lost attempt may still have been under way when the loss was
  /// noticed, so the absence counts only from when it can no longer arrive.
  private Finding absent(Loaded loaded, FindsOrders finds, Caution caution, Instant asked) {
    Order order = loaded.order();
    if (caution.level() == Level.VERIFY) {
      Instant settled =
          caution
              .since()
              .plus(settings.placeTimeout())
              .plus(finds.settlesWithin())
              .plus(JumpingTime.jumpedSince(system, caution.since()));
      if (asked.isBefore(settled)) {
        return new Finding.Later(Duration.between(asked, settled).plusMillis(1));
      }
      if (!caution.absenceCounts()) {
        return new Finding.Ask(
            "attempts from before this server's update had ids by which the store cannot be asked");
      }
      if (order.isBundle() || order.spec().bundle().waits()) {
        return new Finding.Ask("a bundled order may have been bought in another bundle before");
      }
    }
    jdbi.useTransaction(
        handle -> repository.verify(handle, order.key(), "store", system.instant()));
    return new Finding.Clear();
  }

  private Duration pause(Caution caution, Instant now) {
    return JobResult.Snooze.quarterOf(
        Duration.between(caution.since(), now), FIRST_PAUSE, LONGEST_PAUSE);
  }

  private static FindResult ask(
      Loaded loaded, StoreSession session, FindsOrders finds, AttemptId attempt) {
    Order order = loaded.order();
    List<Line> lines =
        order.spec().lines().stream()
            .map(l -> new Line(l.productId(), null, l.quantity(), l.variants(), l.shipTo()))
            .toList();
    FindOrder question =
        new FindOrder(
            attempt,
            "",
            Quoter.request(order, loaded.secrets(), attempt, lines),
            order.createdAt());
    try {
      return session.ask(() -> finds.find(session, question));
    } catch (RuntimeException e) {
      return new FindResult.Unknown("the store could not be asked: " + e.getMessage());
    }
  }
}
