package dev.brass.server.agentpay;

import dev.brass.server.job.NewJob;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderListener;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.webhook.NewMessage;
import java.time.Duration;
import java.util.List;

/// Starts the refund of a paid order's unused money as soon as the order is final, instead of at
/// the next look.
public final class PaymentListener implements OrderListener {

  @Override
  public List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets) {
    return List.of();
  }

  @Override
  public List<NewJob> jobs(Order after, List<OrderEvent> events) {
    if (!after.channel().equals(Payments.CHANNEL) || !after.state().isFinal()) {
      return List.of();
    }
    return List.of(
        CarryingHandler.job(
            after.key().tenant(),
            after.key().tenant().value(),
            CarryingHandler.ONCE,
            Duration.ZERO));
  }
}
