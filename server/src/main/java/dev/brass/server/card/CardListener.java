package dev.brass.server.card;

import dev.brass.server.job.NewJob;
import dev.brass.server.order.Funding;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderListener;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.webhook.NewMessage;
import java.util.List;

/// Starts the capture or release of a card's hold as soon as its order is final, instead of at the
/// next check.
public final class CardListener implements OrderListener {

  private static final String PAYMENT = "\"payment\":{";

  /// Whether an order may be paid by card; any other certainly is not. Older orders do not record
  /// it themselves and are recognised by their request.
  public static boolean mayConcern(Order order) {
    return order.spec().payment().funding() instanceof Funding.ByCard
        || (order.spec().payment().funding() == null && order.echo().contains(PAYMENT));
  }

  @Override
  public List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets) {
    return List.of();
  }

  @Override
  public List<NewJob> jobs(Order after, List<OrderEvent> events) {
    return after.state().isFinal() && mayConcern(after)
        ? List.of(CardHandler.ofOrder(after.key()))
        : List.of();
  }
}
