package dev.brass.server.order;

import dev.brass.server.job.NewJob;
import dev.brass.server.webhook.NewMessage;
import java.util.List;

/// The messages that an API sends its clients when an order changes. Each API renders its own; they
/// are stored in the transaction of the change.
public interface OrderListener {

  /// The messages that `events` cause.
  ///
  /// @param after the order after the events
  /// @param secrets contain the webhook addresses of v1
  List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets);

  /// How many of `events` are numbered notices of their order: [Order#notices] counts them in the
  /// order's own commit, so that a receiver can see whether it has missed one. A submission counts
  /// as one.
  ///
  /// @param after the order after the events, except for its notices
  default int numbered(Order after, List<OrderEvent> events) {
    return 0;
  }

  /// The jobs that the commit of `events` stores; none of a submission.
  ///
  /// @param after the order after the events
  default List<NewJob> jobs(Order after, List<OrderEvent> events) {
    return List.of();
  }

  /// Further rows of the commit of `events`, such as mails to a customer; none for a submission.
  ///
  /// @param after the order after the events
  default List<Extra<?>> extras(Order after, List<OrderEvent> events) {
    return List.of();
  }

  /// Whether anyone who knows the id of an order may see its public page ([Orders#shared]).
  ///
  /// @param order as it is submitted
  default boolean shares(Order order) {
    return false;
  }
}
