package dev.brass.server.job;

/// The owner of a job, as far as that decides the order of turns. When not all due jobs can run,
/// each class with due jobs gets its part, by its weight; no class gets nothing. Within a class its
/// *shares* take turns.
public enum JobClass {
  /// The work of account holders. Each tenant is a share.
  LIVE(0, 8),
  /// The work that programs without an account have paid for. All of them are one share, since each
  /// paid order has a tenant of its own.
  AGENTS(1, 4),
  /// The tests in unclaimed sandboxes. All of them are one share: they are free.
  SANDBOXES(2, 2),
  /// Tests of account holders. Each tenant is a share.
  TEST(3, 2);

  private final int stored;
  private final int weight;

  JobClass(int stored, int weight) {
    this.stored = stored;
    this.weight = weight;
  }

  /// The number of places that it gets for each one of a class of weight 1.
  int weight() {
    return weight;
  }

  /// Its number in the table of jobs.
  int stored() {
    return stored;
  }

  static JobClass of(int stored) {
    for (JobClass each : values()) {
      if (each.stored == stored) {
        return each;
      }
    }
    throw new IllegalArgumentException("no class of jobs has the number " + stored);
  }
}
