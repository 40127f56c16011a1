package dev.brass.server.order;

import dev.brass.server.webhook.NewMessage;
import java.util.List;

/// The messages that an API owes its clients when something happened to an order. Each API renders
/// its own; they are stored in the same transaction as what happened.
public interface OrderNotices {

  /// The messages that `events` give rise to.
  ///
  /// @param after the order as it is once the events have happened
  /// @param secrets where v1 keeps the addresses to tell
  List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets);

  /// How many of `events` have a number among what is told of their order: [Order#notices] counts
  /// them in the order's own commit, so that a receiver can see whether it has missed one. A
  /// submission counts as one.
  ///
  /// @param after the order as it is once the events have happened, but for its notices
  default int numbered(Order after, List<OrderEvent> events) {
    return 0;
  }
}
