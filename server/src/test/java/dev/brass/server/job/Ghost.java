package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.JobRepository.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A node that joins, claims jobs, and is never heard of again, or looks whether the others live.
final class Ghost {

  private final Database database;
  private final InstantSource time;
  private final Lease lease;

  Ghost(Database database, InstantSource time) {
    this(database, time, 3, false);
  }

  /// One that watches.
  ///
  /// @param deadAfter looks until a silent node is dead to it
  /// @param sole whether no other node can live
  Ghost(Database database, InstantSource time, int deadAfter, boolean sole) {
    this.database = database;
    this.time = time;
    this.lease =
        new Lease(
            database,
            time,
            System::nanoTime,
            new WorkerSettings(
                "ghost", sole, TestNode.RARELY, TestNode.RARELY, deadAfter, Duration.ZERO, false));
    lease.join();
  }

  Lease lease() {
    return lease;
  }

  /// Takes over the dead nodes; gives the number of their jobs.
  int takeOver() {
    try (Takeover takeover = new Takeover(database, time, List.of(), _ -> {})) {
      return takeover.run();
    }
  }

  /// Claims due jobs with and without lanes.
  List<Job> claim(String kind, int most) {
    List<Wanted> wanted = List.of(new Wanted(kind, most, Instant.EPOCH));
    Set<String> open = Set.of("");
    List<Claimed> claimed =
        new ArrayList<>(
            database
                .jdbi()
                .withHandle(
                    handle ->
                        new JobRepository()
                            .claim(handle, lease.node(), wanted, open, time.instant())));
    new LaneClaimer(database, new Slots(database, System::nanoTime))
        .claim(lease.node(), wanted, open, time.instant())
        .claimed()
        .forEach(claimed::addAll);
    return claimed.stream().map(Claimed::job).toList();
  }
}
