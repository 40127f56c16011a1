package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.JobRepository.End;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The table of jobs, for this process: it has one, and at most one [JobWorker] for it.
/// Thread-safe.
public final class Jobs {

  private final InstantSource time;
  private final Database database;
  private final JobRepository repository = new JobRepository();
  private final LaneRepository lanes = new LaneRepository();
  private final SlotRepository slots = new SlotRepository();
  private final TakeoverRepository owned = new TakeoverRepository();
  private final StoredJobRepository stored = new StoredJobRepository();
  private final Claims claims = new Claims();
  private final Set<String> atStores = ConcurrentHashMap.newKeySet();
  private final Wakes wakes;

  public Jobs(Database database, InstantSource time) {
    this.database = database;
    this.time = time;
    this.wakes = new Wakes(database);
  }

  /// Stores jobs in the caller's transaction, in one statement. Call [#wake] after its commit.
  public void enqueue(Handle handle, List<NewJob> jobs) {
    WriteBatch writes = new WriteBatch();
    enqueue(writes, jobs);
    writes.run(handle);
  }

  /// Stores jobs with one statement of a batch. Call [#wake] after its commit.
  public void enqueue(WriteBatch writes, List<NewJob> jobs) {
    if (!jobs.isEmpty()) {
      note(jobs);
      repository.insert(writes, jobs, time.instant());
    }
  }

  private void note(List<NewJob> jobs) {
    for (NewJob job : jobs) {
      if (!job.scope().store().isEmpty()) {
        atStores.add(job.kind());
      }
    }
  }

  /// Whether a job of a kind that acts at a store was enqueued here.
  boolean isAtStores(String kind) {
    return atStores.contains(kind);
  }

  /// Stores jobs about rows that the same batch inserts.
  public void enqueue(WriteBatch writes, List<NewJob> jobs, Subjects subjects) {
    note(jobs);
    repository.insert(writes, jobs, time.instant(), subjects);
  }

  /// Ensures that the job of this id exists and runs ([StandingJob]).
  void stand(Handle handle, UUID id, String kind) {
    repository.stand(handle, id, kind, time.instant());
  }

  /// Acknowledges running jobs as done in the caller's transaction, so that the job's work and its
  /// acknowledgement are one commit. The handler then returns [JobResult.Done]. A job that another
  /// node has taken over meanwhile is left alone.
  public void settle(Handle handle, List<Job> jobs) {
    WriteBatch writes = new WriteBatch();
    settle(writes, jobs);
    writes.run(handle);
  }

  /// Acknowledges running jobs as done with statements of a batch.
  public void settle(WriteBatch writes, List<Job> jobs) {
    Map<UUID, List<Claim>> byNode = new LinkedHashMap<>();
    for (Job job : jobs) {
      Claim claim = claims.of(job);
      if (claim != null) {
        byNode.computeIfAbsent(claim.node(), _ -> new ArrayList<>()).add(claim);
      }
    }
    byNode.forEach((node, settled) -> delete(writes, node, settled));
    writes.afterCommit(() -> byNode.values().forEach(all -> all.forEach(Claim::settle)));
  }

  /// Moves a clock forward: every waiting job that follows it becomes due earlier by `advance`; a
  /// running one that snoozes will have snoozed since before the move. Call [#wake] after the
  /// commit.
  public void moveClock(Handle handle, UUID clock, Duration advance) {
    repository.moveClock(handle, clock, advance);
  }

  /// Lets workers, here and on other nodes, look for due jobs now instead of at their next poll.
  public void wake() {
    wakes.wake();
  }

  /// Jobs in the order of their ids, which is that of their enqueueing.
  ///
  /// @param after the last id of the page before; null for the first page
  /// @param most the size of the page, 1 to 1000
  public List<StoredJob> list(JobFilter filter, @Nullable UUID after, int most) {
    return database.jdbi().withHandle(handle -> stored.list(handle, filter, after, page(most)));
  }

  /// Discarded and cancelled jobs, the latest first.
  ///
  /// @param before the last job of the page before; null for the first page
  /// @param most the size of the page, 1 to 1000
  public List<StoredJob> discarded(@Nullable StoredJob before, int most) {
    return database.jdbi().withHandle(handle -> stored.ended(handle, before, page(most)));
  }

  /// Resets a job that was discarded, cancelled or set aside: it gets all its attempts and its
  /// whole time again ([JobEnd]) and is due now; false when the job does not exist.
  public boolean retry(UUID id) {
    boolean found = database.jdbi().withHandle(handle -> stored.retry(handle, id, time.instant()));
    if (found) {
      wake();
    }
    return found;
  }

  /// Deletes a job that was discarded, cancelled or set aside; false when there is no such job.
  public boolean delete(UUID id) {
    return database.jdbi().withHandle(handle -> stored.delete(handle, id));
  }

  /// The numbers of jobs, counted by a pass through the whole table, page by page: changes
  /// meanwhile are counted or not.
  public List<JobCount> counts() {
    TableWalk walk = new TableWalk(database, Set.of());
    while (walk.next()) {
      // Page by page.
    }
    return walk.counts();
  }

  private static int page(int most) {
    if (most < 1 || most > 1_000) {
      throw new IllegalArgumentException("A page has 1 to 1000 jobs, not " + most);
    }
    return most;
  }

  /// Deletes running jobs of one node and passes their lanes on, in the caller's transaction.
  void delete(Handle handle, UUID node, List<Claim> done) {
    WriteBatch writes = new WriteBatch();
    delete(writes, node, done);
    writes.run(handle);
  }

  private void delete(WriteBatch writes, UUID node, List<Claim> done) {
    List<UUID> ids = done.stream().map(Claim::id).toList();
    List<Lane> ended =
        done.stream().filter(Claim::last).map(Jobs::lane).flatMap(Optional::stream).toList();
    if (ended.isEmpty()) {
      repository.delete(writes, node, ids);
    } else {
      repository.deleteAndFree(writes, node, ids, last(done));
      lanes.promote(writes, ended);
    }
    freeSlots(writes, node, done);
  }

  private void freeSlots(WriteBatch writes, UUID node, Collection<Claim> ended) {
    List<Job> with = ended.stream().filter(Claim::hasSlot).map(Claim::job).toList();
    if (!with.isEmpty()) {
      slots.free(writes, node, with);
    }
  }

  /// Writes the ends of runs of one node that leave their jobs in the table and passes their lanes
  /// on, in the caller's transaction.
  void end(Handle handle, UUID node, Map<Claim, End> ends) {
    promote(
        handle,
        repository.end(
            handle, node, List.copyOf(ends.values()), last(ends.keySet()), time.instant()));
    WriteBatch writes = new WriteBatch();
    freeSlots(writes, node, ends.keySet());
    writes.run(handle);
  }

  /// Makes jobs that `node` has according to the table available again, except the known ones;
  /// returns their number.
  int disown(UUID node, List<Claim> known) {
    List<UUID> ids = known.stream().map(Claim::id).toList();
    int unknown = database.jdbi().withHandle(h -> owned.free(h, node, ids, false, time.instant()));
    List<Lane> held = known.stream().map(Jobs::lane).flatMap(Optional::stream).toList();
    return database.relaxed(
        handle -> {
          promote(handle, lanes.freeAllBut(handle, node, held));
          slots.freeAllBut(handle, node, ids);
          return unknown;
        });
  }

  private static Optional<Lane> lane(Claim claim) {
    return Optional.ofNullable(claim.job().lane())
        .map(lane -> new Lane(claim.job().tenantId(), lane));
  }

  private static List<UUID> last(Collection<Claim> claims) {
    return claims.stream().filter(Claim::last).map(Claim::id).toList();
  }

  private void promote(Handle handle, List<Lane> freed) {
    if (!freed.isEmpty()) {
      lanes.promote(handle, freed);
    }
  }

  Claims claims() {
    return claims;
  }

  Wakes wakes() {
    return wakes;
  }
}
