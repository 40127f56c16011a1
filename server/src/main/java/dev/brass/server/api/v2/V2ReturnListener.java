package dev.brass.server.api.v2;

import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesListener;
import dev.brass.server.aftersales.AftersalesPrivate;
import dev.brass.server.aftersales.AftersalesState;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.api.v2.V2Wire.Webhook;
import dev.brass.server.webhook.NewMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The events about returns for the tenant's endpoint (Zinc API docs, Webhooks), whichever channel
/// the returns came through. The events of a return are numbered: it is created, then approved or
/// denied, and an approved one is credited or denied later.
public final class V2ReturnListener implements AftersalesListener {

  private final V2Json json = new V2Json();

  @Override
  public List<NewMessage> messages(
      @Nullable AftersalesTask before, AftersalesTask after, AftersalesPrivate secrets) {
    if (!(after.wish() instanceof AftersalesAction.Return)) {
      return List.of();
    }
    int told = before == null ? 0 : told(before.state());
    List<NewMessage> messages = new ArrayList<>();
    for (String status : statuses(before == null ? null : before.state(), after.state())) {
      told++;
      messages.add(message(after, status, told));
    }
    return messages;
  }

  /// The number of events of a return in this state.
  private static int told(AftersalesState state) {
    return state instanceof AftersalesState.Returned ? 2 : 1;
  }

  private static List<String> statuses(@Nullable AftersalesState before, AftersalesState after) {
    if (before == null) {
      return List.of("created");
    }
    ReturnStatus was = ReturnStatus.of(before);
    ReturnStatus is = ReturnStatus.of(after);
    if (was == is) {
      return List.of();
    }
    return is == ReturnStatus.CREDITED && was == ReturnStatus.OPEN
        ? List.of(ReturnStatus.APPROVED.code(), is.code())
        : List.of(is.code());
  }

  private NewMessage message(AftersalesTask errand, String what, int sequence) {
    UUID id = NewMessage.newId();
    UUID order = Objects.requireNonNull(errand.order(), "a return without an order").value();
    String event = "return." + what;
    String body =
        json.write(
            new Webhook(
                event,
                order,
                errand.id().value(),
                what.equals("created") ? "open" : what,
                errand.updatedAt(),
                json.map(json.tree(ReturnRendering.response(errand))),
                id,
                sequence));
    return new NewMessage(
        id,
        errand.tenant(),
        errand.mode(),
        order,
        event,
        new NewMessage.TenantEndpoint(),
        body,
        errand.clock());
  }
}
