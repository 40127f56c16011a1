package dev.brass.server.order;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.GroupCommit;
import dev.brass.server.db.OptimisticLoop;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.Job;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.webhook.NewMessage;
import dev.brass.server.webhook.Webhooks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Applies events to orders: state, timeline, attempt, parcels, next jobs, messages, money and the
/// completion of the current job are stored in one commit, shared with all orders that change at
/// the same moment. Thread-safe.
final class OrderWriter {

  private static final OptimisticLoop LOOP = new OptimisticLoop(5);
  private static final int LARGEST_GROUP = 500;
  private static final int GROUPS_AT_ONCE = 2;

  private final Jdbi jdbi;
  private final OrderRepository repository;
  private final Jobs jobs;
  private final Webhooks webhooks;
  private final List<OrderListener> listeners;
  private final OrderFunds funds;
  private final OrderMetrics metrics;
  private final UnverifiedEnds unverified;
  private final BundleQueueRepository queue = new BundleQueueRepository();
  private final GroupCommit<OrderChange, Boolean> saves;
  private final GroupCommit<OrderKey, Optional<Loaded>> loads;

  OrderWriter(
      Jdbi jdbi,
      OrderRepository repository,
      Jobs jobs,
      Webhooks webhooks,
      List<OrderListener> listeners,
      OrderFunds funds,
      OrderMetrics metrics,
      UnverifiedEnds unverified) {
    this.funds = funds;
    this.metrics = metrics;
    this.unverified = unverified;
    this.jdbi = jdbi;
    this.repository = repository;
    this.jobs = jobs;
    this.webhooks = webhooks;
    this.listeners = List.copyOf(listeners);
    this.saves = new GroupCommit<>(jdbi, GROUPS_AT_ONCE, LARGEST_GROUP, this::saveGroup);
    this.loads = new GroupCommit<>(jdbi, GROUPS_AT_ONCE, LARGEST_GROUP, this::loadGroup);
  }

  Optional<Loaded> load(OrderKey key) {
    return loads.call(key);
  }

  /// Decides about an order, and again when another writer was faster.
  ///
  /// @param gone the result when there is no such order
  /// @param decide decides and saves; empty when the order has changed meanwhile
  /// @return empty when another writer was faster each time
  <T> Optional<T> decide(OrderKey key, Supplier<T> gone, Function<Loaded, Optional<T>> decide) {
    return decide(key, load(key), gone, decide);
  }

  /// Decides about an order that has been read, and again when another writer was faster.
  <T> Optional<T> decide(Loaded first, Supplier<T> gone, Function<Loaded, Optional<T>> decide) {
    return decide(first.order().key(), Optional.of(first), gone, decide);
  }

  private <T> Optional<T> decide(
      OrderKey key,
      Optional<Loaded> first,
      Supplier<T> gone,
      Function<Loaded, Optional<T>> decide) {
    return LOOP.run(
        first,
        () -> load(key),
        found -> found.isEmpty() ? Optional.of(gone.get()) : decide.apply(found.get()));
  }

  /// A result, or null when there is no such order.
  private record Decided<T>(@Nullable T result) {}

  /// Decides for a request about an order that may not exist.
  ///
  /// @param decide decides and saves; empty when the order has changed meanwhile
  /// @return empty when there is no such order
  /// @throws IllegalStateException when another writer was faster each time
  <T> Optional<T> decideIfThere(OrderKey key, Function<Loaded, Optional<T>> decide) {
    Optional<Decided<T>> decided =
        decide(
            key, () -> new Decided<T>(null), loaded -> decide.apply(loaded).map(Decided<T>::new));
    return Optional.ofNullable(decided.orElseThrow(() -> keptChanging(key)).result());
  }

  /// The failure of a request whose order was changed by others whenever it was about to change it.
  static IllegalStateException keptChanging(OrderKey key) {
    return new IllegalStateException("the order " + key.id() + " kept changing");
  }

  /// A change of an order.
  ///
  /// @param events at least one, in their order
  /// @param attempt the attempt's row; null when none is concerned
  /// @param shipments the parcels after it; null when they do not change
  record Happening(
      List<OrderEvent> events,
      @Nullable AttemptRow attempt,
      @Nullable List<OrderShipment> shipments,
      List<NewJob> jobs,
      @Nullable Job settles) {

    static Happening of(OrderEvent... events) {
      return new Happening(List.of(events), null, null, List.of(), null);
    }

    Happening with(AttemptRow row) {
      return new Happening(events, row, shipments, jobs, settles);
    }

    Happening with(List<OrderShipment> parcels) {
      return new Happening(events, attempt, parcels, jobs, settles);
    }

    Happening then(NewJob... next) {
      return new Happening(events, attempt, shipments, List.of(next), settles);
    }

    Happening settling(Job job) {
      return new Happening(events, attempt, shipments, jobs, job);
    }
  }

  /// Applies a change if the order is still as it was read. While history may be lost, another
  /// change may be applied instead ([UnverifiedEnds]).
  ///
  /// @return the order afterwards; empty when it has changed: read it again and decide again
  /// @throws IllegalTransition when an event cannot happen to the order as it was read
  Optional<Order> happen(Loaded loaded, Happening happening) {
    OrderChange change = change(loaded, happening);
    boolean saved = saves.call(change);
    if (saved) {
      metrics.happened(change.events());
    }
    if (saved && !(change.jobs().isEmpty() && change.messages().isEmpty())) {
      jobs.wake();
    }
    return saved ? Optional.of(change.after()) : Optional.empty();
  }

  /// The complete change of an order as it was read.
  ///
  /// @throws IllegalTransition when an event cannot happen to it
  private OrderChange change(Loaded loaded, Happening wanted) {
    Happening happening = unverified.instead(loaded, wanted);
    Order before = loaded.order();
    Order after = numbered(apply(before, happening), happening.events());
    List<NewJob> next = new ArrayList<>(happening.jobs());
    if (after.isBundle() && after.state().isFinal() && !before.state().isDecided()) {
      next.add(OrderJobs.settleBundle(after));
    }
    if (!after.isBundle()) {
      listeners.forEach(listener -> next.addAll(listener.jobs(after, happening.events())));
    }
    return new OrderChange(
        before,
        after,
        happening.events(),
        happening.attempt(),
        next,
        messages(after, happening.events(), loaded.secrets()),
        extras(after, happening.events()),
        happening.settles(),
        loaded.secrets().credential());
  }

  private Order numbered(Order after, List<OrderEvent> events) {
    return after.isBundle()
        ? after
        : after.tellingMore(listeners.stream().mapToInt(n -> n.numbered(after, events)).sum());
  }

  /// There are no messages about orders that buy for others.
  private List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets) {
    return after.isBundle()
        ? List.of()
        : listeners.stream()
            .flatMap(listener -> listener.messages(after, events, secrets).stream())
            .toList();
  }

  private List<Extra<?>> extras(Order after, List<OrderEvent> events) {
    return after.isBundle()
        ? List.of()
        : listeners.stream()
            .<Extra<?>>flatMap(listener -> listener.extras(after, events).stream())
            .toList();
  }

  /// Applies changes to several orders or to none of them, in a commit of its own.
  ///
  /// @param together further writes of the commit
  /// @return whether all of them still were as they were read
  boolean happenTogether(Map<Loaded, Happening> happenings, Consumer<WriteBatch> together) {
    List<OrderChange> changes =
        happenings.entrySet().stream()
            .map(each -> change(each.getKey(), each.getValue()))
            .sorted(Comparator.comparing(c -> c.after().id().value()))
            .toList();
    WriteBatch writes = new WriteBatch();
    repository.updateAll(writes, changes);
    saveParts(writes, changes);
    together.accept(writes);
    boolean saved = writes.commit(jdbi);
    if (saved) {
      changes.forEach(change -> metrics.happened(change.events()));
      jobs.wake();
    }
    return saved;
  }

  private static Order apply(Order before, Happening happening) {
    OrderState state = before.state();
    Instant at = before.updatedAt();
    for (OrderEvent event : happening.events()) {
      state = OrderMachine.next(state, event);
      at = event.at();
    }
    List<OrderShipment> shipments =
        happening.shipments() == null ? before.shipments() : happening.shipments();
    AttemptRow attempt = happening.attempt();
    return new Order(
        before.key(),
        before.mode(),
        before.channel(),
        before.clock(),
        before.spec(),
        state,
        before.version() + happening.events().size(),
        attempts(before, attempt),
        before.notices(),
        OrderItems.after(before.spec().lines(), before.items(), state, shipments, at),
        shipments,
        before.echo(),
        before.createdAt(),
        at);
  }

  /// An attempt of which nothing was sent does not count; it is made again.
  private static int attempts(Order before, @Nullable AttemptRow attempt) {
    if (attempt == null) {
      return before.attempts();
    }
    return attempt.status() == AttemptRow.Status.NOT_SENT
        ? attempt.number() - 1
        : Math.max(before.attempts(), attempt.number());
  }

  private List<Optional<Loaded>> loadGroup(List<OrderKey> keys) {
    var loaded = jdbi.withHandle(handle -> repository.reads().load(handle, keys));
    return keys.stream().map(key -> Optional.ofNullable(loaded.get(key))).toList();
  }

  private List<Boolean> saveGroup(List<OrderChange> changes) {
    // In the order of their ids, so that two groups that touch the same orders cannot block each
    // other.
    List<OrderChange> ordered =
        changes.stream().sorted(Comparator.comparing(c -> c.after().id().value())).toList();
    List<OrderChange> first = firstOfEach(ordered);
    WriteBatch writes = new WriteBatch();
    repository.updateAll(writes, first);
    saveParts(writes, first);
    List<OrderChange> saved =
        writes.commit(jdbi) ? first : jdbi.inTransaction(handle -> saveWhatStands(handle, first));
    Set<OrderChange> done = Collections.newSetFromMap(new IdentityHashMap<>());
    done.addAll(saved);
    return changes.stream().map(done::contains).toList();
  }

  /// Saves the changes of the orders that have not changed meanwhile, and returns them.
  private List<OrderChange> saveWhatStands(Handle handle, List<OrderChange> changes) {
    Set<OrderId> ids = repository.update(handle, changes);
    List<OrderChange> standing =
        changes.stream().filter(c -> ids.contains(c.after().id())).toList();
    if (!standing.isEmpty()) {
      WriteBatch writes = new WriteBatch();
      saveParts(writes, standing);
      writes.run(handle);
    }
    return standing;
  }

  private void saveParts(WriteBatch writes, List<OrderChange> changes) {
    repository.saveParts(writes, changes);
    queueForBundles(writes, changes);
    repository.insertEvents(writes, changes);
    webhooks.send(writes, changes.stream().flatMap(c -> c.messages().stream()).toList());
    jobs.enqueue(writes, changes.stream().flatMap(c -> c.jobs().stream()).toList());
    Extra.write(writes, changes.stream().<Extra<?>>flatMap(c -> c.extras().stream()).toList());
    jobs.settle(
        writes, changes.stream().map(OrderChange::settles).flatMap(Stream::ofNullable).toList());
    // Last, so that wallet rows are locked for the shortest time.
    funds.spend(writes, changes);
  }

  /// Maintains the queue of orders that wait for a bundle.
  private void queueForBundles(WriteBatch writes, List<OrderChange> changes) {
    ColumnArrays left = new ColumnArrays();
    ColumnArrays entered = new ColumnArrays();
    for (OrderChange c : changes) {
      boolean before = BundleQueue.isWaiting(c.before().state());
      boolean after = BundleQueue.isWaiting(c.after().state());
      if (before && !after) {
        left.add("tenants", c.after().key().tenant().value()).add("orders", c.after().id().value());
      }
      if (after && !before) {
        queue.add(entered, c.after(), BundleQueue.name(c.after(), c.credential()));
      }
    }
    queue.delete(writes, left);
    queue.insert(writes, entered);
  }

  /// The first change of each order: of two writers in one group, the second has read an outdated
  /// order.
  private static List<OrderChange> firstOfEach(List<OrderChange> ordered) {
    List<OrderChange> first = new ArrayList<>(ordered.size());
    for (OrderChange c : ordered) {
      if (first.isEmpty() || !first.getLast().after().id().equals(c.after().id())) {
        first.add(c);
      }
    }
    return first;
  }
}
