package dev.brass.server.api.v1;

import dev.brass.server.errand.Errand;
import dev.brass.server.errand.ErrandNotices;
import dev.brass.server.errand.ErrandPrivate;
import dev.brass.server.errand.ErrandState;
import dev.brass.server.errand.Wish;
import dev.brass.server.webhook.NewMessage;
import dev.brass.spi.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The webhooks of cancellations, returns and trackings (spec v1 §8, §11): as those of orders, with
/// what `GET` of the errand would answer. `attempting_to_cancel` fires `request_failed`, and what
/// the retailer decides in the end fires again. Thread-safe.
public final class V1ErrandNotices implements ErrandNotices {

  @Override
  public List<NewMessage> messages(@Nullable Errand before, Errand after, ErrandPrivate secrets) {
    if (secrets.webhooks().isEmpty()) {
      return List.of();
    }
    Set<String> fired = fired(before, after);
    String body = ErrandAnswer.body(after);
    List<NewMessage> messages = new ArrayList<>();
    for (String name : V1Notices.ORDERED) {
      if (fired.contains(name)) {
        for (String url : V1Notices.receivers(name, secrets.webhooks())) {
          messages.add(message(after, name, url, body));
        }
      }
    }
    return messages;
  }

  private static NewMessage message(Errand errand, String name, String url, String body) {
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

  private static Set<String> fired(@Nullable Errand before, Errand after) {
    return switch (after.state()) {
      case ErrandState.Queued _ -> Set.of(V1Notices.STATUS_UPDATED);
      case ErrandState.Pending _ ->
          after.wish() instanceof Wish.Cancel && isNew(before, ErrandState.Pending.class)
              ? failed()
              : Set.of();
      case ErrandState.Referred _ -> Set.of();
      case ErrandState.Refused _, ErrandState.ReturnInProgress _ -> failed();
      case ErrandState.Cancelled _ -> succeeded();
      case ErrandState.Returned _ ->
          isNew(before, ErrandState.Returned.class) ? succeeded() : Set.of();
      case ErrandState.Credited _ ->
          isNew(before, ErrandState.Returned.class) ? succeeded() : Set.of();
      case ErrandState.Tracked tracked -> tracked(before, tracked);
    };
  }

  private static Set<String> failed() {
    return Set.of(V1Notices.STATUS_UPDATED, V1Notices.REQUEST_FAILED);
  }

  private static Set<String> succeeded() {
    return Set.of(V1Notices.STATUS_UPDATED, V1Notices.REQUEST_SUCCEEDED);
  }

  private static Set<String> tracked(@Nullable Errand before, ErrandState.Tracked tracked) {
    Set<String> fired = new HashSet<>(Set.of(V1Notices.STATUS_UPDATED));
    boolean first = isNew(before, ErrandState.Tracked.class);
    if (first) {
      fired.add(V1Notices.REQUEST_SUCCEEDED);
    }
    boolean moved =
        first
            || before == null
            || !(before.state() instanceof ErrandState.Tracked earlier)
            || !earlier.parcels().equals(tracked.parcels());
    if (moved) {
      fired.add(V1Notices.TRACKING_UPDATED);
    }
    boolean wasComplete =
        before != null
            && before.state() instanceof ErrandState.Tracked earlier
            && earlier.complete();
    if (tracked.complete() && !wasComplete) {
      fired.add(V1Notices.TRACKING_OBTAINED);
    }
    return fired;
  }

  private static boolean isNew(@Nullable Errand before, Class<? extends ErrandState> state) {
    return before == null || !state.isInstance(before.state());
  }
}
