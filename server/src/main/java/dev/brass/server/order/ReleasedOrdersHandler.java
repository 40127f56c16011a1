package dev.brass.server.order;

import dev.brass.server.db.Database;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderHistoryRepository.Waiting;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.server.order.ReleasedOrders.Release;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.recovery.Recovery;
import dev.brass.spi.RequiredAction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `resume-released` job: resumes orders that wait for a look at their store after an operator
/// has released it. The release is recorded as the operator's decision for each of them, so that a
/// node that does not know of it yet also buys them.
///
/// Nodes learn of a release within seconds; until then they may set more orders aside. So the
/// orders are scanned again until no node can do that any more. *A crash* leaves the job, which
/// starts again and skips the orders that are already resumed.
final class ReleasedOrdersHandler implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ReleasedOrdersHandler.class);
  private static final int PAGE = 500;
  private static final Duration BETWEEN = Duration.ofSeconds(15);

  /// Longer than a node needs to learn of a release and to end a look at a store that it began
  /// before.
  private static final Duration ALL_HAVE_HEARD = Duration.ofMinutes(3);

  private final Jdbi jdbi;
  private final OrderWriter writer;
  private final LookBack lookBack;
  private final Recovery recovery;
  private final SafetyRepository safety;
  private final OrderJson json;
  private final InstantSource system;
  private final OrderHistoryRepository repository;

  ReleasedOrdersHandler(
      Jdbi jdbi,
      OrderWriter writer,
      LookBack lookBack,
      Recovery recovery,
      SafetyRepository safety,
      OrderJson json,
      PersonalData personal,
      InstantSource system) {
    this.jdbi = jdbi;
    this.repository = new OrderHistoryRepository(personal);
    this.writer = writer;
    this.lookBack = lookBack;
    this.recovery = recovery;
    this.safety = safety;
    this.json = json;
    this.system = system;
  }

  @Override
  public JobResult run(Job job) {
    Release release = json.read(job.payload(), Release.class);
    Instant begun = system.instant();
    recovery.refresh();
    int resumed = 0;
    UUID after = new UUID(0, 0);
    List<Waiting> page;
    do {
      UUID from = after;
      page =
          Database.patient(jdbi)
              .withHandle(handle -> repository.waiting(handle, release.store(), from, PAGE));
      for (Waiting waiting : page) {
        resumed += resume(waiting.order(), release) ? 1 : 0;
        after = waiting.job();
      }
    } while (page.size() == PAGE);
    if (resumed > 0) {
      LOG.info("{} orders that waited for the release by {} continue", resumed, release.by());
    }
    return begun.isBefore(release.at().plus(ALL_HAVE_HEARD))
        ? new JobResult.GoOn(BETWEEN)
        : JobResult.done();
  }

  @Override
  public JobResult end(Job job, String why) {
    Release release = json.read(job.payload(), Release.class);
    LOG.error(
        "orders that waited for the release of {} by {} may still wait ({}); release again",
        release.store() == null ? "all stores" : release.store(),
        release.by(),
        why);
    return new JobResult.Cancel(why);
  }

  private boolean resume(OrderKey key, Release release) {
    // Before the check for a loss: a loss that is noticed after this instant revokes the release
    // for this order, too.
    Instant decided = system.instant();
    Optional<Loaded> loaded = writer.load(key);
    if (loaded.isEmpty() || !waitsForNothingElse(loaded.get().order())) {
      return false;
    }
    // First, so that the next attempt finds it; it is also true if the order changes otherwise.
    jdbi.useTransaction(handle -> safety.verify(handle, key, release.by(), decided));
    Instant now = OrderTime.of(system, loaded.get()).now();
    Happening happening =
        Happening.of(
                new OrderEvent.OperatorDecided(
                    now, release.by(), "the store is released from the recovery", release.note()),
                new OrderEvent.ActionTaken(now))
            .then(
                OrderJobs.place(
                    loaded.get().order(), loaded.get().secrets().credential(), Duration.ZERO));
    // One that changes at this moment is found again, or is decided otherwise.
    return writer.happen(loaded.get(), happening).isPresent();
  }

  /// A later loss revokes the release.
  private boolean waitsForNothingElse(Order order) {
    return order.state() instanceof OrderState.NeedsAction(var action, _)
        && action.kind() == RequiredAction.Kind.STORE_VERIFICATION
        && !lookBack.isUnverified(order);
  }
}
