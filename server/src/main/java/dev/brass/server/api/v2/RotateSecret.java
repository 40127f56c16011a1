package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.config.Durations;
import dev.brass.server.form.Fields;
import dev.brass.server.tenant.Caller;
import dev.brass.server.webhook.Webhooks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `POST /webhooks/endpoint/rotate-secret`: a new secret, with the old one valid beside it for a
/// while. Without `keep_old_for` the old one is invalid at once, as on the original's dashboard.
final class RotateSecret implements Command<Duration> {

  private static final Duration LONGEST = Duration.ofDays(7);

  private final Webhooks webhooks;
  private final V2Json json;

  RotateSecret(Webhooks webhooks, V2Json json) {
    this.webhooks = webhooks;
    this.json = json;
  }

  @Override
  public Duration check(ApiRequest request, Caller caller) {
    String text = request.text();
    Fields f = Fields.of(json.read(text.isBlank() ? "{}" : text));
    Duration keep = keepOld(f);
    f.check();
    return keep;
  }

  @Override
  public Reply run(Duration keep, ApiRequest request, Caller caller) {
    return webhooks
        .rotateSecret(caller.tenant(), caller.mode(), keep)
        .map(endpoint -> json.reply(200, WebhookEndpoints.Wire.of(endpoint, caller)))
        .orElseThrow(() -> V2Problem.notFound("Webhook endpoint", caller.mode().code()));
  }

  private static Duration keepOld(Fields f) {
    String text = f.textOrNull("keep_old_for", 1, 30);
    Duration keep = text == null ? Duration.ZERO : parsed(text);
    if (keep == null || keep.compareTo(LONGEST) > 0) {
      f.fault(
          "keep_old_for",
          "Value error, keep_old_for is a duration of at most 7 days, such as 30m, 24h or P7D",
          "value_error");
      return Duration.ZERO;
    }
    return keep;
  }

  private static @Nullable Duration parsed(String text) {
    try {
      return Durations.parse(text.strip());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
