package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;
import dev.brass.server.webhook.Webhooks;

/// `POST /webhooks/endpoint/resume`: resumes a paused receiver and delivers the waiting events,
/// oldest first. For a receiver that is not paused it only resets the failures.
final class ResumeEndpoint implements Action {

  private final Webhooks webhooks;
  private final V2Json json;

  ResumeEndpoint(Webhooks webhooks, V2Json json) {
    this.webhooks = webhooks;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    return webhooks
        .resume(caller.tenant(), caller.mode())
        .map(endpoint -> json.reply(200, WebhookEndpoints.Wire.of(endpoint, caller)))
        .orElseThrow(() -> V2Problem.notFound("Webhook endpoint", caller.mode().code()));
  }
}
