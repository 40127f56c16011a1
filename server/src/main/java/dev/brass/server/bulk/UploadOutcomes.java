package dev.brass.server.bulk;

import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderOutcome;
import dev.brass.server.order.Orders;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/// The current outcomes of the rows of batches and of their orders. Thread-safe.
final class UploadOutcomes {

  private static final int ORDERS_AT_ONCE = 200;

  private final Jdbi jdbi;
  private final OutcomeRepository repository;
  private final Orders orders;

  UploadOutcomes(Jdbi jdbi, OutcomeRepository repository, Orders orders) {
    this.jdbi = jdbi;
    this.repository = repository;
    this.orders = orders;
  }

  /// All outcomes with their numbers of rows, which add up to the rows.
  Map<OrderOutcome, Integer> of(Upload batch) {
    Map<OrderOutcome, Integer> counts = new EnumMap<>(OrderOutcome.class);
    for (OrderOutcome outcome : OrderOutcome.values()) {
      counts.put(outcome, 0);
    }
    int ended = 0;
    for (Map.Entry<OrderOutcome, Integer> count : ofEnded(batch).entrySet()) {
      counts.merge(count.getKey(), count.getValue(), Integer::sum);
      ended += count.getValue();
    }
    counts.merge(OrderOutcome.WAITING, Math.max(batch.rows() - ended, 0), Integer::sum);
    return counts;
  }

  /// The outcomes of rows that are not pending.
  private Map<OrderOutcome, Integer> ofEnded(Upload batch) {
    Map<OrderOutcome, Integer> counts = new EnumMap<>(OrderOutcome.class);
    List<OrderId> placed = placed(batch);
    if (!placed.isEmpty()) {
      counts.putAll(orders.outcomes(batch.tenant(), placed));
    }
    Map<Boolean, Integer> failed =
        jdbi.withHandle(handle -> repository.failed(handle, batch.tenant(), batch.id()));
    counts.merge(OrderOutcome.CANCELLED, failed.getOrDefault(true, 0), Integer::sum);
    counts.merge(OrderOutcome.FAILED, failed.getOrDefault(false, 0), Integer::sum);
    return counts;
  }

  private List<OrderId> placed(Upload batch) {
    return jdbi.withHandle(handle -> repository.orders(handle, batch.tenant(), batch.id()));
  }

  /// The orders for which nothing can have been bought, and that can be retried.
  List<OrderId> surelyFailed(Upload batch, Retries retries) {
    List<OrderId> placed = placed(batch);
    if (placed.isEmpty()) {
      return List.of();
    }
    List<OrderId> candidates =
        orders.standings(batch.tenant(), placed).entrySet().stream()
            .filter(standing -> standing.getValue().outcome() == OrderOutcome.FAILED)
            .map(Map.Entry::getKey)
            .toList();
    List<OrderId> failed = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i += ORDERS_AT_ONCE) {
      List<OrderId> part = candidates.subList(i, Math.min(i + ORDERS_AT_ONCE, candidates.size()));
      orders.all(batch.tenant(), part).values().stream()
          .filter(retries::mayRepeat)
          .map(Order::id)
          .forEach(failed::add);
    }
    return failed;
  }
}
