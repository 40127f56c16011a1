package dev.brass.server.api.v2;

import dev.brass.server.api.Api.Routes;
import dev.brass.server.webhook.Webhooks;

/// What there is around webhooks beyond the documents: secrets that are replaced without a gap, a
/// receiver that is paused and goes on, and the events themselves.
final class WebhookRoutes {

  private WebhookRoutes() {}

  static void add(Routes routes, V2Caller callers, Webhooks webhooks, V2Json json) {
    routes.add(
        "POST",
        "/webhooks/endpoint/rotate-secret",
        callers.known(new RotateSecret(webhooks, json)));
    routes.add(
        "POST", "/webhooks/endpoint/resume", callers.known(new ResumeEndpoint(webhooks, json)));
    routes.add("GET", "/webhooks/events", callers.known(new ListEvents(webhooks, json)));
    routes.add(
        "GET",
        "/webhooks/events/{event_id}/deliveries",
        callers.known(new ListDeliveries(webhooks, json)));
    routes.add(
        "POST",
        "/webhooks/events/{event_id}/redeliver",
        callers.known(new RedeliverEvent(webhooks, json)));
    routes.add("POST", "/webhooks/redeliver", callers.known(new RedeliverEvents(webhooks, json)));
  }
}
