package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.JobRepository.Wanted;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// A node that joins, claims jobs, and is never heard of again.
final class Ghost {

  private final Database database;
  private final InstantSource time;
  private final Lease lease;

  Ghost(Database database, InstantSource time) {
    this.database = database;
    this.time = time;
    this.lease = new Lease(database, time, "ghost", 3);
    lease.join(false);
  }

  Lease lease() {
    return lease;
  }

  /// Claims due jobs with and without lanes.
  List<Job> claim(String kind, int most) {
    List<Wanted> wanted = List.of(new Wanted(kind, most, Instant.EPOCH));
    List<Claimed> claimed =
        new ArrayList<>(
            database
                .jdbi()
                .withHandle(
                    handle ->
                        new JobRepository().claim(handle, lease.node(), wanted, time.instant())));
    new LaneClaimer(database)
        .claim(lease.node(), wanted, time.instant())
        .claimed()
        .forEach(claimed::addAll);
    return claimed.stream().map(Claimed::job).toList();
  }
}
