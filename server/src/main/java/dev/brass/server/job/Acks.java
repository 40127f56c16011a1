package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The acknowledgements of runs that ended, written in groups of those that arrived while the last
/// group was written. Thread-safe.
///
/// They commit without waiting for the disk: one that is lost when PostgreSQL crashes means a job
/// that runs again, which its handler expects anyway. A job that must not run again once it is done
/// is settled in the transaction of its work ([Jobs#settle]).
///
/// One that cannot be written is set aside and tried again after growing pauses, alone, while the
/// others continue. There are never more than jobs in flight, since a job holds its place until it
/// is acknowledged.
final class Acks {

  private static final Logger log = LoggerFactory.getLogger(Acks.class);
  private static final int LARGEST_GROUP = 1_000;

  /// The number of parts into which a failed group is cut.
  private static final int PARTS = 8;

  /// After this many failures without a success the fault is not in single members.
  private static final int MOST_FAILURES = 3;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE_ALONE = Duration.ofMinutes(1);
  private static final Duration ROUND = Duration.ofSeconds(1);

  private final Database database;
  private final Jobs jobs;
  private final boolean durable;
  private final Finished finished;
  private final Watch watch;
  private final JobRepository repository = new JobRepository();
  private final LinkedBlockingQueue<Ended> queue = new LinkedBlockingQueue<>();
  private final PriorityQueue<Aside> aside =
      new PriorityQueue<>(Comparator.comparingLong(each -> each.due));

  /// Acknowledgements.
  ///
  /// @param durable whether they wait for the disk anyway
  /// @param finished receives the claims whose acknowledgements are stored
  Acks(Database database, Jobs jobs, boolean durable, Finished finished, Watch watch) {
    this.durable = durable;
    this.database = database;
    this.jobs = jobs;
    this.finished = finished;
    this.watch = watch;
  }

  /// A run that ended.
  ///
  /// @param end the end of the job; null when it is done
  private record Ended(Claim claim, @Nullable End end) {

    /// Whether a job may be claimed now or soon because of this: itself, the next of its lane, or
    /// another one at its store.
    boolean leavesWork() {
      return claim.job().lane() != null
          || claim.hasSlot()
          || (end != null && end.state() == JobState.READY);
    }
  }

  /// Acknowledgements that could not be written.
  private record Aside(List<Ended> members, int tries, long due) {}

  /// The receiver of stored acknowledgements.
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

  /// Writes the end of a job that is not simply done.
  void ended(Claim claim, End end) {
    queue.add(new Ended(claim, end));
  }

  /// Writes groups until the thread is interrupted.
  void run() {
    List<Ended> group = new ArrayList<>();
    try {
      while (true) {
        watch.acks().alive();
        Ended first = queue.poll(untilNext(), TimeUnit.NANOSECONDS);
        if (first != null) {
          group.add(first);
          queue.drainTo(group, LARGEST_GROUP - 1);
          write(List.copyOf(group), 0);
          group.clear();
        }
        tryAgain();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watch.acks().stopped();
    }
  }

  private long untilNext() {
    Aside next = aside.peek();
    long longest = ROUND.toNanos();
    return next == null ? longest : Math.clamp(next.due - now(), 0, longest);
  }

  private long now() {
    return watch.nanoTime().getAsLong();
  }

  /// Tries one that was put aside, so that new ones wait for one at most.
  private void tryAgain() throws InterruptedException {
    Aside next = aside.peek();
    if (next != null && next.due - now() <= 0) {
      aside.remove();
      write(next.members, next.tries);
    }
    if (aside.isEmpty()) {
      watch.acknowledging().over();
    }
  }

  /// Writes a group, waiting for a database that does not answer. When a group fails although the
  /// database answers, its bad members are searched.
  private void write(List<Ended> group, int tries) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (!isWritten(group)) {
      if (database.answers()) {
        split(group, tries);
        return;
      }
      watch.acknowledging().failed();
      watch.acks().alive();
      Thread.sleep(pause);
      pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
    }
  }

  private boolean isWritten(List<Ended> group) {
    try {
      write(group);
    } catch (RuntimeException e) {
      log.warn("Could not acknowledge {} jobs", group.size(), e);
      return false;
    }
    finished.accept(
        group.stream().map(Ended::claim).toList(), group.stream().anyMatch(Ended::leavesWork));
    return true;
  }

  private void split(List<Ended> group, int tries) {
    watch.acknowledging().failed();
    if (group.size() == 1) {
      putAside(group, tries + 1);
      return;
    }
    int size = Math.ceilDiv(group.size(), PARTS);
    int failures = 0;
    for (int from = 0; from < group.size(); from += size) {
      List<Ended> part = group.subList(from, Math.min(group.size(), from + size));
      watch.acks().alive();
      if (isWritten(part)) {
        failures = Integer.MIN_VALUE;
      } else if (failures < 0 || part.size() == 1) {
        split(part, tries);
      } else if (++failures == MOST_FAILURES) {
        putAside(group.subList(from, group.size()), tries + 1);
        return;
      } else {
        putAside(part, tries + 1);
      }
    }
  }

  private void putAside(List<Ended> members, int tries) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, 20));
    aside.add(
        new Aside(
            List.copyOf(members), tries, now() + shorter(pause, LONGEST_PAUSE_ALONE).toNanos()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
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
    } else if (ends.others.isEmpty() && !ends.holding) {
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

  /// The ends of the jobs of one node in a group.
  private static final class Ends {
    private final List<Claim> done = new ArrayList<>();
    private final Map<Claim, End> others = new LinkedHashMap<>();
    // Whether one has a lane or a slot of its store.
    private boolean holding;

    void add(Ended ended) {
      if (ended.end() == null) {
        done.add(ended.claim());
      } else {
        others.put(ended.claim(), ended.end());
      }
      holding |= ended.claim().job().lane() != null || ended.claim().hasSlot();
    }
  }
}
