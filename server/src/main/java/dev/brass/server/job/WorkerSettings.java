package dev.brass.server.job;

import java.time.Duration;

/// The settings of a [JobWorker].
///
/// @param name shows people which node this is, such as host and process id
/// @param soleNode whether no other node can live on this database, for example because this
///     process holds the lock of the data folder: jobs that a dead process left running are then
///     free at once instead of after `beat` × `deadAfter`
/// @param poll the longest time between two looks for due jobs, should wakes be lost
/// @param beat the time between two signs of life
/// @param deadAfter the number of looks without a sign of life until a node's jobs are taken over
/// @param retention how long discarded and cancelled jobs are kept
/// @param durableAcks whether acknowledgements wait for the disk. They need not: one that is lost
///     when PostgreSQL crashes means a job that runs again
public record WorkerSettings(
    String name,
    boolean soleNode,
    Duration poll,
    Duration beat,
    int deadAfter,
    Duration retention,
    boolean durableAcks) {

  public WorkerSettings {
    if (!poll.isPositive() || !beat.isPositive() || deadAfter < 1 || retention.isNegative()) {
      throw new IllegalArgumentException(
          "A worker needs time between its looks: " + poll + ", " + beat + ", " + deadAfter);
    }
  }

  /// The greatest age of its last sign of life before a node stops by itself: one beat less than
  /// others wait until they take its jobs over.
  Duration holdsFor() {
    return deadAfter == 1 ? beat.dividedBy(2) : beat.multipliedBy(deadAfter - 1L);
  }

  /// The settings of a server: polls each second, stops when it could give no sign of life for ten
  /// seconds, and takes a dead node's jobs over after fifteen.
  public static WorkerSettings of(String name, boolean soleNode) {
    return new WorkerSettings(
        name,
        soleNode,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        3,
        Duration.ofDays(30),
        false);
  }
}
