package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;
import dev.brass.server.webhook.Delivery;
import dev.brass.server.webhook.Webhooks;
import java.util.List;
import java.util.UUID;

/// `GET /webhooks/events/{event_id}/deliveries`: each delivery attempt of an event, oldest first.
final class ListDeliveries implements Action {

  private static final int LARGEST_LIMIT = 500;

  private final Webhooks webhooks;
  private final V2Json json;

  ListDeliveries(Webhooks webhooks, V2Json json) {
    this.webhooks = webhooks;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    UUID event = OrderPaths.uuid(request, "event_id");
    Query query = new Query(request);
    int after = query.number("after", 0, Integer.MAX_VALUE, 0);
    int limit = query.number("limit", 1, LARGEST_LIMIT, LARGEST_LIMIT);
    query.check();
    if (webhooks.events().find(caller.tenant(), caller.mode(), event).isEmpty()) {
      throw V2Problem.notFound("Event", event.toString());
    }
    List<Delivery> page = webhooks.deliveries(caller.tenant(), event, after, limit);
    return json.reply(
        200,
        new EventWire.DeliveryList(
            event, page.stream().map(EventWire.Try::of).toList(), page.size() == limit));
  }
}
