package dev.brass.server.api.v1;

import dev.brass.server.support.CaseMessage;
import dev.brass.server.support.SupportCase;
import java.util.Locale;

/// A case in the classic API (classic Zinc docs, Cases). Webhooks have the same body.
final class CaseAnswer {

  private CaseAnswer() {}

  static String body(SupportCase shown) {
    String state =
        switch (shown.state()) {
          case NONE -> null;
          case OPEN -> "open";
          case CLOSED -> "closed";
        };
    return V1Json.write(
        new V1Wire.Case(
            state,
            shown.messages().stream().map(CaseAnswer::message).toList(),
            V1Ids.requestId(shown.order().id())));
  }

  private static V1Wire.Message message(CaseMessage message) {
    return new V1Wire.Message(
        message.type(),
        message.text(),
        message.author().name().toLowerCase(Locale.ROOT),
        V1Json.time(message.at()),
        V1Wire.minor(message.refund()),
        V1Wire.currency(message.refund()));
  }
}
