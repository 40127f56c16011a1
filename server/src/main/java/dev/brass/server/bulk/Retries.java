package dev.brass.server.bulk;

import dev.brass.server.bulk.BulkRepository.PendingRow;
import dev.brass.server.bulk.BulkRepository.Settled;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderOutcome;
import dev.brass.server.order.OrderRequest.Idempotency;
import dev.brass.server.order.Orders;
import dev.brass.server.order.Submission;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Retries of failed orders. An order has at most one: its key is derived from the order that it
/// repeats, whichever row, request or run of a job creates it; a retry that fails can have its own.
/// A retry that is requested twice, or after a crash, is therefore created once. Thread-safe.
final class Retries {

  /// The idempotency scope of rows' keys, which is separate from clients' own keys.
  static final String SCOPE = "bulk";

  private static final String KEY = "retry:";

  /// The longest chain of retries of one row.
  private static final int MOST = 100;

  private final Orders orders;

  private final BulkJson json = new BulkJson();

  Retries(Orders orders) {
    this.orders = orders;
  }

  /// Whether an order may be retried: nothing can have been bought for it, nothing will be, and it
  /// contains everything it needs.
  boolean mayRepeat(Order order) {
    return OrderOutcome.of(order.state()) == OrderOutcome.FAILED
        && json.tree(order.echo()).path("payment").isMissingNode();
  }

  /// The results of rows, with the last retry of each order in place of the first: with few
  /// queries, because hundreds of rows are settled at once.
  List<Settled> latest(Upload batch, List<Settled> rows) {
    Map<OrderId, OrderId> latest = new HashMap<>();
    for (Settled row : rows) {
      if (row.order() != null) {
        latest.put(row.order(), row.order());
      }
    }
    Set<OrderId> open = new HashSet<>(latest.keySet());
    for (int i = 0; i < MOST && !open.isEmpty(); i++) {
      Map<String, OrderId> next =
          orders.submittedWith(
              batch.tenant(), batch.mode(), SCOPE, open.stream().map(Retries::name).toList());
      latest.replaceAll((_, last) -> next.getOrDefault(name(last), last));
      open = new HashSet<>(next.values());
    }
    return rows.stream()
        .map(
            row ->
                row.order() == null ? row : row.with(latest.getOrDefault(row.order(), row.order())))
        .toList();
  }

  /// Retries the order of a row. If that was done before, it finds the retry.
  ///
  /// @param failed the order that has failed
  Settled again(Upload batch, PendingRow row, OrderId failed, Places places) {
    return orders
        .get(new OrderKey(batch.tenant(), failed))
        .filter(this::mayRepeat)
        .map(order -> again(order, row, places))
        .orElseGet(() -> new Settled(row.position(), failed, null, null));
  }

  private Settled again(Order order, PendingRow row, Places places) {
    OrderId failed = order.id();
    Submission submission =
        orders
            .again(order.key(), null, null, echo(order), new Idempotency(SCOPE, name(failed), ""))
            .orElseThrow(() -> new IllegalStateException("order " + failed + " is gone"));
    return switch (submission) {
      case Submission.Accepted(var accepted) ->
          new Settled(row.position(), accepted.id(), null, null);
      case Submission.Duplicate(var original, _) ->
          new Settled(row.position(), original, null, null);
      case Submission.Unfunded unfunded -> unfunded(row, places, unfunded);
      case Submission.Repeated _, Submission.CapMissing _, Submission.PlayMoney _ ->
          new Settled(row.position(), failed, null, null);
    };
  }

  /// The key of an order's retry.
  private static String name(OrderId failed) {
    return KEY + failed;
  }

  /// The request without the client's key, which belongs to the first order.
  private String echo(Order order) {
    ObjectNode echo = (ObjectNode) json.tree(order.echo());
    echo.remove(Column.KEY.path());
    return echo.toString();
  }

  /// The result of a row that lacks funds.
  static Settled unfunded(PendingRow row, Places places, Submission.Unfunded unfunded) {
    return new Settled(
        row.position(),
        null,
        places.told(
            Column.MAX_PRICE.path(),
            "the wallet has %s and the order needs %s (insufficient_funds); top it up and"
                    .formatted(unfunded.available(), unfunded.required())
                + " retry the upload"),
        RowError.INSUFFICIENT_FUNDS.code());
  }
}
