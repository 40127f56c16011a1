package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Purpose;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.OptimisticLoop;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.server.order.StrayPurchase.Settlement;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.AttemptId;
import dev.brass.spi.CancelResult;
import dev.brass.spi.CancelsOrders;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stray purchases: kept, recorded in the order's timeline, and settled by operators. Thread-safe.
public final class StrayPurchases {

  private static final Logger LOG = LoggerFactory.getLogger(StrayPurchases.class);
  private static final OptimisticLoop LOOP = new OptimisticLoop(20);
  private static final int LARGEST_PAGE = 1_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Jdbi jdbi;
  private final OrderWriter writer;
  private final SafetyRepository repository;
  private final Stores stores;
  private final StoreAccess access;
  private final InstantSource system;

  StrayPurchases(
      Jdbi jdbi,
      OrderWriter writer,
      SafetyRepository repository,
      Stores stores,
      StoreAccess access,
      InstantSource system) {
    this.jdbi = jdbi;
    this.writer = writer;
    this.repository = repository;
    this.stores = stores;
    this.access = access;
    this.system = system;
  }

  /// Keeps a purchase. Repeatable.
  ///
  /// It is recorded in the timeline of the order, and of a bundle's members, in the same commit. If
  /// the order is gone or changes too fast, it is still kept.
  ///
  /// @param row the attempt that bought it
  /// @param why one sentence
  void keep(Order order, AttemptRow row, Placement placement, String why) {
    StrayPurchase stray =
        new StrayPurchase(
            order.key(),
            row.id(),
            row.number(),
            order.spec().store(),
            placement,
            why,
            system.instant(),
            null);
    if (get(stray.order(), stray.attempt()).isPresent()) {
      return;
    }
    LOG.error(
        "order {}: {} has an order of attempt {} that the order does not wait for any more: {}. {}."
            + " Settle it at /admin/stray-purchases",
        order.id(),
        stray.store(),
        stray.number(),
        numbers(placement),
        why);
    boolean told =
        LOOP.run(
                told(order, stray),
                () -> told(order, stray),
                timelines ->
                    timelines.isEmpty()
                        ? Optional.of(false)
                        : writer.happenTogether(timelines, writes -> repository.keep(writes, stray))
                            ? Optional.of(true)
                            : Optional.empty())
            .orElse(false);
    if (told) {
      return;
    }
    LOG.warn(
        "the purchase of order {} is in no timeline: it is gone, or kept changing", order.id());
    WriteBatch alone = new WriteBatch();
    repository.keep(alone, stray);
    jdbi.useTransaction(alone::run);
    jdbi.withHandle(handle -> repository.placedBy(handle, stray.order(), stray.attempt()))
        .flatMap(writer::load)
        .ifPresent(again -> recognize(again.order(), stray.attempt()));
  }

  /// Settles the stray purchase of a lost order when the client has submitted that order again: the
  /// new order has the same attempt, so the purchase belongs to it.
  ///
  /// @param order the order after it was placed
  void recognize(Order order, AttemptId attempt) {
    TenantId tenant = order.key().tenant();
    for (StrayPurchase stray :
        jdbi.withHandle(handle -> repository.strays(handle, tenant, attempt))) {
      if (isOf(order, stray.placement())
          && settle(
              stray,
              Settlement.KEPT,
              "brass",
              "It is the purchase of order %s, which was submitted again".formatted(order.id()))) {
        LOG.info(
            "order {}: what was found at {} is the purchase of order {}, settled",
            stray.order().id(),
            stray.store(),
            order.id());
      }
    }
  }

  /// Whether the order already contains this purchase.
  static boolean isOf(Order order, Placement placement) {
    List<String> ids = numbers(placement);
    Placement known =
        switch (order.state()) {
          case OrderState.Placed p -> p.placement();
          case OrderState.CancelledByRetailer c -> c.placement();
          case OrderState.Queued _,
              OrderState.Bundling _,
              OrderState.Bundled _,
              OrderState.Placing _,
              OrderState.InDoubt _,
              OrderState.Retrying _,
              OrderState.NeedsAction _,
              OrderState.Failed _,
              OrderState.Cancelled _ ->
              null;
        };
    return known != null && numbers(known).stream().anyMatch(ids::contains);
  }

  /// The order and, if it is a bundle, its members; without those that do not exist.
  private Map<Loaded, Happening> told(Order order, StrayPurchase stray) {
    Stream<OrderId> members = order.spec().bundle().members().stream().map(BundleMember::order);
    Map<Loaded, Happening> told = new LinkedHashMap<>();
    Stream.concat(Stream.of(order.id()), members)
        .flatMap(id -> writer.load(new OrderKey(order.key().tenant(), id)).stream())
        .forEach(
            loaded ->
                told.put(
                    loaded,
                    Happening.of(
                        new OrderEvent.StrayPurchaseFound(
                            OrderTime.of(system, loaded).now(),
                            stray.attempt(),
                            stray.number(),
                            numbers(stray.placement()),
                            stray.placement().price().total(),
                            stray.why()))));
    return told;
  }

  private static List<String> numbers(Placement placement) {
    return placement.merchantOrders().stream().map(MerchantOrder::id).toList();
  }

  /// The open ones, oldest first.
  ///
  /// @param after the last one of the previous page; null for the first page
  /// @param most at most 1,000
  public List<StrayPurchase> open(@Nullable StrayPurchase after, int most) {
    return jdbi.withHandle(
        handle -> repository.strays(handle, after, Math.min(most, LARGEST_PAGE)));
  }

  /// The number of open ones, counted up to 10,000.
  public int open() {
    return jdbi.withHandle(repository::openStrays);
  }

  /// The purchase of an attempt.
  public Optional<StrayPurchase> get(OrderKey order, AttemptId attempt) {
    return jdbi.withHandle(handle -> repository.stray(handle, order, attempt));
  }

  /// Records that a purchase is kept; false when it is already settled.
  public boolean keepIt(StrayPurchase stray, String actor, String note) {
    return settle(stray, Settlement.KEPT, actor, note);
  }

  /// Cancels a purchase at its store. Repeatable: a store answers a second request like the first.
  ///
  /// @return why it could not be cancelled; empty when it is
  public Optional<OrderError> cancel(StrayPurchase stray, String actor, String note) {
    Optional<Loaded> found = writer.load(stray.order());
    if (found.isEmpty()) {
      return Optional.of(
          new OrderError(
              ErrorCode.MANUAL_REVIEW_REQUIRED,
              "The database has no such order any more; cancel it at the store, and then keep it here"));
    }
    Loaded loaded = found.get();
    Order order = loaded.order();
    Optional<ConfiguredStore> store = stores.byCode(stray.store(), order.isSandbox());
    if (store.isEmpty() || !(store.get().connector() instanceof CancelsOrders cancels)) {
      return Optional.of(
          new OrderError(
              ErrorCode.MANUAL_REVIEW_REQUIRED,
              "Orders at '%s' cannot be cancelled from here; cancel it at the store, and then keep it here"
                  .formatted(stray.store())));
    }
    StoreSession session =
        access.open(
            order.key().tenant(),
            order.mode(),
            store.get(),
            loaded.secrets().credential(),
            OrderTime.of(system, loaded).clock(),
            Purpose.OTHER,
            access.deadline(LIMIT));
    for (MerchantOrder each : stray.placement().merchantOrders()) {
      try {
        CancelResult result =
            session.ask(() -> cancels.cancel(session, each, "bought once more than wanted"));
        if (result instanceof CancelResult.Refused(var error)) {
          return Optional.of(error);
        }
        if (!(result instanceof CancelResult.Cancelled)) {
          return Optional.of(
              new OrderError(
                  ErrorCode.MANUAL_REVIEW_REQUIRED,
                  "The store has received the cancellation request and has not decided yet; ask again later"));
        }
      } catch (RuntimeException e) {
        LOG.warn(
            "stray purchase {}: {} could not be asked",
            numbers(stray.placement()),
            stray.store(),
            e);
        return Optional.of(
            new OrderError(
                ErrorCode.INTERNAL_ERROR, "The store could not be asked: " + e.getMessage()));
      }
    }
    settle(stray, Settlement.CANCELLED, actor, note);
    return Optional.empty();
  }

  private boolean settle(StrayPurchase stray, Settlement settlement, String actor, String note) {
    return jdbi.inTransaction(
        handle -> repository.settle(handle, stray, settlement, actor, note, system.instant()));
  }
}
