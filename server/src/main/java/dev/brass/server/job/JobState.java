package dev.brass.server.job;

import java.util.Locale;

/// The state of a stored job.
public enum JobState {
  /// Due now or later; a claim moves it on.
  READY,
  /// Due, but its lane is taken; the job that frees the lane moves it on.
  PARKED,
  /// Claimed by a node, whose acknowledgement moves it on, or its successor after the node's death.
  RUNNING,
  /// It ended processes by itself ([Suspects]); an operator releases or deletes it.
  SET_ASIDE,
  /// Out of attempts; only an operator moves it on. Deleted after a retention.
  DISCARDED,
  /// Ended by its handler on purpose; only an operator moves it on. Deleted after a retention.
  CANCELLED;

  /// The name in the table, which has none for a running job: that one is ready and has a node.
  String stored() {
    if (this == RUNNING) {
      throw new IllegalStateException("Running is no stored state");
    }
    return name().toLowerCase(Locale.ROOT);
  }

  static JobState of(String stored, boolean hasNode) {
    return hasNode ? RUNNING : valueOf(stored.toUpperCase(Locale.ROOT));
  }
}
