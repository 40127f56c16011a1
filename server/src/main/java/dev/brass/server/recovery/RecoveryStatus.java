package dev.brass.server.recovery;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Whether history may be lost, for people.
///
/// @param losses the losses found, oldest first; empty when nothing is lost
/// @param released stores that an operator has released from all of them
public record RecoveryStatus(List<Loss> losses, Set<String> released) {

  public RecoveryStatus {
    losses = List.copyOf(losses);
    released = Set.copyOf(released);
  }

  /// A loss of history.
  ///
  /// @param since when it was found; the lost changes are older
  /// @param reason one sentence without a full stop
  public record Loss(Instant since, String reason) {}

  public boolean isRecovering() {
    return !losses.isEmpty();
  }
}
