package dev.brass.server.support;

import dev.brass.server.order.PlacedOrder;
import dev.brass.server.webhook.NewMessage;
import java.util.List;

/// The messages that an API owes its clients when something was written in a case. They are stored
/// in the same transaction as what was written.
public interface CaseListener {
  List<NewMessage> messages(PlacedOrder order, SupportCase after);
}
