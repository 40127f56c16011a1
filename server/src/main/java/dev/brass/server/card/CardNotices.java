package dev.brass.server.card;

import dev.brass.server.db.Script;
import dev.brass.server.job.Jobs;
import dev.brass.server.order.Funding;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderNotices;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.webhook.NewMessage;
import java.util.List;
import java.util.function.Consumer;

/// Sees to it that a card is charged, or let go, as soon as its order is final, and not when
/// somebody looks next.
public final class CardNotices implements OrderNotices {

  private static final String PAYMENT = "\"payment\":{";

  private final Jobs jobs;

  public CardNotices(Jobs jobs) {
    this.jobs = jobs;
  }

  /// Whether an order may be paid by card; others surely are not. Those from before the order
  /// itself told are known by what was sent.
  public static boolean mayConcern(Order order) {
    return order.spec().funding() instanceof Funding.ByCard
        || (order.spec().funding() == null && order.echo().contains(PAYMENT));
  }

  @Override
  public List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets) {
    return List.of();
  }

  @Override
  public Consumer<Script> also(Order after, List<OrderEvent> events) {
    return after.state().isFinal() && mayConcern(after)
        ? script -> jobs.enqueue(script, List.of(CardHandler.ofOrder(after.key())))
        : _ -> {};
  }
}
