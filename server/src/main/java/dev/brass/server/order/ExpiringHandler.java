package dev.brass.server.order;

import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.RequiredAction;
import java.time.InstantSource;
import java.util.Optional;

/// The `expire-action` job: fails an order whose required action was not taken in time; one that
/// had to be looked up at its store fails as probably placed. An order that meanwhile needs a
/// second action has another job for it; this one then finds it too early and leaves it.
final class ExpiringHandler implements JobHandler {

  private final OrderWriter writer;
  private final InstantSource system;

  ExpiringHandler(OrderWriter writer, InstantSource system) {
    this.writer = writer;
    this.system = system;
  }

  /// The order still fails: nothing else would fail it.
  @Override
  public JobResult end(Job job, String why) {
    return run(job);
  }

  @Override
  public JobResult run(Job job) {
    OrderKey key = OrderJobs.order(job);
    Optional<Loaded> loaded = writer.load(key);
    if (loaded.isEmpty() || !(loaded.get().order().state() instanceof OrderState.NeedsAction)) {
      return JobResult.done();
    }
    var now = OrderTime.of(system, loaded.get()).now();
    if (loaded.get().order().updatedAt().plus(Orders.ACTION_EXPIRES_AFTER).isAfter(now)) {
      return JobResult.done();
    }
    boolean verifies =
        ((OrderState.NeedsAction) loaded.get().order().state()).action().kind()
            == RequiredAction.Kind.STORE_VERIFICATION;
    OrderEvent end =
        verifies
            ? new OrderEvent.GaveUp(now, ErrorCode.ORDER_PROBABLY_PLACED.error())
            : new OrderEvent.Refused(now, ErrorCode.MANUAL_REVIEW_REQUIRED.error());
    return writer.happen(loaded.get(), Happening.of(end).settling(job)).isPresent()
        ? JobResult.done()
        : new JobResult.RetryLater("the order changed");
  }
}
