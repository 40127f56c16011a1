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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `settle-bundle` job: gives each member of a finished bundle its part, member by member. *A
/// crash here* leaves some of them waiting, and the job runs again.
///
/// A bundle that was placed is divided ([BundleShares]), and each member is tracked by itself from
/// then on. If it was refused because of one member, that one fails and the others wait for another
/// bundle. An error of the payment or the account fails all. If the store does not say which member
/// is at fault, each is bought alone and fails or succeeds by itself.
final class BundleSettlingHandler implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(BundleSettlingHandler.class);

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
      return new JobResult.Cancel("there is no finished bundle");
    }
    return settleAll(found.get().order(), this::outcome);
  }

  /// Members that cannot get their part fail, so that they do not wait and hold money for ever.
  /// They fail as probably placed where the store has the bundle, so that an operator can place
  /// them under its number.
  @Override
  public JobResult end(Job job, String why) {
    OrderKey key = OrderJobs.order(job);
    Optional<Loaded> found = writer.load(key);
    if (found.isEmpty() || !found.get().order().state().isFinal()) {
      return JobResult.done();
    }
    Order bundle = found.get().order();
    try {
      if (settleAll(bundle, this::outcome) instanceof JobResult.Done done) {
        return done;
      }
    } catch (RuntimeException e) {
      LOG.error("bundle {}: its members cannot be given their parts", bundle.id(), e);
    }
    return settleAll(bundle, (whole, _, member, _) -> withoutPart(whole, member, why));
  }

  /// The change to a member that waits for its part.
  private interface Part {
    Happening of(Order bundle, int index, Loaded member, OrderState.Bundled bundled);
  }

  /// One member that cannot be settled does not block the others.
  private JobResult settleAll(Order bundle, Part part) {
    List<BundleMember> members = bundle.spec().bundle().members();
    JobResult result = JobResult.done();
    RuntimeException failure = null;
    for (int i = 0; i < members.size(); i++) {
      try {
        if (!settle(bundle, i, part)) {
          result = new JobResult.RetryLater("order " + members.get(i).order() + " kept changing");
        }
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return result;
  }

  private Happening withoutPart(Order bundle, Loaded member, String why) {
    Instant now = OrderTime.of(system, member).now();
    Order order = member.order();
    if (!mayBeBought(bundle.state())) {
      String message = "The outcome of its bundle could not be applied to the order. " + why + ".";
      return Happening.of(
          new OrderEvent.Refused(now, new OrderError(ErrorCode.INTERNAL_ERROR, message)));
    }
    LOG.error(
        "order {}: its part of the bundle {} could not be given to it, and the store has the"
            + " bundle: resolve it as placed under the bundle's number",
        order.id(),
        bundle.id());
    return Happening.of(new OrderEvent.GaveUp(now, ErrorCode.ORDER_PROBABLY_PLACED.error()));
  }

  private static boolean mayBeBought(OrderState bundle) {
    return switch (bundle) {
      case OrderState.Placed _, OrderState.CancelledByRetailer _ -> true;
      case OrderState.Failed failed -> failed.isProbablyPlaced();
      case OrderState.Cancelled _,
          OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _ ->
          false;
    };
  }

  private boolean settle(Order bundle, int index, Part part) {
    OrderKey key =
        new OrderKey(bundle.key().tenant(), bundle.spec().bundle().members().get(index).order());
    // A member that is gone was deleted with its tenant's data; the others still get their parts.
    return writer
        .decide(
            key,
            () -> true,
            member -> {
              Optional<Happening> outcome = outcome(bundle, index, part, member);
              return outcome.isEmpty() || writer.happen(member, outcome.get()).isPresent()
                  ? Optional.of(true)
                  : Optional.empty();
            })
        .orElse(false);
  }

  private Optional<Happening> outcome(Order bundle, int index, Part part, Loaded member) {
    return switch (member.order().state()) {
      case OrderState.Bundled bundled when bundled.bundle().equals(bundle.id()) ->
          Optional.of(part.of(bundle, index, member, bundled));
      case OrderState.Failed failed when failed.isProbablyPlaced() -> late(bundle, index, member);
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
  }

  /// A bundle whose outcome was unknown has turned out to be bought, or not.
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
          throw new IllegalStateException("the bundle " + bundle.id() + " is not final");
    };
  }

  private Happening placed(Order bundle, int index, Loaded member, Placement whole, Instant now) {
    Placement share = BundleShares.of(whole, bundle.spec().bundle().members(), index);
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
    List<BundleMember> members = bundle.spec().bundle().members();
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
