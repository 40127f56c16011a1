package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.form.Fields;
import dev.brass.server.tenant.Caller;
import dev.brass.server.webhook.Event;
import dev.brass.server.webhook.Events;
import dev.brass.server.webhook.Webhooks;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `POST /webhooks/redeliver` with `{"since": …}`: delivers the events stored since then again,
/// oldest first, [Events#MOST_AT_ONCE] at a time.
final class RedeliverEvents implements Command<Event.Filter> {

  /// The latest time that an id can contain.
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final Webhooks webhooks;
  private final V2Json json;

  RedeliverEvents(Webhooks webhooks, V2Json json) {
    this.webhooks = webhooks;
    this.json = json;
  }

  /// @param lastId the `after` of the next call when there are more
  record Wire(int redelivered, @Nullable UUID lastId, boolean hasMore) {}

  @Override
  public Event.Filter check(ApiRequest request, Caller caller) {
    Fields f = Fields.of(json.body(request));
    Instant since = f.instant("since");
    Event.Filter filter =
        new Event.Filter(
            f.uuidOrNull("after"),
            since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since.isAfter(LATEST) ? LATEST : since,
            f.uuidOrNull("order_id"),
            f.textOrNull("event", 1, 100));
    f.nothingElse();
    f.check();
    return filter;
  }

  @Override
  public Reply run(Event.Filter filter, ApiRequest request, Caller caller) {
    request.adds(Events.MOST_AT_ONCE);
    Events.Again again = webhooks.events().redeliver(caller.tenant(), caller.mode(), filter);
    return json.reply(202, new Wire(again.count(), again.last(), again.more()));
  }
}
