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

/// The look at a store before an order is bought, for attempts that the database may have
/// forgotten. It asks for the attempt that would come next and for those after it, which an earlier
/// life may have made, by their derived ids. Thread-safe.
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

  /// What may be done with an order now.
  sealed interface Finding {

    /// It may be bought.
    record Clear() implements Finding {}

    /// The store has orders of attempts that this database knows nothing of; at least one.
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

  /// An attempt that the store has an order of.
  record Lost(AttemptId id, int number, Placement placement) {}

  /// Changes whenever history turns out to be lost.
  long epoch() {
    return recovery.epoch();
  }

  /// Whether the order may have been bought in a time that the database has forgotten, and nobody
  /// has found out yet.
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

  /// Looks, if the order calls for it.
  ///
  /// @param session one in which the store was found to take questions
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
          return new Finding.Ask("the store has it, and does not tell its number");
        }
        case FindResult.Found(var placement) -> found.add(new Lost(attempt, number, placement));
        case FindResult.Absent _ -> {}
        case FindResult.Unknown(var why) -> {
          LOG.info("order {}: {} could not tell: {}", order.id(), store.code(), why);
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
    // What nobody noticed has most likely not happened: a store that cannot tell for so long does
    // not stop it, and nothing says that it was asked.
    return isTold ? absent(loaded, finds, caution, asked) : new Finding.Clear();
  }

  /// The attempt that comes next, and those that an earlier life may have made after it: as many as
  /// an order has by itself, since a person may have let it go on beyond that.
  private List<Integer> numbers(Order order) {
    int next = order.attempts() + 1;
    int ahead = Math.max(LEAST_AHEAD, settings.attempts());
    return IntStream.range(next, next + ahead).boxed().toList();
  }

  private boolean isVerified(Order order, Caution caution) {
    return jdbi.withHandle(handle -> repository.isVerified(handle, order.key(), caution.since()));
  }

  /// The store has none of them. A lost attempt may still have been on its way when the loss was
  /// found out, so that the absence counts from when it can have arrived no more.
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
      if (order.isBundle() || order.spec().bundled()) {
        return new Finding.Ask(
            "an order that is bought together with others may have been bought in other company"
                + " before");
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
