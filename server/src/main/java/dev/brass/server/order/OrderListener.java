package dev.brass.server.order;

import dev.brass.server.job.NewJob;
import dev.brass.server.webhook.NewMessage;
import java.util.List;

/// The messages that an API owes its clients when something happened to an order. Each API renders
/// its own; they are stored in the same transaction as what happened.
public interface OrderListener {

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

  /// The jobs that the commit of `events` stores; none of a submission.
  ///
  /// @param after the order as it is once the events have happened
  default List<NewJob> jobs(Order after, List<OrderEvent> events) {
    return List.of();
  }

  /// What else is stored in the commit of `events`, such as mails to a customer; nothing of a
  /// submission.
  ///
  /// @param after the order as it is once the events have happened
  default List<Extra<?>> extras(Order after, List<OrderEvent> events) {
    return List.of();
  }

  /// Whether everybody who knows the id of an order may see its public page ([Orders#shared]).
  ///
  /// @param order as it is submitted
  default boolean shares(Order order) {
    return false;
  }
}
