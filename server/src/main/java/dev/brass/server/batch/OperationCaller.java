package dev.brass.server.batch;

import dev.brass.server.tenant.Caller;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Carries operations out the way requests from outside are. Thread-safe.
public interface OperationCaller {

  /// Carries an operation out and gives its answer, whatever that says.
  Answer call(Request request, Caller caller);

  /// A call that is ready to be carried out.
  ///
  /// @param idempotencyKey for the body, if it has none; null when the operation takes none
  /// @param repeated whether it may have been carried out before
  /// @param sentTo where the client reached this server with the batch; null when not known
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
  /// @param tooSoon when it was refused because its tenant asks too much: how long to wait
  record Answer(int status, @Nullable String body, @Nullable Duration tooSoon) {}
}
