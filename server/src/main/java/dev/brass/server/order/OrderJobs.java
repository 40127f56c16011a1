package dev.brass.server.order;

import dev.brass.server.account.Accounts;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.LogInLane;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobResult;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The jobs that move orders on.
final class OrderJobs {

  /// Tries to place a queued or retrying order. Deleted when the attempt has an outcome.
  static final String PLACE = "place-order";

  /// Checks whether enough orders can be bought together with this one. Deleted when it is in a
  /// bundle or final.
  static final String BUNDLE = "bundle-order";

  /// Applies the outcome of a bundle to its members. Deleted when all have it.
  static final String SETTLE_BUNDLE = "settle-bundle";

  /// Asks the store about an order in doubt. Deleted when it is no longer in doubt.
  static final String RECONCILE = "reconcile-order";

  /// The payload of a single look at the store.
  static final String ONCE = "once";

  /// Asks the store for the progress of a placed order. Deleted when every parcel has arrived, or
  /// after too long without news.
  static final String TRACK = "track-order";

  /// Fails an order whose required action was not taken.
  static final String EXPIRE_ACTION = "expire-action";

  /// Resumes orders that waited for the release of their store from recovery. Deleted when no node
  /// can set one aside any more.
  static final String RESUME_RELEASED = "resume-released";

  private static final Duration MONTH = Duration.ofDays(31);

  private OrderJobs() {}

  /// The end of each job kind, so that no job exists for ever.
  static JobEnd end(String kind) {
    return switch (kind) {
      case PLACE ->
          JobEnd.within(
              Duration.ofDays(366),
              "The attempt has an outcome: the order is placed, failed, in doubt, or has"
                  + " a job for the"
                  + " next of its attempts (`orders.attempts`).",
              "An order that was never placed fails with `internal_error`; one that a store may be"
                  + " buying is in doubt.");
      case RECONCILE ->
          JobEnd.within(
              MONTH.plusDays(7),
              "The store answers, or was asked `orders.reconcile-attempts` times; then the"
                  + " order fails as"
                  + " `order_probably_placed`, and the store is looked at for 30 days more.",
              "The order fails as `order_probably_placed`.");
      case BUNDLE ->
          JobEnd.within(
              MONTH,
              "The order is in a bundle, six hours after it came at the latest, or it is off.",
              "The order fails with `internal_error`.");
      case SETTLE_BUNDLE ->
          JobEnd.within(
              MONTH,
              "Every member has its part of the bundle.",
              "A member that cannot get its part fails: as `order_probably_placed` where the store"
                  + " may have the bundle, else with `internal_error`.");
      case TRACK ->
          JobEnd.within(
              TrackingPace.GIVES_UP_AFTER.plus(MONTH),
              "Every parcel has arrived or the store has cancelled the order; after 90"
                  + " days, however"
                  + " the store answers, the store is not asked any more.",
              "The timeline says that the order is no longer followed.");
      case EXPIRE_ACTION ->
          JobEnd.within(
              MONTH,
              "The order was resumed or cancelled, or fails after seven days.",
              "The order fails.");
      case RESUME_RELEASED ->
          JobEnd.within(
              MONTH,
              "Every order that waited for an operator's release of its store goes on, and"
                  + " every node has heard of the release, which takes three minutes.",
              "An error in the log asks for another release.");
      case Accounts.ERASE ->
          JobEnd.within(
              Duration.ofDays(400),
              "No order needs the deleted account's log-in any more: none is in doubt,"
                  + " and none that"
                  + " was bought with it is followed, which ends after 90 days.",
              "The copies are erased all the same.");
      default -> throw new IllegalArgumentException("no end is stated for the kind " + kind);
    };
  }

  static NewJob place(Order order, @Nullable Credential credential, Duration delay) {
    return atStore(order, PLACE, lane(order, credential), delay);
  }

  /// Only one job at a time looks at orders that may be bought together.
  static NewJob bundle(Order order, @Nullable Credential credential, Duration delay) {
    return atStore(order, BUNDLE, "bundle/" + BundleQueue.name(order, credential), delay);
  }

  static NewJob settleBundle(Order bundle) {
    return job(bundle, SETTLE_BUNDLE, null, Duration.ZERO);
  }

  static NewJob reconcile(Loaded loaded, Duration delay) {
    return atStore(
        loaded.order(), RECONCILE, lane(loaded.order(), loaded.secrets().credential()), delay);
  }

  /// One look at the store now, in addition to the planned ones.
  static NewJob lookOnce(Loaded loaded) {
    NewJob planned = reconcile(loaded, Duration.ZERO);
    return NewJob.of(planned.kind(), planned.tenantId(), planned.subject())
        .payload(ONCE)
        .lane(planned.lane())
        .after(planned.delay())
        .following(planned.clock());
  }

  static NewJob track(Order order, Duration delay) {
    return atStore(order, TRACK, null, delay);
  }

  static NewJob expireAction(Order order, Duration delay) {
    return job(order, EXPIRE_ACTION, null, delay);
  }

  /// The order that a job is about.
  static OrderKey order(Job job) {
    return new OrderKey(new TenantId(job.tenantId()), new OrderId(job.subject()));
  }

  /// The end of a run whose order was changed by others whenever it was about to change it.
  static JobResult keptChanging() {
    return new JobResult.RetryLater("the order kept changing");
  }

  static @Nullable String lane(Order order, @Nullable Credential credential) {
    return LogInLane.of(order.spec().store(), order.key().tenant(), credential);
  }

  /// A job whose handler asks the order's store.
  private static NewJob atStore(Order order, String kind, @Nullable String lane, Duration delay) {
    NewJob job = job(order, kind, lane, delay);
    String store = ConfiguredStore.key(order.spec().store(), order.isSandbox());
    return job.in(job.scope().at(store));
  }

  private static NewJob job(Order order, String kind, @Nullable String lane, Duration delay) {
    UUID clock = order.clock();
    return NewJob.of(kind, order.key().tenant().value(), order.id().value())
        .lane(lane)
        .after(delay)
        .following(clock)
        .in(JobScope.test(order.mode() == Mode.TEST));
  }
}
