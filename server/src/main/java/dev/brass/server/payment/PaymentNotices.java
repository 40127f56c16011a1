package dev.brass.server.payment;

import dev.brass.server.db.Script;
import dev.brass.server.job.Jobs;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderNotices;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.webhook.NewMessage;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Sees to it that what a paid order leaves of its money goes back as soon as the order is final,
/// and not when somebody looks next.
public final class PaymentNotices implements OrderNotices {

  private final Jobs jobs;

  public PaymentNotices(Jobs jobs) {
    this.jobs = jobs;
  }

  @Override
  public List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets) {
    return List.of();
  }

  @Override
  public Consumer<Script> also(Order after, List<OrderEvent> events) {
    if (!after.door().equals(Payments.DOOR) || !after.state().isFinal()) {
      return _ -> {};
    }
    return script ->
        jobs.enqueue(
            script,
            List.of(
                CarryingHandler.job(
                    after.key().tenant(),
                    after.key().tenant().value(),
                    CarryingHandler.ONCE,
                    Duration.ZERO)));
  }
}
