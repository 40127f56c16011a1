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
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Further tries of orders that failed. An order has at most one: its key is made of the order that
/// it repeats, whichever row, request or run of a job asks for it; a try that fails too has one of
/// its own. So what is asked for twice, or after a crash, is made once. Thread-safe.
final class Retries {

  /// What keys of rows are unique in, which clients' own keys cannot meet.
  static final String SCOPE = "bulk";

  private static final String KEY = "retry:";

  /// Of one row, one after the other.
  private static final int MOST = 100;

  private final Orders orders;
  private final BulkJson json = new BulkJson();

  Retries(Orders orders) {
    this.orders = orders;
  }

  /// Whether an order may be made once more: surely nothing was bought for it, and nothing will be,
  /// and all that it needs is in it.
  boolean mayRepeat(Order order) {
    return OrderOutcome.of(order.state()) == OrderOutcome.FAILED
        && json.tree(order.echo()).path("payment").isMissingNode();
  }

  /// The last try of an order; the order itself when it was not tried again.
  OrderId latest(Batch batch, OrderId first) {
    OrderId latest = first;
    for (int i = 0; i < MOST; i++) {
      Optional<OrderId> next =
          orders.submittedWith(batch.tenant(), batch.mode(), SCOPE, KEY + latest);
      if (next.isEmpty()) {
        return latest;
      }
      latest = next.get();
    }
    return latest;
  }

  /// Makes the order of a row once more.
  ///
  /// @param failed the order that was found to have failed
  Settled again(Batch batch, PendingRow row, OrderId failed, Places places) {
    OrderId latest = latest(batch, failed);
    Optional<Order> order =
        latest.equals(failed)
            ? orders.get(new OrderKey(batch.tenant(), failed)).filter(this::mayRepeat)
            : Optional.empty();
    if (order.isEmpty()) {
      return new Settled(row.position(), latest, null, null);
    }
    Submission submission =
        orders
            .again(order.get().key(), null, null, echo(order.get()), key(failed))
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

  private static Idempotency key(OrderId failed) {
    return new Idempotency(SCOPE, KEY + failed, "");
  }

  /// The request without the key of its client, which belongs to the first order.
  private String echo(Order order) {
    ObjectNode echo = (ObjectNode) json.tree(order.echo());
    echo.remove(Column.KEY.path());
    return echo.toString();
  }

  /// What becomes of a row for which there is no money.
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
