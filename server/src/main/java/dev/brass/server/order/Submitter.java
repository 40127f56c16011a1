package dev.brass.server.order;

import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.GroupCommit;
import dev.brass.server.db.Ids;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.hash.Sha256;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.IdempotencyRepository.KeyHolder;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.personal.SearchWords;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.webhook.NewMessage;
import dev.brass.server.webhook.Webhooks;
import dev.brass.spi.Credential;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Commits orders: order, items, first event, first job, messages, idempotency key, its hold and
/// its row in the duplicate guard (if enabled) in one transaction, shared by all orders that arrive
/// at the same moment. When [#submit] returns, the order is on disk. If the process dies before,
/// either all of it is stored or nothing, and the client's key shows which. Thread-safe.
final class Submitter {

  private static final int LARGEST_GROUP = 500;
  private static final int GROUPS_AT_ONCE = 2;

  private final Jdbi jdbi;
  private final OrderRepository repository;
  private final SearchWords words;
  private final IdempotencyRepository keys = new IdempotencyRepository();
  private final BundleQueueRepository queue = new BundleQueueRepository();
  private final SharedOrderRepository shared = new SharedOrderRepository();
  private final @Nullable GuardRepository guard;
  private final Jobs jobs;
  private final Webhooks webhooks;
  private final Stores stores;
  private final FundingRule rule;
  private final SandboxClocks clocks;
  private final List<OrderListener> listeners;
  private final OrderFunds funds;
  private final OrderMetrics metrics;
  private final AttemptIds attempts;
  private final InstantSource system;
  private final GroupCommit<Draft, Submission> submissions;

  Submitter(
      Jdbi jdbi,
      OrderRepository repository,
      SearchWords words,
      Jobs jobs,
      Webhooks webhooks,
      Stores stores,
      FundingRule rule,
      SandboxClocks clocks,
      List<OrderListener> listeners,
      OrderFunds funds,
      OrderMetrics metrics,
      AttemptIds attempts,
      Duration duplicateWindow,
      InstantSource system) {
    this.jdbi = jdbi;
    this.repository = repository;
    this.words = words;
    this.jobs = jobs;
    this.webhooks = webhooks;
    this.stores = stores;
    this.rule = rule;
    this.clocks = clocks;
    this.listeners = List.copyOf(listeners);
    this.funds = funds;
    this.metrics = metrics;
    this.attempts = attempts;
    this.guard = duplicateWindow.isZero() ? null : new GuardRepository(duplicateWindow);
    this.system = system;
    this.submissions = new GroupCommit<>(jdbi, GROUPS_AT_ONCE, LARGEST_GROUP, this::submitGroup);
  }

  /// A request with the parts of its order that are known before it is written. The id is assigned
  /// once: if a commit succeeded but its answer was lost, the next try finds the order instead of
  /// making another.
  @SuppressWarnings("ArrayRecordComponent") // made once, never compared
  private record Draft(
      OrderId id,
      OrderRequest request,
      StoredRequest stored,
      NewOrder.@Nullable Key key,
      byte @Nullable [] fingerprint) {}

  Submission submit(OrderRequest request) {
    return switch (rule.of(request)) {
      case FundingRule.Decision.Paid(var funding) -> submitPaid(request.with(funding));
      case FundingRule.Decision.CapMissing _ ->
          earlier(request).orElseGet(Submission.CapMissing::new);
      case FundingRule.Decision.PlayMoney _ ->
          earlier(request).orElseGet(Submission.PlayMoney::new);
    };
  }

  /// The result for a request whose key already belongs to an order.
  private Optional<Submission> earlier(OrderRequest request) {
    NewOrder.Key key = key(request);
    return key == null
        ? Optional.empty()
        : jdbi.withHandle(h -> keys.holder(h, request.tenant(), key.scope(), key.key()))
            .map(
                holder ->
                    new Submission.Duplicate(
                        holder.order(), Arrays.equals(holder.bodyHash(), key.bodyHash())));
  }

  private Submission submitPaid(OrderRequest request) {
    NewOrder.Key key = key(request);
    OrderId id = new OrderId(Ids.next());
    Draft draft =
        new Draft(
            id,
            request,
            repository.stored(id, request, hashes(request), root(request, key)),
            key,
            guard == null ? null : Fingerprint.of(request.spec(), request.secrets().credential()));
    Submission submission = submissions.call(draft);
    if (submission instanceof Submission.Accepted) {
      jobs.wake();
      metrics.submitted();
      FaultPoint.SUBMITTED.reached();
    }
    return submission;
  }

  private List<Submission> submitGroup(List<Draft> drafts) {
    List<NewOrder> candidates = candidates(drafts);
    return storeAll(candidates)
        ? candidates.stream().<Submission>map(n -> new Submission.Accepted(n.order())).toList()
        : jdbi.inTransaction(handle -> storeNew(handle, candidates));
  }

  private List<NewOrder> candidates(List<Draft> drafts) {
    Set<TenantId> atSandbox =
        drafts.stream()
            .map(Draft::request)
            .filter(this::isSandbox)
            .map(OrderRequest::tenant)
            .collect(Collectors.toSet());
    Map<TenantId, Duration> ahead =
        atSandbox.isEmpty() ? Map.of() : jdbi.withHandle(handle -> clocks.ahead(handle, atSandbox));
    Instant now = system.instant();
    List<NewOrder> candidates = new ArrayList<>();
    for (Draft draft : drafts) {
      TenantId tenant = draft.request().tenant();
      Duration lead =
          isSandbox(draft.request()) ? ahead.getOrDefault(tenant, Duration.ZERO) : Duration.ZERO;
      candidates.add(candidate(draft, now.plus(lead)));
    }
    return candidates;
  }

  /// Stores all of them in one round trip, or none if one must not be stored.
  private boolean storeAll(List<NewOrder> candidates) {
    WriteBatch writes = new WriteBatch();
    keys.insert(writes, keyed(candidates));
    if (guard != null) {
      List<List<NewOrder>> rounds = GuardRepository.rounds(candidates);
      if (rounds.size() > 1 || rounds.getFirst().size() < candidates.size()) {
        return false;
      }
      guard.claim(writes, rounds.getFirst(), system.instant());
      guard.deleteOld(writes, candidates.size(), system.instant());
    }
    repository.insert(writes, candidates);
    storeParts(writes, candidates);
    return writes.commit(jdbi);
  }

  /// Stores those that may be stored, and finds the earlier orders of the others.
  private List<Submission> storeNew(Handle handle, List<NewOrder> candidates) {
    Set<OrderId> free = claimKeys(handle, candidates);
    List<NewOrder> allowed =
        unguarded(handle, candidates.stream().filter(n -> free.contains(n.order().id())).toList());
    Set<OrderId> stored = allowed.isEmpty() ? Set.of() : repository.insertNew(handle, allowed);
    List<NewOrder> inserted =
        allowed.stream().filter(n -> stored.contains(n.order().id())).toList();
    storeParts(handle, inserted.stream().filter(n -> !OrderFunds.concern(n)).toList());
    // Last, so that wallet rows are locked for a short time.
    List<NewOrder> paid = inserted.stream().filter(OrderFunds::concern).toList();
    Map<OrderId, Submission.Unfunded> unfunded = funds.unfunded(handle, paid);
    takeBack(handle, paid.stream().filter(n -> unfunded.containsKey(n.order().id())).toList());
    storeParts(handle, paid.stream().filter(n -> !unfunded.containsKey(n.order().id())).toList());
    Unpaid unpaid = new Unpaid(unfunded, paid);
    List<Submission> submissions = new ArrayList<>();
    for (NewOrder candidate : candidates) {
      Submission.Unfunded refused = unpaid.of(candidate);
      if (refused != null) {
        submissions.add(refused);
      } else if (stored.contains(candidate.order().id())) {
        submissions.add(new Submission.Accepted(candidate.order()));
      } else {
        submissions.add(storedBefore(handle, candidate));
      }
    }
    return submissions;
  }

  private void storeParts(Handle handle, List<NewOrder> orders) {
    if (!orders.isEmpty()) {
      WriteBatch writes = new WriteBatch();
      storeParts(writes, orders);
      writes.run(handle);
    }
  }

  /// Deletes inserted orders that turned out to be unpaid, before they have dependent rows.
  private void takeBack(Handle handle, List<NewOrder> orders) {
    if (!orders.isEmpty()) {
      repository.takeBack(handle, orders);
      keys.giveBack(handle, keyed(orders));
      if (guard != null) {
        guard.giveBack(handle, orders);
      }
    }
  }

  /// The orders that are rejected for lack of money.
  private static final class Unpaid {

    private final Map<OrderId, Submission.Unfunded> orders;
    private final Map<List<String>, Submission.Unfunded> keys = new HashMap<>();

    Unpaid(Map<OrderId, Submission.Unfunded> orders, List<NewOrder> inserted) {
      this.orders = orders;
      for (NewOrder n : inserted) {
        Submission.Unfunded refused = orders.get(n.order().id());
        if (refused != null && n.key() != null) {
          keys.put(name(n, n.key()), refused);
        }
      }
    }

    /// Those without money, and those in the same group with the same key.
    Submission.@Nullable Unfunded of(NewOrder n) {
      Submission.Unfunded refused = orders.get(n.order().id());
      return refused == null && n.key() != null ? keys.get(name(n, n.key())) : refused;
    }
  }

  private static List<String> name(NewOrder n, NewOrder.Key key) {
    return List.of(n.order().key().tenant().toString(), key.scope(), key.key());
  }

  private boolean isSandbox(OrderRequest request) {
    return stores.byCode(request.spec().store(), request.mode()).stream()
        .anyMatch(s -> s.sandbox());
  }

  private NewOrder candidate(Draft draft, Instant at) {
    OrderRequest request = draft.request();
    List<OrderItem> items =
        request.spec().lines().stream()
            .map(l -> new OrderItem(l.itemId(), OrderItem.Status.PENDING, null, null, at))
            .toList();
    UUID clock = isSandbox(request) ? SandboxClocks.name(request.tenant()) : null;
    Order order =
        new Order(
            new OrderKey(request.tenant(), draft.id()),
            request.mode(),
            request.channel(),
            clock,
            request.spec(),
            request.spec().bundle().waits() ? new OrderState.Bundling() : new OrderState.Queued(),
            1,
            0,
            items,
            List.of(),
            request.echo(),
            at,
            at);
    return new NewOrder(order, request.secrets(), draft.stored(), draft.key(), draft.fingerprint());
  }

  private static NewOrder.@Nullable Key key(OrderRequest request) {
    OrderRequest.Idempotency idempotency = request.idempotency();
    return idempotency == null
        ? null
        : new NewOrder.Key(
            keyScope(idempotency.scope(), request.mode()),
            idempotency.key(),
            Sha256.of(idempotency.body()),
            idempotency.chosen());
  }

  private List<Long> hashes(OrderRequest request) {
    return words.hashes(request.tenant(), OrderWords.of(request.spec(), request.echo()));
  }

  private @Nullable UUID root(OrderRequest request, NewOrder.@Nullable Key key) {
    OrderRequest.Idempotency idempotency = request.idempotency();
    return key == null || idempotency == null
        ? null
        : attempts.root(
            request.mode(),
            idempotency.scope(),
            idempotency.global() ? null : request.tenant(),
            key.key(),
            key.bodyHash());
  }

  /// The namespace of a key within its tenant.
  static String keyScope(String scope, Mode mode) {
    return scope + ":" + mode.code();
  }

  /// Those with a key, sorted by it, so that two groups with the same keys cannot block each other.
  private static List<NewOrder> keyed(List<NewOrder> candidates) {
    return candidates.stream()
        .filter(n -> n.key() != null)
        .sorted(
            Comparator.comparing((NewOrder n) -> n.order().key().tenant().value())
                .thenComparing(n -> Objects.requireNonNull(n.key()).key()))
        .toList();
  }

  /// The orders that may be stored: those without a key, and the first of each key that was not in
  /// use.
  private Set<OrderId> claimKeys(Handle handle, List<NewOrder> candidates) {
    Set<OrderId> free = new HashSet<>();
    Set<List<String>> seen = new HashSet<>();
    List<NewOrder> first = new ArrayList<>();
    for (NewOrder n : candidates) {
      NewOrder.Key key = n.key();
      if (key == null) {
        free.add(n.order().id());
      } else if (seen.add(name(n, key))) {
        first.add(n);
      }
    }
    if (!first.isEmpty()) {
      free.addAll(keys.claim(handle, keyed(first)));
    }
    return free;
  }

  /// The orders that no equal one blocks; all of them while there is no guard. The keys of the
  /// others are released.
  private List<NewOrder> unguarded(Handle handle, List<NewOrder> orders) {
    if (guard == null) {
      return orders;
    }
    Set<OrderId> free = new HashSet<>();
    for (List<NewOrder> round : GuardRepository.rounds(orders)) {
      free.addAll(guard.claim(handle, round, system.instant()));
    }
    keys.giveBack(
        handle, keyed(orders.stream().filter(n -> !free.contains(n.order().id())).toList()));
    return orders.stream().filter(n -> free.contains(n.order().id())).toList();
  }

  /// The result for a candidate that was not stored now: the order with its key, itself if it was
  /// stored by a commit whose answer was lost, or the equal order that blocks it.
  private Submission storedBefore(Handle handle, NewOrder candidate) {
    NewOrder.Key key = candidate.key();
    OrderKey order = candidate.order().key();
    if (key != null) {
      KeyHolder holder = keys.holder(handle, order.tenant(), key.scope(), key.key()).orElse(null);
      if (holder != null && !holder.order().equals(order.id())) {
        return new Submission.Duplicate(
            holder.order(), Arrays.equals(holder.bodyHash(), key.bodyHash()));
      }
    }
    Order stored = repository.reads().get(handle, List.of(order)).get(order);
    if (stored == null && guard != null) {
      // It is free again if the equal one of this group turned out to be unpaid.
      return guard
          .holder(handle, candidate)
          .<Submission>map(Submission.Repeated::new)
          .orElseGet(() -> storeNew(handle, List.of(candidate)).getFirst());
    }
    return new Submission.Accepted(Objects.requireNonNull(stored));
  }

  /// Stores an order that buys for others, as part of a commit.
  ///
  /// @param members the orders that it buys for
  void storeBundle(WriteBatch writes, Order bundle, OrderPrivate secrets, List<Loaded> members) {
    UUID root = attempts.rootOfBundle(members.stream().map(attempts::root).toList());
    OrderRequest request =
        new OrderRequest(
            bundle.key().tenant(),
            bundle.mode(),
            bundle.channel(),
            bundle.spec(),
            Payer.CLASSIC,
            secrets,
            bundle.echo(),
            null);
    List<NewOrder> orders =
        List.of(
            new NewOrder(
                bundle,
                secrets,
                repository.stored(bundle.id(), request, List.of(), root),
                null,
                null));
    repository.insert(writes, orders);
    storeRows(writes, orders);
  }

  private void storeRows(WriteBatch writes, List<NewOrder> orders) {
    repository.insertRequests(writes, orders);
    repository.insertItems(writes, orders);
    repository.insertFirstEvents(writes, orders);
    jobs.enqueue(writes, orders.stream().map(Submitter::firstJob).toList());
  }

  private static NewJob firstJob(NewOrder n) {
    Credential credential = n.secrets().credential();
    return BundleQueue.isWaiting(n.order().state())
        ? OrderJobs.bundle(n.order(), credential, Duration.ZERO)
        : OrderJobs.place(n.order(), credential, Duration.ZERO);
  }

  /// Stores the dependent rows of new orders.
  private void storeParts(WriteBatch writes, List<NewOrder> orders) {
    storeRows(writes, orders);
    ColumnArrays waiting = new ColumnArrays();
    for (NewOrder n : orders) {
      if (BundleQueue.isWaiting(n.order().state())) {
        queue.add(waiting, n.order(), BundleQueue.name(n.order(), n.secrets().credential()));
      }
    }
    queue.insert(writes, waiting);
    List<NewMessage> messages = new ArrayList<>();
    for (NewOrder n : orders) {
      List<OrderEvent> events =
          List.of(new OrderEvent.Submitted(n.order().createdAt(), n.order().channel()));
      for (OrderListener listener : listeners) {
        messages.addAll(listener.messages(n.order(), events, n.secrets()));
      }
    }
    webhooks.send(writes, messages);
    shared.insert(
        writes,
        orders.stream()
            .map(NewOrder::order)
            .filter(order -> listeners.stream().anyMatch(listener -> listener.shares(order)))
            .map(Order::key)
            .toList());
    funds.hold(writes, orders);
  }
}
