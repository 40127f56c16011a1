package dev.brass.server.aftersales;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.LogInLane;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.db.OptimisticLoop;
import dev.brass.server.db.Page;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.webhook.NewMessage;
import dev.brass.server.webhook.Webhooks;
import dev.brass.spi.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The facade of after-sales tasks. Thread-safe.
public final class Aftersales {

  private static final int AT_ONCE = 64;
  private static final OptimisticLoop LOOP = new OptimisticLoop(10);

  private final Database database;
  private final Jobs jobs;
  private final Webhooks webhooks;
  private final Orders orders;
  private final Stores stores;
  private final AftersalesTimes times;
  private final List<AftersalesListener> listeners;
  private final AftersalesRepository repository;
  private final ReturnFunds funds;
  private final JobKind kind;

  /// The feature, wired.
  ///
  /// @param listeners the messages of each API
  public Aftersales(
      Database database,
      Vault vault,
      Jobs jobs,
      Webhooks webhooks,
      Orders orders,
      Stores stores,
      StoreAccess access,
      SandboxClocks clocks,
      Wallets wallets,
      List<AftersalesListener> listeners,
      InstantSource system) {
    this.database = database;
    this.jobs = jobs;
    this.webhooks = webhooks;
    this.orders = orders;
    this.stores = stores;
    this.times = new AftersalesTimes(clocks, system);
    this.listeners = List.copyOf(listeners);
    this.repository = new AftersalesRepository(vault);
    this.funds = new ReturnFunds(wallets);
    this.kind =
        JobKind.of(
                AftersalesHandler.KIND, new AftersalesHandler(this, orders, stores, access, times))
            .concurrency(AT_ONCE)
            .backoff(Duration.ofSeconds(10), Duration.ofMinutes(15))
            .ending(
                JobEnd.within(
                    Duration.ofDays(121),
                    "The store has decided, which it has 14 days for; a tracking or a"
                        + " return that was granted is followed for 90 days. A store that was"
                        + " never reached is asked ten times in a row.",
                    "The request is refused, or keeps the store's last answer."));
  }

  /// The kinds of jobs that a worker must know to run after-sales tasks.
  public List<JobKind> jobKinds() {
    return List.of(kind);
  }

  /// The result of a submission.
  public sealed interface Submission {

    /// It is committed.
    record Accepted(AftersalesTask errand) implements Submission {}

    /// Its idempotency key belongs to an earlier one, or the same task is already under way;
    /// nothing was committed.
    record Duplicate(AftersalesId original) implements Submission {}

    /// Units of an item are in earlier returns, and nothing was committed.
    ///
    /// @param left how many units of it can still be returned
    record Returned(UUID item, int left) implements Submission {}
  }

  /// Commits an after-sales task. It is on disk when this returns.
  public Submission submit(AftersalesRequest request) {
    AftersalesTask errand = errand(request);
    // Read before the transaction, since it uses another connection.
    PlacedOrder order =
        request.order() == null
            ? null
            : orders.placed(new OrderKey(request.tenant(), request.order())).orElse(null);
    Submission submission =
        database.jdbi().inTransaction(handle -> store(handle, errand, request, order));
    jobs.wake();
    return submission;
  }

  private Submission store(
      Handle handle,
      AftersalesTask errand,
      AftersalesRequest request,
      @Nullable PlacedOrder order) {
    if (order != null) {
      repository.storeAlone(handle, request.tenant(), order.order().id());
      Optional<AftersalesId> repeated = byKey(handle, request);
      if (repeated.isPresent()) {
        return new Submission.Duplicate(repeated.get());
      }
      UnderWay underWay =
          new UnderWay(
              repository.ofOrders(
                  handle, request.tenant(), request.wish().kind(), List.of(order.order().id())));
      Optional<UnderWay.Met> met = underWay.meets(request.wish(), request.overlap(), order);
      if (met.isPresent()) {
        return meets(handle, errand, request, met.get());
      }
    }
    return stored(handle, errand, request, null, List.of(job(errand, request, order)));
  }

  private Submission meets(
      Handle handle, AftersalesTask errand, AftersalesRequest request, UnderWay.Met met) {
    return switch (met) {
      case UnderWay.Met.Same(var before) -> new Submission.Duplicate(before.id());
      case UnderWay.Met.Returned(var item, var left, var before) ->
          switch (request.overlap()) {
            case REFUSED -> new Submission.Returned(item, left);
            case STORE_DECIDES ->
                stored(
                    handle,
                    errand,
                    request,
                    new AftersalesState.ReturnInProgress(
                        "",
                        "requested",
                        "Return " + before.id() + " of these items waits for the retailer."),
                    List.of());
          };
    };
  }

  /// Stores an after-sales task with its job and messages.
  ///
  /// @param end its final state; null when its job decides
  private Submission stored(
      Handle handle,
      AftersalesTask errand,
      AftersalesRequest request,
      @Nullable AftersalesState end,
      List<NewJob> next) {
    if (!repository.insert(handle, errand, request.secrets(), request.idempotencyKey())) {
      return new Submission.Duplicate(byKey(handle, request).orElseThrow());
    }
    WriteBatch writes = new WriteBatch();
    jobs.enqueue(writes, next);
    webhooks.send(writes, messages(null, errand, request.secrets()));
    writes.run(handle);
    return new Submission.Accepted(
        end == null ? errand : ended(handle, errand, end, request.secrets()));
  }

  private AftersalesTask ended(
      Handle handle, AftersalesTask errand, AftersalesState end, AftersalesPrivate secrets) {
    AftersalesTask after = errand.moved(end, errand.createdAt());
    repository.update(handle, after);
    WriteBatch writes = new WriteBatch();
    webhooks.send(writes, messages(errand, after, secrets));
    writes.run(handle);
    return after;
  }

  private Optional<AftersalesId> byKey(Handle handle, AftersalesRequest request) {
    return request.idempotencyKey() == null
        ? Optional.empty()
        : repository.byKey(
            handle,
            request.tenant(),
            request.mode(),
            request.wish().kind(),
            request.idempotencyKey());
  }

  private AftersalesTask errand(AftersalesRequest request) {
    boolean sandbox =
        stores.byCode(request.store(), request.mode()).map(ConfiguredStore::sandbox).orElse(false);
    UUID clock = sandbox ? SandboxClocks.name(request.tenant()) : null;
    Instant now = times.now(request.tenant(), clock);
    return new AftersalesTask(
        request.tenant(),
        new AftersalesId(Ids.next()),
        request.mode(),
        request.store(),
        clock,
        request.order(),
        request.wish(),
        new AftersalesState.Queued(),
        1,
        request.echo(),
        now,
        now);
  }

  private NewJob job(
      AftersalesTask errand, AftersalesRequest request, @Nullable PlacedOrder order) {
    String store = ConfiguredStore.key(errand.store(), errand.clock() != null);
    return NewJob.of(AftersalesHandler.KIND, errand.tenant().value(), errand.id().value())
        .lane(lane(request, order))
        .following(errand.clock())
        .in(JobScope.test(errand.mode() == Mode.TEST).at(store));
  }

  private static @Nullable String lane(AftersalesRequest request, @Nullable PlacedOrder order) {
    if (request.order() == null) {
      return LogInLane.of(request.store(), request.tenant(), request.secrets().credential());
    }
    return order == null
        ? null
        : LogInLane.of(
            order.order().spec().store(),
            order.order().key().tenant(),
            order.secrets().credential());
  }

  /// The after-sales task, if it is this tenant's.
  public Optional<AftersalesTask> get(TenantId tenant, AftersalesId id) {
    return database.jdbi().withHandle(handle -> repository.get(handle, tenant, id));
  }

  /// The after-sales task that a client's idempotency key belongs to; empty when nothing was
  /// submitted with it.
  ///
  /// @param kind [AftersalesAction#kind]
  public Optional<AftersalesId> submittedWith(
      TenantId tenant, Mode mode, String kind, String idempotencyKey) {
    return database
        .jdbi()
        .withHandle(handle -> repository.byKey(handle, tenant, mode, kind, idempotencyKey));
  }

  List<NewMessage> messages(
      @Nullable AftersalesTask before, AftersalesTask after, AftersalesPrivate secrets) {
    return listeners.stream()
        .flatMap(listener -> listener.messages(before, after, secrets).stream())
        .toList();
  }

  /// The result of a transition.
  private sealed interface Moved {
    record Done() implements Moved {}

    /// It has changed since it was read.
    record Meanwhile() implements Moved {}

    /// The credit exceeds the refundable rest; nothing was done.
    record TooMuch(Money left) implements Moved {}
  }

  /// Changes an after-sales task as the store decides, if it is still as it was read: its state,
  /// its messages and the end of the job in one transaction. A credit is limited to the refundable
  /// rest.
  ///
  /// @param settles the job that ends with it; null when it continues
  /// @return whether it was still as it was read
  boolean moveOn(
      AftersalesRepository.Loaded before, AftersalesState next, Instant at, @Nullable Job settles) {
    return move(before, next, at, settles, false) instanceof Moved.Done;
  }

  /// @param onlyWhatIsLeft whether a higher credit is rejected
  private Moved move(
      AftersalesRepository.Loaded before,
      AftersalesState next,
      Instant at,
      @Nullable Job settles,
      boolean onlyWhatIsLeft) {
    AftersalesTask after = before.errand().moved(next, at);
    Optional<PlacedOrder> credited = credited(before.errand(), next);
    Moved moved =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  Credit credit = null;
                  if (credited.isPresent() && next instanceof AftersalesState.Credited now) {
                    credit = credit(handle, after, now.refund(), credited.get());
                    if (onlyWhatIsLeft && credit.isTooMuch()) {
                      return new Moved.TooMuch(credit.left());
                    }
                  }
                  if (!repository.update(handle, after)) {
                    return new Moved.Meanwhile();
                  }
                  WriteBatch writes = new WriteBatch();
                  webhooks.send(writes, messages(before.errand(), after, before.secrets()));
                  jobs.settle(writes, settles == null ? List.of() : List.of(settles));
                  writes.run(handle);
                  if (credit != null) {
                    funds.giveBack(handle, after, credit.refund(), credit.left(), credit.order());
                  }
                  return new Moved.Done();
                });
    jobs.wake();
    return moved;
  }

  /// The refund of a return, and the refundable rest of its order.
  private record Credit(Order order, Money refund, Money left) {

    boolean isTooMuch() {
      return !refund.currency().equals(left.currency()) || refund.exceeds(left);
    }
  }

  /// Credits of one order are serialised here.
  private Credit credit(Handle handle, AftersalesTask after, Money refund, PlacedOrder order) {
    List<AftersalesTask> returns =
        repository.lock(handle, after.tenant(), AftersalesAction.RETURN, order.order().id());
    return new Credit(order.order(), refund, funds.left(handle, after, returns, order));
  }

  /// The order of a return that is credited now; empty when this is not a credit.
  private Optional<PlacedOrder> credited(AftersalesTask before, AftersalesState next) {
    return next instanceof AftersalesState.Credited
            && !(before.state() instanceof AftersalesState.Credited)
            && before.order() != null
        ? orders.placed(new OrderKey(before.tenant(), before.order()))
        : Optional.empty();
  }

  /// The returns of some orders of a tenant, oldest first.
  public List<AftersalesTask> returnsOf(TenantId tenant, List<OrderId> orders) {
    return orders.isEmpty()
        ? List.of()
        : database
            .jdbi()
            .withHandle(
                handle -> repository.ofOrders(handle, tenant, AftersalesAction.RETURN, orders));
  }

  /// A tenant's returns, newest first.
  public Page<AftersalesTask> returns(
      TenantId tenant, Mode mode, AftersalesFilter filter, int limit, int offset) {
    return database
        .jdbi()
        .withHandle(
            handle ->
                repository.page(
                    handle, tenant, mode, AftersalesAction.RETURN, filter, limit, offset));
  }

  /// The result of a decision about a return.
  public sealed interface Decided {

    /// It is committed.
    record Done(AftersalesTask errand) implements Decided {}

    /// The return's state does not allow this decision.
    ///
    /// @param errand the current return
    record NotNow(AftersalesTask errand) implements Decided {}

    /// The credit exceeds the refundable rest of the order; nothing was done.
    record TooMuch(Money left) implements Decided {}

    /// The tenant has no such return.
    record Unknown() implements Decided {}
  }

  /// Decides a return as the operator. A credit is on the wallet when this returns.
  public Decided decide(TenantId tenant, AftersalesId id, ReturnDecision decision) {
    return LOOP.run(
            returned(tenant, id), () -> returned(tenant, id), found -> decided(found, decision))
        .orElseThrow(() -> new IllegalStateException("the return " + id + " kept changing"));
  }

  private Optional<AftersalesRepository.Loaded> returned(TenantId tenant, AftersalesId id) {
    return load(tenant, id)
        .filter(loaded -> loaded.errand().wish() instanceof AftersalesAction.Return);
  }

  /// Empty when the return has changed meanwhile.
  private Optional<Decided> decided(
      Optional<AftersalesRepository.Loaded> found, ReturnDecision decision) {
    if (found.isEmpty()) {
      return Optional.of(new Decided.Unknown());
    }
    AftersalesTask errand = found.get().errand();
    Optional<AftersalesState> next = decision.after(errand.state());
    if (next.isEmpty()) {
      return Optional.of(new Decided.NotNow(errand));
    }
    Instant now = times.now(errand.tenant(), errand.clock());
    return switch (move(found.get(), next.get(), now, null, true)) {
      case Moved.Done _ -> Optional.of(new Decided.Done(errand.moved(next.get(), now)));
      case Moved.TooMuch(var left) -> Optional.of(new Decided.TooMuch(left));
      case Moved.Meanwhile _ -> Optional.empty();
    };
  }

  Optional<AftersalesRepository.Loaded> load(TenantId tenant, AftersalesId id) {
    return database.jdbi().withHandle(handle -> repository.load(handle, tenant, id));
  }
}
