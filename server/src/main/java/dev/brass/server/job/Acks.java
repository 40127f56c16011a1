package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The acknowledgements of runs that ended, written in groups of whatever has come while the last
/// group was written. Thread-safe.
///
/// They commit without waiting for the disk: one that is lost when PostgreSQL crashes means a job
/// that runs again, which its handler expects anyway. A job that must not run again once it is done
/// is settled in the transaction of its work ([Jobs#settle]).
final class Acks {

  private static final Logger log = LoggerFactory.getLogger(Acks.class);
  private static final int LARGEST_GROUP = 1_000;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Database database;
  private final Jobs jobs;
  private final boolean durable;
  private final Finished finished;
  private final JobRepository repository = new JobRepository();
  private final LinkedBlockingQueue<Ended> queue = new LinkedBlockingQueue<>();

  /// Acknowledgements.
  ///
  /// @param durable whether they wait for the disk all the same
  /// @param finished told of claims whose acknowledgements are stored
  Acks(Database database, Jobs jobs, boolean durable, Finished finished) {
    this.durable = durable;
    this.database = database;
    this.jobs = jobs;
    this.finished = finished;
  }

  /// A run that ended.
  ///
  /// @param end what becomes of the job; null when it is done
  private record Ended(Claim claim, @Nullable End end) {

    /// Whether a job may be claimed now or soon because of this: itself, or the next of its lane.
    boolean leavesWork() {
      return claim.job().lane() != null || (end != null && end.state() == JobState.READY);
    }
  }

  /// Whoever is told of stored acknowledgements.
  interface Finished {

    /// Called on the thread that acknowledges.
    ///
    /// @param leftWork whether there may be work to claim because of them
    void accept(List<Claim> claims, boolean leftWork);
  }

  /// Acknowledges a job as done.
  void done(Claim claim) {
    queue.add(new Ended(claim, null));
  }

  /// Writes what becomes of a job that is not simply done.
  void ended(Claim claim, End end) {
    queue.add(new Ended(claim, end));
  }

  /// Writes groups until the thread is interrupted. What is in the queue never gets longer than the
  /// concurrency of all kinds, since a job holds its place until it is acknowledged.
  void run() {
    List<Ended> group = new ArrayList<>();
    try {
      while (true) {
        group.add(queue.take());
        queue.drainTo(group, LARGEST_GROUP - 1);
        writeSurely(group);
        group.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeSurely(List<Ended> group) throws InterruptedException {
    Duration pause = Duration.ofMillis(50);
    List<List<Ended>> parts = List.of(group);
    while (!parts.isEmpty()) {
      List<List<Ended>> failed = new ArrayList<>();
      for (List<Ended> part : parts) {
        try {
          write(part);
          finished.accept(
              part.stream().map(Ended::claim).toList(), part.stream().anyMatch(Ended::leavesWork));
        } catch (RuntimeException e) {
          log.warn("Could not acknowledge {} jobs, trying again in {}", part.size(), pause, e);
          // One by one, so that a bad member does not hold up the others.
          part.forEach(ended -> failed.add(List.of(ended)));
        }
      }
      parts = failed;
      if (!parts.isEmpty()) {
        pause = awaitDatabase(pause);
      }
    }
  }

  private Duration awaitDatabase(Duration first) throws InterruptedException {
    Duration pause = first;
    do {
      Thread.sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    } while (!database.answers());
    return pause;
  }

  private void write(List<Ended> group) {
    Map<UUID, Ends> byNode = new LinkedHashMap<>();
    for (Ended ended : group) {
      if (!ended.claim().settled()) {
        byNode.computeIfAbsent(ended.claim().node(), _ -> new Ends()).add(ended);
      }
    }
    byNode.forEach(this::write);
  }

  private void write(UUID node, Ends ends) {
    if (durable) {
      database.jdbi().inTransaction(handle -> write(handle, node, ends));
    } else if (ends.others.isEmpty() && !ends.laned) {
      List<UUID> done = ends.done.stream().map(Claim::id).toList();
      database.jdbi().useHandle(handle -> repository.deleteRelaxed(handle, node, done));
    } else {
      database.relaxed(handle -> write(handle, node, ends));
    }
  }

  private boolean write(Handle handle, UUID node, Ends ends) {
    if (!ends.done.isEmpty()) {
      jobs.delete(handle, node, ends.done);
    }
    if (!ends.others.isEmpty()) {
      jobs.end(handle, node, ends.others);
    }
    return true;
  }

  /// What a group says about the jobs of one node.
  private static final class Ends {
    private final List<Claim> done = new ArrayList<>();
    private final Map<Claim, End> others = new LinkedHashMap<>();
    private boolean laned;

    void add(Ended ended) {
      if (ended.end() == null) {
        done.add(ended.claim());
      } else {
        others.put(ended.claim(), ended.end());
      }
      laned |= ended.claim().job().lane() != null;
    }
  }
}
