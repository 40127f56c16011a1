package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;
import dev.brass.server.webhook.Event;
import dev.brass.server.webhook.Webhooks;
import java.util.List;

/// `GET /webhooks/events`: what the caller's receiver was and will be told, oldest first.
final class ListEvents implements V2Caller.Operation {

  private static final int DEFAULT_LIMIT = 50;
  private static final int LARGEST_LIMIT = 500;

  private final Webhooks webhooks;
  private final V2Json json;

  ListEvents(Webhooks webhooks, V2Json json) {
    this.webhooks = webhooks;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = new Query(request);
    int limit = query.number("limit", 1, LARGEST_LIMIT, DEFAULT_LIMIT);
    Event.Filter filter =
        new Event.Filter(query.uuid("after"), null, query.uuid("order_id"), query.text("event"));
    query.check();
    List<Event> found = webhooks.events().list(caller.tenant(), caller.mode(), filter, limit + 1);
    return json.reply(
        200,
        new EventWire.EventList(
            found.stream().limit(limit).map(event -> EventWire.Shown.of(event, json)).toList(),
            found.size() > limit));
  }
}
