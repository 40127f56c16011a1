package dev.brass.server.webhook;

import org.jspecify.annotations.Nullable;

/// The result of an HTTP call.
sealed interface Reply {

  /// The receiver answered.
  ///
  /// @param body at most the first 64 KiB of it
  /// @param retryAfter the header of that name as sent; null when there is none
  record Answered(int status, String body, @Nullable String retryAfter) implements Reply {}

  /// No whole answer came.
  record Missing(String why) implements Reply {}
}
