package dev.brass.server.order;

import dev.brass.server.connect.Stores;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The `settle-bundle` job: gives each member of a bundle that is at its end its part of it, member
/// by member. *A crash here* leaves some of them waiting for theirs, and the job runs again.
///
/// A bundle that was placed is divided ([BundleShares]), and each member is followed for itself
/// from then on. One that was refused for the sake of one member fails that one, and the others
/// wait for another bundle; what concerns the payment or the account fails all; and where the store
/// does not say whom it means, each is bought alone, so that it fails or succeeds for itself.
final class BundleSettlingHandler implements JobHandler {

  private static final int DECIDE_AGAIN = 5;

  private final OrderWriter writer;
  private final Stores stores;
  private final InstantSource system;

  BundleSettlingHandler(OrderWriter writer, Stores stores, InstantSource system) {
    this.writer = writer;
    this.stores = stores;
    this.system = system;
  }

  @Override
  public JobResult run(Job job) {
    TenantId tenant = new TenantId(job.tenantId());
    Optional<Loaded> found = writer.load(new OrderKey(tenant, new OrderId(job.subject())));
    if (found.isEmpty() || !found.get().order().state().isFinal()) {
      return new JobResult.Cancel("there is no bundle at its end");
    }
    Order bundle = found.get().order();
    List<BundleMember> members = bundle.spec().members();
    for (int i = 0; i < members.size(); i++) {
      if (!settle(bundle, i)) {
        return new JobResult.RetryLater("order " + members.get(i).order() + " kept changing");
      }
    }
    return JobResult.done();
  }

  private boolean settle(Order bundle, int index) {
    OrderKey key = new OrderKey(bundle.key().tenant(), bundle.spec().members().get(index).order());
    for (int i = 0; i < DECIDE_AGAIN; i++) {
      Optional<Loaded> found = writer.load(key);
      if (found.isEmpty()) {
        // Deleted with its tenant's data; the others get their parts all the same.
        return true;
      }
      Loaded member = found.get();
      Optional<Happening> outcome =
          switch (member.order().state()) {
            case OrderState.Bundled bundled when bundled.bundle().equals(bundle.id()) ->
                Optional.of(outcome(bundle, index, member, bundled));
            case OrderState.Failed failed when failed.isProbablyPlaced() ->
                late(bundle, index, member);
            case OrderState.Queued _,
                OrderState.Bundling _,
                OrderState.Bundled _,
                OrderState.Placing _,
                OrderState.InDoubt _,
                OrderState.Retrying _,
                OrderState.NeedsAction _,
                OrderState.Placed _,
                OrderState.Failed _,
                OrderState.Cancelled _,
                OrderState.CancelledByRetailer _ ->
                Optional.empty();
          };
      if (outcome.isEmpty() || writer.happen(member, outcome.get()).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /// A bundle that nobody could tell anything of has turned out to be bought, or not.
  private Optional<Happening> late(Order bundle, int index, Loaded member) {
    Instant now = OrderTime.of(system, member).now();
    return switch (bundle.state()) {
      case OrderState.Placed(var placement, _, _, _) ->
          Optional.of(placed(bundle, index, member, placement, now));
      case OrderState.Failed failed when !failed.isProbablyPlaced() ->
          Optional.of(Happening.of(new OrderEvent.Refused(now, failed.error())));
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Failed _,
          OrderState.Cancelled _,
          OrderState.CancelledByRetailer _ ->
          Optional.empty();
    };
  }

  private Happening outcome(Order bundle, int index, Loaded member, OrderState.Bundled bundled) {
    Instant now = OrderTime.of(system, member).now();
    return switch (bundle.state()) {
      case OrderState.Placed(var placement, _, _, _) ->
          placed(bundle, index, member, placement, now);
      case OrderState.CancelledByRetailer c -> placed(bundle, index, member, c.placement(), now);
      case OrderState.Failed(var error) -> failed(bundle, index, member, bundled, error, now);
      case OrderState.Cancelled(var reason) -> leaves(member, bundled, reason, false, now);
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _ ->
          throw new IllegalStateException("the bundle " + bundle.id() + " is not at its end");
    };
  }

  private Happening placed(Order bundle, int index, Loaded member, Placement whole, Instant now) {
    Placement share = BundleShares.of(whole, bundle.spec().members(), index);
    Happening accepted = Happening.of(new OrderEvent.Accepted(now, share, false));
    Order order = member.order();
    return TrackingHandler.follows(stores, order)
        ? accepted.then(OrderJobs.track(order, TrackingPace.FIRST_LOOK))
        : accepted;
  }

  private static Happening failed(
      Order bundle,
      int index,
      Loaded member,
      OrderState.Bundled bundled,
      OrderError error,
      Instant now) {
    List<BundleMember> members = bundle.spec().members();
    Object product = error.data().getOrDefault("product_id", "");
    Optional<BundleMember> culprit =
        members.stream().filter(m -> m.productIds().contains(product)).findFirst();
    if (error.code() == ErrorCode.ORDER_PROBABLY_PLACED) {
      return Happening.of(new OrderEvent.GaveUp(now, error));
    }
    boolean own = culprit.isPresent() && culprit.get().equals(members.get(index));
    if (members.size() == 1 || own || (culprit.isEmpty() && concernsAll(error))) {
      return Happening.of(new OrderEvent.Refused(now, error));
    }
    return leaves(
        member,
        bundled,
        "another order of it was refused: " + error.code().v1Code(),
        culprit.isEmpty(),
        now);
  }

  private static boolean concernsAll(OrderError error) {
    return switch (error.code().category()) {
      case PAYMENT, ACCOUNT, STORE -> true;
      case REQUEST, PRODUCT, PRICE, SHIPPING, ADDRESS, GIFT -> false;
    };
  }

  private static Happening leaves(
      Loaded member, OrderState.Bundled bundled, String why, boolean alone, Instant now) {
    OrderEvent left =
        alone ? new OrderEvent.Unbundled(now, why) : new OrderEvent.LeftBundle(now, why);
    if (bundled.abort() != null) {
      return Happening.of(left, new OrderEvent.Cancelled(now, bundled.abort()));
    }
    Order order = member.order();
    return Happening.of(left)
        .then(
            alone
                ? OrderJobs.place(order, member.secrets().credential(), Duration.ZERO)
                : OrderJobs.bundle(order, member.secrets().credential(), Duration.ZERO));
  }
}
