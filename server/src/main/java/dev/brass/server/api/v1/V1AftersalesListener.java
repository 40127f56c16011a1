package dev.brass.server.api.v1;

import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesListener;
import dev.brass.server.aftersales.AftersalesPrivate;
import dev.brass.server.aftersales.AftersalesState;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.webhook.NewMessage;
import dev.brass.spi.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The webhooks of cancellations, returns and trackings (classic Zinc docs, Webhooks): like those
/// of orders, with the body of a `GET` of the after-sales task. `attempting_to_cancel` sends
/// `request_failed`, and the retailer's final decision sends another one. Thread-safe.
public final class V1AftersalesListener implements AftersalesListener {

  @Override
  public List<NewMessage> messages(
      @Nullable AftersalesTask before, AftersalesTask after, AftersalesPrivate secrets) {
    if (secrets.webhooks().isEmpty()) {
      return List.of();
    }
    Set<String> fired = fired(before, after);
    String body = AftersalesAnswer.body(after);
    List<NewMessage> messages = new ArrayList<>();
    for (String name : V1OrderListener.ORDERED) {
      if (fired.contains(name)) {
        for (String url : V1OrderListener.receivers(name, secrets.webhooks())) {
          messages.add(message(after, name, url, body));
        }
      }
    }
    return messages;
  }

  private static NewMessage message(AftersalesTask errand, String name, String url, String body) {
    UUID about = errand.order() == null ? errand.id().value() : errand.order().value();
    return new NewMessage(
        errand.tenant(),
        errand.mode(),
        about,
        name,
        new NewMessage.Url(Secret.of(url)),
        body,
        errand.clock());
  }

  private static Set<String> fired(@Nullable AftersalesTask before, AftersalesTask after) {
    return switch (after.state()) {
      case AftersalesState.Queued _ -> Set.of(V1OrderListener.STATUS_UPDATED);
      case AftersalesState.Pending _ ->
          after.wish() instanceof AftersalesAction.Cancel
                  && isNew(before, AftersalesState.Pending.class)
              ? failed()
              : Set.of();
      case AftersalesState.Referred _ -> Set.of();
      case AftersalesState.Refused _, AftersalesState.ReturnInProgress _ -> failed();
      case AftersalesState.Cancelled _ -> succeeded();
      case AftersalesState.Returned _ ->
          isNew(before, AftersalesState.Returned.class) ? succeeded() : Set.of();
      case AftersalesState.Credited _ ->
          isNew(before, AftersalesState.Returned.class) ? succeeded() : Set.of();
      case AftersalesState.Tracked tracked -> tracked(before, tracked);
    };
  }

  private static Set<String> failed() {
    return Set.of(V1OrderListener.STATUS_UPDATED, V1OrderListener.REQUEST_FAILED);
  }

  private static Set<String> succeeded() {
    return Set.of(V1OrderListener.STATUS_UPDATED, V1OrderListener.REQUEST_SUCCEEDED);
  }

  private static Set<String> tracked(
      @Nullable AftersalesTask before, AftersalesState.Tracked tracked) {
    Set<String> fired = new HashSet<>(Set.of(V1OrderListener.STATUS_UPDATED));
    boolean first = isNew(before, AftersalesState.Tracked.class);
    if (first) {
      fired.add(V1OrderListener.REQUEST_SUCCEEDED);
    }
    boolean moved =
        first
            || before == null
            || !(before.state() instanceof AftersalesState.Tracked earlier)
            || !earlier.parcels().equals(tracked.parcels());
    if (moved) {
      fired.add(V1OrderListener.TRACKING_UPDATED);
    }
    boolean wasComplete =
        before != null
            && before.state() instanceof AftersalesState.Tracked earlier
            && earlier.complete();
    if (tracked.complete() && !wasComplete) {
      fired.add(V1OrderListener.TRACKING_OBTAINED);
    }
    return fired;
  }

  private static boolean isNew(
      @Nullable AftersalesTask before, Class<? extends AftersalesState> state) {
    return before == null || !state.isInstance(before.state());
  }
}
