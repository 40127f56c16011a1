package dev.brass.server.order;

import dev.brass.server.account.Accounts;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.Stores;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.Jobs;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderRequest.Idempotency;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.personal.PersonalRows.WordSource;
import dev.brass.server.personal.SearchWords;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.webhook.Webhooks;
import dev.brass.spi.Credential;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Payment;
import dev.brass.spi.Placement;
import dev.brass.spi.RequiredAction;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The facade of orders: every API, the command line and the batches call only this. Thread-safe.
public final class Orders {

  /// The time that a person has for a required action.
  public static final Duration ACTION_EXPIRES_AFTER = Duration.ofDays(7);

  /// How many orders a node places at a time per processor; those that wait for their stores do not
  /// count. More would not be faster, and each order would share its processor with all of them.
  private static final int PLACING_PER_PROCESSOR = 32;

  private final Submitter submitter;
  private final FundingRule fundings;
  private final OrderReads reads;
  private final SearchWords words;
  private final OrderHistory history;
  private final IdempotentReplies replies;
  private final OrderWriter writer;
  private final StrayPurchases strays;
  private final Resolver resolver;
  private final SandboxClocks clocks;
  private final InstantSource system;
  private final AttemptIds ids;
  private final List<JobKind> kinds;

  /// The feature, wired.
  ///
  /// @param recovery whether this database may have lost changes
  /// @param listeners the messages of each API
  public Orders(
      Jdbi jdbi,
      Vault vault,
      Jobs jobs,
      Webhooks webhooks,
      Stores stores,
      StoreAccess access,
      SandboxClocks clocks,
      Wallets wallets,
      Recovery recovery,
      List<OrderListener> listeners,
      OrderSettings settings,
      InstantSource system,
      RandomGenerator random,
      MeterRegistry registry) {
    OrderMetrics metrics = new OrderMetrics(registry);
    OrderJson json = new OrderJson();
    PersonalData personal = new PersonalData(vault);
    this.words = new SearchWords(jdbi, vault, system);
    recovery.whenLost(words::forget);
    Accounts accounts = new Accounts(jdbi, vault, jobs, system);
    OrderRepository repository = new OrderRepository(json, vault);
    OrderAccounts turns = new OrderAccounts(jdbi, accounts, repository.accounts(), jobs, system);
    OrderFunds funds = new OrderFunds(wallets);
    this.clocks = clocks;
    this.system = system;
    this.reads = new OrderReads(jdbi, repository);
    recovery.whenLost(reads::forget);
    this.history = new OrderHistory(jdbi, personal, reads);
    this.replies = new IdempotentReplies(jdbi, personal, system);
    SafetyRepository safety = new SafetyRepository(json, personal);
    this.ids = new AttemptIds(jdbi.withHandle(safety::attemptKey));
    LookBack lookBack = new LookBack(jdbi, recovery, safety, ids, system, settings);
    this.writer =
        new OrderWriter(
            jdbi,
            repository,
            jobs,
            webhooks,
            listeners,
            funds,
            metrics,
            new UnverifiedEnds(lookBack));
    this.strays = new StrayPurchases(jdbi, writer, safety, stores, access, system);
    this.resolver = new Resolver(jdbi, writer, reads, safety, ids, stores, jobs, json, system);
    this.fundings = new FundingRule(stores, wallets.settings());
    this.submitter =
        new Submitter(
            jdbi,
            repository,
            words,
            jobs,
            webhooks,
            stores,
            fundings,
            clocks,
            listeners,
            funds,
            metrics,
            ids,
            settings.duplicateWindow(),
            system);
    Outcomes outcomes = new Outcomes(writer, stores, turns, strays, system, settings, random);
    Postponement postponement = new Postponement(writer, system, random);
    // Crashes and lost leases count as failed runs of a job; an order must outlive any number of
    // them.
    this.kinds =
        List.of(
            kind(
                    OrderJobs.PLACE,
                    Math.min(
                        PLACING_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(),
                        settings.mostInFlight()),
                    new PlacingHandler(
                        writer,
                        stores,
                        access,
                        turns,
                        outcomes,
                        postponement,
                        ids,
                        lookBack,
                        json,
                        system,
                        settings))
                .inFlight(settings.mostInFlight())
                .takingSlots()
                .keptRunning(),
            kind(
                OrderJobs.RECONCILE,
                64,
                new ReconcilingHandler(
                    writer, reads, stores, access, outcomes, json, system, settings)),
            kind(
                OrderJobs.BUNDLE,
                32,
                new BundlingHandler(jdbi, writer, submitter, stores, access, system)),
            kind(OrderJobs.SETTLE_BUNDLE, 32, new BundleSettlingHandler(writer, stores, system)),
            kind(OrderJobs.TRACK, 64, new TrackingHandler(writer, stores, access, system)),
            kind(OrderJobs.EXPIRE_ACTION, 8, new ExpiringHandler(writer, system)),
            kind(
                OrderJobs.RESUME_RELEASED,
                1,
                new ReleasedOrdersHandler(
                    jdbi, writer, lookBack, recovery, safety, json, personal, system)),
            kind(
                Accounts.ERASE, 4, new AccountErasingHandler(jdbi, repository.accounts(), system)));
  }

  private static JobKind kind(String name, int concurrency, JobHandler handler) {
    return JobKind.of(name, handler)
        .concurrency(concurrency)
        .backoff(Duration.ofSeconds(1), Duration.ofMinutes(5))
        .ending(OrderJobs.end(name));
  }

  /// The search words of orders, from the parts that [PersonalColumn#ORDER_REQUEST] seals.
  public static WordSource words() {
    OrderJson json = new OrderJson();
    return parts ->
        OrderWords.of(
            json.read(Objects.requireNonNull(parts.get(0)), OrderSpec.class),
            Objects.requireNonNull(parts.get(1)));
  }

  /// The kinds of jobs that a worker must know to move orders on.
  public List<JobKind> kinds() {
    return kinds;
  }

  /// Commits an order. It is on disk when this returns.
  public Submission submit(OrderRequest request) {
    return submitter.submit(request);
  }

  /// The amount that would be held for an order; zero when none is needed.
  public Money held(OrderSpec spec, Mode mode, Payer payer) {
    return fundings.held(spec, mode, payer);
  }

  /// The order of a public page, which is visible without authentication ([OrderListener#shares]).
  public Optional<Order> shared(OrderId id) {
    return reads.shared(id);
  }

  /// The order that a client's idempotency key belongs to; empty when nothing was submitted with
  /// it.
  ///
  /// @param channel the API it came through: `v1`, `v2`, …
  public Optional<OrderId> submittedWith(
      TenantId tenant, Mode mode, String channel, String idempotencyKey) {
    return reads.submittedWith(tenant, mode, channel, idempotencyKey);
  }

  /// The orders of these keys, by key; without keys that were not used.
  ///
  /// @param scope the namespace of the keys ([Idempotency#scope])
  public Map<String, OrderId> submittedWith(
      TenantId tenant, Mode mode, String scope, Collection<String> keys) {
    return reads.submittedWith(tenant, mode, scope, keys);
  }

  /// A public id for something that belongs to a submission: the same for the same key and body,
  /// even if the database has lost it. It cannot be guessed.
  ///
  /// @param channel the API it came through
  /// @param number its number within the submission, from 1
  public UUID nameOf(
      String what,
      TenantId tenant,
      Mode mode,
      String channel,
      String idempotencyKey,
      byte[] bodyHash,
      int number) {
    return ids.named(what, ids.root(mode, channel, tenant, idempotencyKey, bodyHash), number);
  }

  /// Submits an order's content again as a new order with the same webhook receivers.
  ///
  /// @param original an order that failed or was cancelled
  /// @param card the card for the new one, since the original's data was erased when it ended; null
  ///     when the original was not paid by card
  /// @param credential null for the original's
  /// @return empty when there is no such order
  public Optional<Submission> again(
      OrderKey original,
      Payment.@Nullable Card card,
      @Nullable Credential credential,
      String echo,
      Idempotency idempotency) {
    return writer
        .load(original)
        .map(
            loaded ->
                submit(
                    new OrderRequest(
                        original.tenant(),
                        loaded.order().mode(),
                        loaded.order().channel(),
                        credential == null
                            ? loaded.order().spec()
                            : loaded.order().spec().with((AccountChoice) null),
                        FundingRule.again(loaded.order()),
                        new OrderPrivate(
                            card,
                            credential == null ? own(loaded) : credential,
                            loaded.secrets().webhooks()),
                        echo,
                        idempotency)));
  }

  /// The log-in that came with an order.
  private static @Nullable Credential own(Loaded loaded) {
    return loaded.order().spec().account() == null ? loaded.secrets().credential() : null;
  }

  /// The managed accounts of these orders; without orders that have none.
  public Map<OrderId, UsedAccount> accounts(TenantId tenant, Collection<OrderId> orders) {
    return reads.accounts(tenant, orders);
  }

  /// The order, if it is this tenant's.
  public Optional<Order> get(OrderKey key) {
    return reads.get(key).filter(order -> !order.isBundle());
  }

  /// The outcomes of orders; without those that do not exist.
  public Map<OrderId, OrderOutcome.Standing> standings(
      TenantId tenant, Collection<OrderId> orders) {
    return reads.standings(tenant, orders);
  }

  /// The number of orders per outcome; without outcomes that none has.
  public Map<OrderOutcome, Integer> outcomes(TenantId tenant, Collection<OrderId> orders) {
    return reads.outcomes(tenant, orders);
  }

  /// Whole orders; without those that do not exist.
  ///
  /// @param orders at most some hundreds
  public Map<OrderId, Order> all(TenantId tenant, Collection<OrderId> orders) {
    return reads.all(tenant, orders);
  }

  /// The events of an order, oldest first, the last one with the next step; empty when there is no
  /// such order.
  public List<TimelineEntry> timeline(OrderKey key) {
    return history.timeline(key);
  }

  /// Stored answers by idempotency key.
  public IdempotentReplies replies() {
    return replies;
  }

  /// The history of orders, for operators.
  public OrderHistory history() {
    return history;
  }

  /// The current time of a tenant's orders.
  public OrderTimes times(TenantId tenant) {
    return new OrderTimes(clocks, tenant, system);
  }

  /// How many orders match.
  public long count(TenantId tenant, Mode mode, OrderFilter filter) {
    return reads.count(tenant, mode, filter, words(tenant, filter));
  }

  /// Matching orders, newest first, in pages that are read on demand, so that a list needs the
  /// memory of one page. No resource is held between pages, so the caller may take any time.
  ///
  /// @param skip the number of orders to skip
  /// @param most the maximum number of orders
  public OrderWalk walk(TenantId tenant, Mode mode, OrderFilter filter, int skip, long most) {
    return new OrderWalk(reads, tenant, mode, filter, words(tenant, filter), skip, most);
  }

  private List<Long> words(TenantId tenant, OrderFilter filter) {
    return filter.search() == null ? List.of() : words.query(tenant, filter.search());
  }

  /// Cancels an order before anything was bought.
  ///
  /// @param onlyQueued whether to leave the order unchanged if any attempt was made
  /// @return the order afterwards: [OrderState.Cancelled] if it worked; a state with
  ///     [OrderState#abort] if its store is asked first, since the database may have lost its
  ///     purchase; any other state if it was too late; empty when there is no such order
  public Optional<Order> cancel(OrderKey key, String reason, boolean onlyQueued) {
    return writer.decideIfThere(
        key,
        loaded ->
            switch (loaded.order().state()) {
              case OrderState.Queued _, OrderState.Bundling _ -> cancelled(loaded, reason);
              case OrderState.Retrying _, OrderState.NeedsAction _ ->
                  onlyQueued ? Optional.of(loaded.order()) : cancelled(loaded, reason);
              case OrderState.Bundled _,
                  OrderState.Placing _,
                  OrderState.InDoubt _,
                  OrderState.Placed _,
                  OrderState.Failed _,
                  OrderState.Cancelled _,
                  OrderState.CancelledByRetailer _ ->
                  Optional.of(loaded.order());
            });
  }

  /// Cancels an order if that is still possible: at once if nothing is being bought, else as soon
  /// as the current attempt turns out to have bought nothing.
  ///
  /// @return the order afterwards; empty when there is no such order
  public Optional<Order> abort(OrderKey key, String reason) {
    return writer.decideIfThere(
        key,
        loaded ->
            switch (loaded.order().state()) {
              case OrderState.Queued _,
                  OrderState.Bundling _,
                  OrderState.Retrying _,
                  OrderState.NeedsAction _ ->
                  cancelled(loaded, reason);
              case OrderState.Placing _, OrderState.InDoubt _ -> aborting(loaded, reason);
              case OrderState.Bundled bundled -> {
                Optional<Order> aborting = aborting(loaded, reason);
                aborting.ifPresent(_ -> dissolve(loaded, bundled));
                yield aborting;
              }
              case OrderState.Placed _,
                  OrderState.Failed _,
                  OrderState.Cancelled _,
                  OrderState.CancelledByRetailer _ ->
                  Optional.of(loaded.order());
            });
  }

  private Optional<Order> aborting(Loaded loaded, String reason) {
    return loaded.order().state().abort() == null
        ? writer.happen(
            loaded,
            Happening.of(new OrderEvent.AbortRequested(OrderTime.of(system, loaded).now(), reason)))
        : Optional.of(loaded.order());
  }

  /// Cancels a bundle of which nothing is being bought, so that its other members form another.
  private void dissolve(Loaded member, OrderState.Bundled bundled) {
    cancel(
        new OrderKey(member.order().key().tenant(), bundled.bundle()),
        "one of its orders was cancelled",
        false);
  }

  /// At once, or as soon as its store was asked ([UnverifiedEnds]).
  private Optional<Order> cancelled(Loaded loaded, String reason) {
    return loaded.order().state().abort() == null
        ? writer.happen(
            loaded,
            Happening.of(new OrderEvent.Cancelled(OrderTime.of(system, loaded).now(), reason)))
        : Optional.of(loaded.order());
  }

  /// An order that a store has, or had; empty when there is no such order.
  public Optional<PlacedOrder> placed(OrderKey key) {
    return writer
        .load(key)
        .flatMap(
            loaded ->
                switch (loaded.order().state()) {
                  case OrderState.Placed(var placement, _, _, _) ->
                      Optional.of(placed(loaded, placement, false));
                  case OrderState.CancelledByRetailer c ->
                      Optional.of(placed(loaded, c.placement(), true));
                  case OrderState.Queued _,
                      OrderState.Bundling _,
                      OrderState.Bundled _,
                      OrderState.Placing _,
                      OrderState.InDoubt _,
                      OrderState.Retrying _,
                      OrderState.NeedsAction _,
                      OrderState.Failed _,
                      OrderState.Cancelled _ ->
                      Optional.empty();
                });
  }

  private static PlacedOrder placed(Loaded loaded, Placement placement, boolean isOff) {
    return new PlacedOrder(loaded.order(), placement, isOff, loaded.secrets());
  }

  /// How many of a tenant's orders share a merchant order: several when they were bundled.
  public int sharing(OrderKey key, MerchantOrder merchantOrder) {
    return reads.sharing(key, merchantOrder.id());
  }

  /// Records that the store has cancelled a merchant order on the client's request: the whole
  /// order, or a part of it when others remain valid. Repeatable.
  ///
  /// @param told the refund as the store reports it; null when it does not
  public void calledOff(
      OrderKey key, MerchantOrder merchantOrder, String reason, @Nullable Money told) {
    writer.decideIfThere(
        key,
        loaded ->
            loaded.order().state() instanceof OrderState.Placed placed
                    && !placed.isOff(merchantOrder.id())
                ? writer.happen(
                    loaded,
                    Happening.of(
                        CancelledPart.asked(
                            placed,
                            merchantOrder,
                            reason,
                            told,
                            OrderTime.of(system, loaded).now())))
                : Optional.of(loaded.order()));
  }

  /// The stray purchases.
  public StrayPurchases strays() {
    return strays;
  }

  /// Ends a doubt by an operator's decision; its money is settled in the same commit.
  ///
  /// @param actor the operator
  /// @param note the operator's reason
  /// @return empty when there is no such order
  public Optional<Resolved> resolve(
      OrderKey key, Resolution resolution, String actor, String note) {
    return resolver.resolve(key, resolution, actor, note);
  }

  /// Goes on with an order whose required action has been taken. It does not decide questions that
  /// only an operator can answer ([#resolve]).
  ///
  /// @return the order afterwards; empty when there is no such order
  public Optional<Order> resume(OrderKey key) {
    return writer.decideIfThere(
        key,
        loaded ->
            loaded.order().state() instanceof OrderState.NeedsAction(var action, _)
                    && action.kind() != RequiredAction.Kind.STORE_VERIFICATION
                ? writer.happen(
                    loaded,
                    Happening.of(new OrderEvent.ActionTaken(OrderTime.of(system, loaded).now()))
                        .then(
                            OrderJobs.place(
                                loaded.order(), loaded.secrets().credential(), Duration.ZERO)))
                : Optional.of(loaded.order()));
  }
}
