package dev.brass.spi;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a store answered the wish to return.
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

  /// A return of these lines is under way already, and nothing was changed.
  ///
  /// @param status the store's word for where it stands
  /// @param description a sentence about it
  record InProgress(String merchantReturnId, String status, String description)
      implements ReturnResult {}

  /// The store does not take it back.
  record Refused(OrderError error) implements ReturnResult {}
}
