package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.form.Fields;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.Scope;
import dev.brass.server.webhook.Endpoint;
import dev.brass.server.webhook.Webhooks;
import dev.brass.spi.Secret;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/webhooks/endpoint`: the caller's receiver, one per mode, and its signing secret (Zinc API
/// docs, Webhooks).
final class WebhookEndpoints {

  private WebhookEndpoints() {}

  /// The receiver on the wire; all null when none was ever registered.
  ///
  /// @param webhookSecret null also for a read-only key
  /// @param status `active` or `paused`; null without a URL
  record Wire(
      @Nullable Secret<String> webhookUrl,
      @Nullable Secret<String> webhookSecret,
      @Nullable String status,
      @Nullable Instant pausedAt,
      @Nullable Instant failingSince,
      @Nullable Instant oldSecretUntil) {

    static final Wire NONE = new Wire(null, null, null, null, null, null);

    /// The secret signs for the receiver, and the URL may contain the receiver's own secret: a key
    /// that may not change them cannot read them.
    static Wire of(Endpoint endpoint, Caller caller) {
      Secret<String> url = endpoint.url();
      String shown = endpoint.shownUrl();
      boolean whole = caller.scope() == Scope.FULL;
      return new Wire(
          whole || shown == null ? url : Secret.of(shown),
          whole ? endpoint.secret() : null,
          url == null ? null : endpoint.pausedAt() == null ? "active" : "paused",
          endpoint.pausedAt(),
          endpoint.failingSince(),
          endpoint.oldSecretUntil());
    }
  }

  /// `GET /webhooks/endpoint`.
  record Get(Webhooks webhooks, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      return json.reply(
          200,
          webhooks
              .endpoint(caller.tenant(), caller.mode())
              .map(endpoint -> Wire.of(endpoint, caller))
              .orElse(Wire.NONE));
    }
  }

  /// `PUT /webhooks/endpoint` with `{"url": …}`.
  record Put(Webhooks webhooks, V2Json json) implements Command<String> {
    @Override
    public String check(ApiRequest request, Caller caller) {
      Fields f = Fields.of(json.body(request));
      String url = f.text("url", 1, 2048);
      f.check();
      String problem = webhooks.targetProblem(url);
      if (problem != null) {
        throw new InvalidInput(
            List.of(new Fault(List.of("body", "url"), "Value error, " + problem, "value_error")));
      }
      return url;
    }

    @Override
    public Reply run(String url, ApiRequest request, Caller caller) {
      Endpoint registered = webhooks.register(caller.tenant(), caller.mode(), url);
      return json.reply(200, Wire.of(registered, caller));
    }
  }

  /// `DELETE /webhooks/endpoint`: removes the URL and keeps the secret.
  record Delete(Webhooks webhooks) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      webhooks.clear(caller.tenant(), caller.mode());
      return Reply.empty(204);
    }
  }
}
