package dev.brass.server.support;

import dev.brass.server.order.PlacedOrder;
import dev.brass.server.webhook.NewMessage;
import java.util.List;

/// The messages that an API sends its clients when a message is added to a case. They are stored in
/// the transaction of that message.
public interface CaseListener {
  List<NewMessage> messages(PlacedOrder order, SupportCase after);
}
