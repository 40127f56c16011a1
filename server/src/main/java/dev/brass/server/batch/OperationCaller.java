package dev.brass.server.batch;

import dev.brass.server.tenant.Caller;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Carries out operations in the same way as requests from outside. Thread-safe.
public interface OperationCaller {

  /// Carries out an operation and returns its answer, whatever its content.
  Answer call(Request request, Caller caller);

  /// A call that is ready to be carried out.
  ///
  /// @param idempotencyKey for the body, if it has none; null when the operation supports none
  /// @param repeated whether it may have been carried out before
  /// @param sentTo the address at which the client reached this server with the batch; null when
  /// unknown
  record Request(
      UUID operation,
      String method,
      WrittenCall call,
      @Nullable String idempotencyKey,
      boolean repeated,
      @Nullable String sentTo) {}

  /// An answer.
  ///
  /// @param body a JSON object with its secrets masked; null when there is none
  /// @param tooSoon delay before a retry when the tenant's rate limit was exceeded
  record Answer(int status, @Nullable String body, @Nullable Duration tooSoon) {}
}
