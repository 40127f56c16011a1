package dev.brass.server.order;

import dev.brass.server.connect.Stores;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.OrderEvent.OperatorDecided;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.RequiredAction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Applies operators' decisions on orders in doubt. Money, messages and the next job are stored in
/// the commit of the decision. Thread-safe.
final class Resolver {

  private final Jdbi jdbi;
  private final OrderWriter writer;
  private final OrderReads reads;
  private final SafetyRepository safety;
  private final AttemptIds ids;
  private final Stores stores;
  private final Jobs jobs;
  private final OrderJson json;
  private final InstantSource system;

  Resolver(
      Jdbi jdbi,
      OrderWriter writer,
      OrderReads reads,
      SafetyRepository safety,
      AttemptIds ids,
      Stores stores,
      Jobs jobs,
      OrderJson json,
      InstantSource system) {
    this.jdbi = jdbi;
    this.writer = writer;
    this.reads = reads;
    this.safety = safety;
    this.ids = ids;
    this.stores = stores;
    this.jobs = jobs;
    this.json = json;
    this.system = system;
  }

  /// Decides; empty when there is no such order.
  Optional<Resolved> resolve(OrderKey key, Resolution resolution, String actor, String note) {
    return writer.decideIfThere(key, loaded -> decided(loaded, resolution, actor, note));
  }

  /// Empty when the order has changed meanwhile.
  private Optional<Resolved> decided(
      Loaded loaded, Resolution resolution, String actor, String note) {
    if (!isUndecided(loaded.order().state())) {
      return Optional.of(new Resolved.NotInDoubt(loaded.order()));
    }
    return switch (resolution) {
      case Resolution.PlacedUnder(var number, var total) ->
          placed(loaded, number, total, actor, note);
      case Resolution.NeverPlaced _ -> neverPlaced(loaded, actor, note);
      case Resolution.LookAgain _ -> lookAgain(loaded);
    };
  }

  private static boolean isUndecided(OrderState state) {
    return switch (state) {
      case OrderState.InDoubt _, OrderState.NeedsAction _ -> true;
      case OrderState.Failed failed -> failed.isProbablyPlaced();
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.Retrying _,
          OrderState.Placed _,
          OrderState.Cancelled _,
          OrderState.CancelledByRetailer _ ->
          false;
    };
  }

  private Optional<AttemptRow> lastAttempt(Order order) {
    return order.attempts() == 0 ? Optional.empty() : reads.attempt(order.key(), order.attempts());
  }

  private Optional<Resolved> placed(
      Loaded loaded, String number, @Nullable Money total, String actor, String note) {
    Order order = loaded.order();
    Optional<AttemptRow> row = lastAttempt(order).filter(last -> last.sent() != null);
    Money price = total;
    if (price == null) {
      price = row.map(this::expected).orElse(null);
    }
    if (price == null) {
      return Optional.of(
          new Resolved.Incomplete(
              "no attempt has the cost of the order; enter what the store charges (total and"
                  + " currency)"));
    }
    Instant now = OrderTime.of(system, loaded).now();
    Money none = Money.zero(price.currency());
    Placement placement =
        new Placement(
            List.of(
                new MerchantOrder(
                    number,
                    order.spec().store(),
                    null,
                    now,
                    order.spec().lines().stream().map(OrderLine::productId).toList(),
                    null,
                    null)),
            PriceComponents.of(price, none, none));
    Happening happening =
        Happening.of(
                new OperatorDecided(now, actor, "the store has it as " + number, note),
                new OrderEvent.Accepted(now, placement, true))
            .with(
                row.map(last -> last.ended(AttemptRow.Status.PLACED, now, null))
                    .orElseGet(() -> byHand(loaded, now)));
    return decided(
        loaded,
        TrackingHandler.follows(stores, order)
            ? happening.then(OrderJobs.track(order, TrackingPace.FIRST_LOOK))
            : happening);
  }

  private @Nullable Money expected(AttemptRow row) {
    return json.read(Objects.requireNonNull(row.sent()), AttemptRecord.class).expected();
  }

  /// An attempt that is not in this database.
  private AttemptRow byHand(Loaded loaded, Instant now) {
    int number = loaded.order().attempts() + 1;
    return new AttemptRow(
        number, ids.of(loaded, number), AttemptRow.Status.PLACED, null, null, null, null, now, now);
  }

  private Optional<Resolved> neverPlaced(Loaded loaded, String actor, String note) {
    Order order = loaded.order();
    if (order.state() instanceof OrderState.InDoubt doubt
        && system.instant().isBefore(doubt.settledAt())) {
      return Optional.of(new Resolved.TooEarly(doubt.settledAt()));
    }
    Instant now = OrderTime.of(system, loaded).now();
    OperatorDecided word = new OperatorDecided(now, actor, "the store never had it", note);
    OrderError error =
        new OrderError(
            ErrorCode.INTERNAL_ERROR,
            "The store did not get the order, as its operator found out.");
    Happening happening =
        switch (order.state()) {
          case OrderState.InDoubt doubt -> {
            AttemptRow row =
                reads
                    .attempt(order.key(), doubt.number())
                    .orElseThrow()
                    .ended(AttemptRow.Status.ABSENT, now, null);
            OrderEvent retries = new OrderEvent.RetryScheduled(now, error, now);
            yield doubt.abort() == null
                ? Happening.of(word, retries).with(row).then(place(loaded))
                : Happening.of(word, retries, new OrderEvent.Cancelled(now, doubt.abort()))
                    .with(row);
          }
          case OrderState.NeedsAction _ ->
              Happening.of(word, new OrderEvent.ActionTaken(now)).then(place(loaded));
          case OrderState.Failed _ -> Happening.of(word, new OrderEvent.Refused(now, error));
          case OrderState.Queued _,
              OrderState.Bundling _,
              OrderState.Bundled _,
              OrderState.Placing _,
              OrderState.Retrying _,
              OrderState.Placed _,
              OrderState.Cancelled _,
              OrderState.CancelledByRetailer _ ->
              throw new IllegalArgumentException("nothing is in doubt about " + order.id());
        };
    // First, so that the next attempt finds it; it is also true if the order changes otherwise.
    jdbi.useTransaction(handle -> safety.verify(handle, order.key(), actor, system.instant()));
    return decided(loaded, happening);
  }

  private static NewJob place(Loaded loaded) {
    return OrderJobs.place(loaded.order(), loaded.secrets().credential(), Duration.ZERO);
  }

  /// For an order that waits for a person, the next attempt asks the store.
  private Optional<Resolved> lookAgain(Loaded loaded) {
    Order order = loaded.order();
    if (order.state() instanceof OrderState.NeedsAction needs
        && needs.action().kind() != RequiredAction.Kind.STORE_VERIFICATION) {
      return Optional.of(new Resolved.NotInDoubt(order));
    }
    if (order.state() instanceof OrderState.NeedsAction) {
      Instant now = OrderTime.of(system, loaded).now();
      return decided(loaded, Happening.of(new OrderEvent.ActionTaken(now)).then(place(loaded)));
    }
    jdbi.useTransaction(handle -> jobs.enqueue(handle, List.of(OrderJobs.lookOnce(loaded))));
    jobs.wake();
    return Optional.of(new Resolved.Done(order));
  }

  private Optional<Resolved> decided(Loaded loaded, Happening happening) {
    return writer.happen(loaded, happening).map(Resolved.Done::new);
  }
}
