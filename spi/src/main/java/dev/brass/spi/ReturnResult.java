package dev.brass.spi;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a store answered the wish to return. The same wish, with the same reference, asks how the
/// return stands: a store that decides later answers [Pending] first, and one that tells of the
/// money answers [Credited] last.
public sealed interface ReturnResult {

  /// The store expects the goods.
  ///
  /// @param merchantReturnId the store's number of the return
  /// @param returnBy the last instant to send; null when the store does not tell
  record Opened(String merchantReturnId, @Nullable Instant returnBy, List<URI> labels)
      implements ReturnResult {
    public Opened {
      labels = List.copyOf(labels);
    }
  }

  /// The store took the wish and has not decided yet.
  ///
  /// @param why a sentence about it
  record Pending(String why) implements ReturnResult {}

  /// The store has got the goods and gave the money back.
  ///
  /// @param merchantReturnId the store's number of the return
  /// @param refund what came back of the order's price
  record Credited(String merchantReturnId, Money refund) implements ReturnResult {}

  /// A return of these lines is under way already, and nothing was changed.
  ///
  /// @param status the store's word for where it stands
  /// @param description a sentence about it
  record InProgress(String merchantReturnId, String status, String description)
      implements ReturnResult {}

  /// The store does not take it back.
  record Refused(OrderError error) implements ReturnResult {}
}
