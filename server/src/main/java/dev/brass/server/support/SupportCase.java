package dev.brass.server.support;

import dev.brass.server.order.OrderKey;
import java.util.List;

/// The messages about one order so far.
///
/// @param messages oldest first; none when there is no case
public record SupportCase(OrderKey order, List<CaseMessage> messages) {

  public SupportCase {
    messages = List.copyOf(messages);
  }

  /// The state of a case.
  public enum State {
    NONE,
    OPEN,
    CLOSED
  }

  public State state() {
    State state = State.NONE;
    for (CaseMessage message : messages) {
      if (message.opens()) {
        state = State.OPEN;
      } else if (message.closes()) {
        state = State.CLOSED;
      }
    }
    return state;
  }

  /// The case as it was when a message came into it.
  SupportCase upTo(int number) {
    return new SupportCase(order, messages.subList(0, number));
  }
}
