package dev.brass.server.order;

import dev.brass.server.db.Database;
import dev.brass.server.db.GroupCommit;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Read-only queries on orders. Thread-safe.
final class OrderReads {

  private static final int LARGEST_GROUP = 100;
  private static final int GROUPS_AT_ONCE = 1;

  private final Jdbi jdbi;
  private final Jdbi patient;
  private final OrderRepository repository;
  private final IdempotencyRepository keys = new IdempotencyRepository();
  private final OrderListRepository lists;
  private final SharedOrderRepository shared = new SharedOrderRepository();
  private final LatestOrders latest = new LatestOrders();
  private final GroupCommit<OrderKey, Optional<Order>> gets;

  OrderReads(Jdbi jdbi, OrderRepository repository) {
    this.jdbi = jdbi;
    this.repository = repository;
    this.patient = Database.patient(jdbi);
    this.gets = new GroupCommit<>(jdbi, GROUPS_AT_ONCE, LARGEST_GROUP, this::getGroup);
    this.lists = new OrderListRepository(repository.reads());
  }

  Optional<Order> get(OrderKey key) {
    return gets.call(key);
  }

  private List<Optional<Order>> getGroup(List<OrderKey> keys) {
    // After connecting: the connection may reveal that the cache is of a lost history.
    Map<OrderKey, Order> found =
        jdbi.withHandle(
            handle -> {
              long era = latest.era();
              Map<OrderKey, Order> read = repository.reads().get(handle, keys, latest.of(keys));
              latest.keep(read, era);
              return read;
            });
    return keys.stream().map(key -> Optional.ofNullable(found.get(key))).toList();
  }

  /// Clears the cache: the database may have lost changes.
  void forget() {
    latest.clear();
  }

  Optional<Order> shared(OrderId id) {
    return jdbi.withHandle(handle -> shared.key(handle, id)).flatMap(this::get);
  }

  Optional<OrderId> submittedWith(TenantId tenant, Mode mode, String channel, String key) {
    return jdbi.withHandle(
            handle -> keys.holder(handle, tenant, Submitter.keyScope(channel, mode), key))
        .map(holder -> holder.order());
  }

  Map<OrderId, OrderOutcome.Standing> standings(TenantId tenant, Collection<OrderId> orders) {
    return jdbi.withHandle(handle -> lists.standings(handle, tenant, orders));
  }

  Map<String, OrderId> submittedWith(
      TenantId tenant, Mode mode, String scope, Collection<String> chosen) {
    return jdbi.withHandle(
        handle -> keys.orders(handle, tenant, Submitter.keyScope(scope, mode), chosen));
  }

  Map<OrderOutcome, Integer> outcomes(TenantId tenant, Collection<OrderId> orders) {
    return jdbi.withHandle(handle -> lists.outcomes(handle, tenant, orders));
  }

  Map<OrderId, Order> all(TenantId tenant, Collection<OrderId> orders) {
    List<OrderKey> keys = orders.stream().map(id -> new OrderKey(tenant, id)).toList();
    Map<OrderId, Order> found = new HashMap<>();
    jdbi.withHandle(handle -> repository.reads().get(handle, keys))
        .forEach((key, order) -> found.put(key.id(), order));
    return found;
  }

  Map<OrderId, UsedAccount> accounts(TenantId tenant, Collection<OrderId> orders) {
    return jdbi.withHandle(handle -> repository.accounts().of(handle, tenant, orders));
  }

  Optional<AttemptRow> attempt(OrderKey key, int number) {
    return jdbi.withHandle(handle -> repository.attempt(handle, key, number));
  }

  List<OrderEvent> events(OrderKey key) {
    return jdbi.withHandle(handle -> repository.events(handle, key));
  }

  int sharing(OrderKey key, String merchantOrderId) {
    return jdbi.withHandle(handle -> lists.sharing(handle, key, merchantOrderId));
  }

  List<Order> next(
      TenantId tenant,
      Mode mode,
      OrderFilter filter,
      List<Long> words,
      @Nullable Order after,
      int most) {
    return patient.withHandle(
        handle -> lists.next(handle, tenant, mode, filter, words, after, most));
  }

  List<Order> first(
      TenantId tenant, Mode mode, OrderFilter filter, List<Long> words, int offset, int most) {
    return jdbi.withHandle(
        handle -> lists.first(handle, tenant, mode, filter, words, offset, most));
  }

  long count(TenantId tenant, Mode mode, OrderFilter filter, List<Long> words) {
    return jdbi.withHandle(handle -> lists.count(handle, tenant, mode, filter, words));
  }
}
