package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.JsonList;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Caller;
import dev.brass.server.webhook.Event;
import dev.brass.server.webhook.Webhooks;
import java.util.List;

/// `GET /webhooks/events`: the events sent or to be sent to the caller's receiver, oldest first.
final class ListEvents implements Action {

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
    Walk walk = new Walk(caller, filter, limit);
    return JsonList.reply(
        request,
        "{\"events\":[",
        () ->
            request.inTurn(
                () ->
                    walk.next().stream()
                        .map(event -> json.write(EventWire.Shown.of(event, json)))
                        .toList()),
        () -> "],\"has_more\":" + walk.hasMore() + "}");
  }

  /// An iterator over the requested events, page by page. Used by one thread.
  private final class Walk {

    private final Caller caller;
    private Event.Filter filter;
    private int left;

    Walk(Caller caller, Event.Filter filter, int limit) {
      this.caller = caller;
      this.filter = filter;
      this.left = limit;
    }

    List<Event> next() {
      List<Event> page = left == 0 ? List.of() : list(left);
      left = page.isEmpty() ? 0 : left - page.size();
      if (!page.isEmpty()) {
        filter = filter.after(page.getLast().message().id());
      }
      return page;
    }

    boolean hasMore() {
      return !list(1).isEmpty();
    }

    private List<Event> list(int most) {
      return webhooks.events().list(caller.tenant(), caller.mode(), filter, most);
    }
  }
}
