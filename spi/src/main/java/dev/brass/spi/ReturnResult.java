package dev.brass.spi;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The store's answer to a return request. The same request, with the same reference, asks for the
/// state of the return: a store that decides later answers [Pending] first, and one that reports
/// the refund answers [Credited] last.
public sealed interface ReturnResult {

  /// The store expects the goods.
  ///
  /// @param merchantReturnId the store's number of the return
  /// @param returnBy the last instant to send; null when the store does not report it
  record Opened(String merchantReturnId, @Nullable Instant returnBy, List<URI> labels)
      implements ReturnResult {
    public Opened {
      labels = List.copyOf(labels);
    }
  }

  /// The store received the return request and has not decided yet.
  ///
  /// @param why a sentence about it
  record Pending(String why) implements ReturnResult {}

  /// The store has received the goods and refunded the money.
  ///
  /// @param merchantReturnId the store's number of the return
  /// @param refund the refunded part of the order's price
  record Credited(String merchantReturnId, Money refund) implements ReturnResult {}

  /// A return of these lines is in progress already, and nothing was changed.
  ///
  /// @param status the store's word for its state
  /// @param description a sentence about it
  record InProgress(String merchantReturnId, String status, String description)
      implements ReturnResult {}

  /// The store does not accept the return.
  record Refused(OrderError error) implements ReturnResult {}
}
