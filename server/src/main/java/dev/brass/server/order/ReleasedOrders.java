package dev.brass.server.order;

import dev.brass.server.db.Ids;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.recovery.Recovery.ReleaseListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Resumes the orders that wait for a look at their store when an operator releases it from
/// recovery: a job, stored in the commit of the release, resumes them. It needs no running engine.
/// Thread-safe.
public final class ReleasedOrders implements ReleaseListener {

  private static final UUID NO_TENANT = new UUID(0, 0);
  private static final int LONGEST_NOTE = 2_000;

  private final Jobs jobs;
  private final InstantSource clock;
  private final OrderJson json = new OrderJson();

  public ReleasedOrders(Jobs jobs, InstantSource clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  /// The release in the job's payload.
  ///
  /// @param store null for all stores
  record Release(@Nullable String store, String by, String note, Instant at) {}

  @Override
  public void released(Handle handle, @Nullable String store, String by, String note) {
    String shown = note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE) + " …";
    String payload = json.write(new Release(store, by, shown, clock.instant()));
    jobs.enqueue(
        handle,
        List.of(NewJob.of(OrderJobs.RESUME_RELEASED, NO_TENANT, Ids.next()).payload(payload)));
  }
}
