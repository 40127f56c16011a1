package dev.brass.server.api.v1;

import dev.brass.server.support.CaseMessage;
import dev.brass.server.support.SupportCase;
import dev.brass.spi.Money;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A case in the classic API (classic Zinc docs, Cases). Webhooks have the same body.
final class CaseAnswer {

  private CaseAnswer() {}

  static String body(SupportCase shown) {
    ObjectNode body = V1Json.object();
    switch (shown.state()) {
      case NONE -> body.putNull("state");
      case OPEN -> body.put("state", "open");
      case CLOSED -> body.put("state", "closed");
    }
    ArrayNode messages = body.putArray("messages");
    shown.messages().forEach(message -> messages.add(message(message)));
    body.put("request_id", V1Ids.requestId(shown.order().id()));
    return V1Json.write(body);
  }

  private static ObjectNode message(CaseMessage message) {
    ObjectNode json =
        V1Json.object()
            .put("type", message.type())
            .put("message", message.text())
            .put("from", message.author().name().toLowerCase(Locale.ROOT))
            .put("created_at", V1Json.time(message.at()));
    Money refund = message.refund();
    if (refund != null) {
      json.put("refund", refund.minor()).put("currency", refund.currency().getCurrencyCode());
    }
    return json;
  }
}
