package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;
import dev.brass.server.webhook.Webhooks;
import java.util.Map;
import java.util.UUID;

/// `POST /webhooks/events/{event_id}/redeliver`: delivers an event again, with a new series of
/// tries.
final class RedeliverEvent implements Action {

  private final Webhooks webhooks;
  private final V2Json json;

  RedeliverEvent(Webhooks webhooks, V2Json json) {
    this.webhooks = webhooks;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    UUID event = OrderPaths.uuid(request, "event_id");
    if (!webhooks.events().redeliver(caller.tenant(), caller.mode(), event)) {
      throw V2Problem.notFound("Event", event.toString());
    }
    return json.reply(202, Map.of("redelivered", 1));
  }
}
