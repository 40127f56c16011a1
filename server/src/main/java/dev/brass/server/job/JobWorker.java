package dev.brass.server.job;

import dev.brass.server.db.Database;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The part of a node that claims due jobs and runs them. Thread-safe.
///
/// Three loops: one claims in groups ([ClaimLoop]), one acknowledges in groups ([Acks]), one gives
/// signs of life, takes over the jobs of dead nodes and deletes old ones ([Lease], [Upkeep]).
public final class JobWorker {

  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  private final Database database;
  private final Jobs jobs;
  private final WorkerSettings settings;
  private final Lease lease;
  private final Upkeep upkeep;
  private final JobMetrics metrics;
  private final Acks acks;
  private final ClaimLoop claimLoop;
  private final List<Thread> loops = new ArrayList<>();
  private volatile boolean draining;

  /// A worker that does nothing before [#start].
  ///
  /// @param jobs the process's own; it may have one worker only
  /// @param kinds each name once
  /// @param random for jitter; must be safe for many threads
  public JobWorker(
      Database database,
      Jobs jobs,
      InstantSource time,
      List<JobKind> kinds,
      RandomGenerator random,
      MeterRegistry registry,
      WorkerSettings settings) {
    this.database = database;
    this.jobs = jobs;
    this.settings = settings;
    this.lease = new Lease(database, time, settings.name(), settings.deadAfter());
    this.metrics = new JobMetrics(registry);
    this.upkeep = new Upkeep(database, time, metrics, settings.retention());
    this.acks = new Acks(database, jobs, settings.durableAcks(), this::finished);
    Runs runs = new Runs(acks, metrics, random, time);
    this.claimLoop =
        new ClaimLoop(database, jobs, time, kinds, settings.poll(), lease, metrics, acks, runs);
  }

  /// Joins the nodes and begins to claim.
  ///
  /// @throws RuntimeException when the database does not answer
  public synchronized void start() {
    if (!loops.isEmpty()) {
      throw new IllegalStateException("A worker starts once");
    }
    metrics.takenOver(lease.join(settings.soleNode()));
    jobs.wakes().listen(claimLoop::look);
    loops.add(Thread.ofVirtual().name("job-claims").start(claimLoop::run));
    loops.add(Thread.ofVirtual().name("job-acks").start(acks::run));
    loops.add(Thread.ofVirtual().name("job-lease").start(this::leaseLoop));
  }

  /// Ends the worker within `longest`, whatever the jobs and the database do: claims nothing more,
  /// gives back jobs whose code has not begun, lets the others end, interrupts those that have not
  /// after three fifths of the time, and gives back what does not end then either, so that another
  /// node may run it at once.
  public synchronized void drain(Duration longest) {
    if (loops.isEmpty() || draining) {
      return;
    }
    draining = true;
    long begun = System.nanoTime();
    Duration fifth = longest.dividedBy(5);
    claimLoop.stop();
    try {
      if (!loops.getFirst().join(fifth)) {
        loops.getFirst().interrupt();
      }
      jobs.claims().all().forEach(Claim::withdraw);
      if (!jobs.claims().awaitNone(left(begun, fifth.multipliedBy(3)))) {
        jobs.claims().all().forEach(Claim::interrupt);
        jobs.claims().awaitNone(left(begun, fifth.multipliedBy(4)));
      }
      jobs.wakes().close();
      loops.forEach(Thread::interrupt);
      Thread leaving = Thread.ofVirtual().name("job-leave").start(this::leave);
      if (!leaving.join(left(begun, longest))) {
        log.warn("The database does not answer; others will take over what is left");
        leaving.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration left(long begun, Duration until) {
    Duration left = until.minusNanos(System.nanoTime() - begun);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void leave() {
    try {
      for (Thread loop : loops) {
        loop.join();
      }
      List<Claim> unfinished = jobs.claims().all();
      if (!unfinished.isEmpty()) {
        log.warn("Gives back {} jobs that did not end in time", unfinished.size());
        Map<UUID, Map<Claim, JobRepository.End>> byNode = new HashMap<>();
        for (Claim claim : unfinished) {
          byNode
              .computeIfAbsent(claim.node(), _ -> new HashMap<>())
              .put(claim, Runs.released(claim.job()));
        }
        database
            .jdbi()
            .useTransaction(handle -> byNode.forEach((node, ends) -> jobs.end(handle, node, ends)));
      }
      lease.leave();
      if (!unfinished.isEmpty()) {
        jobs.wakes().tellOthers();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("Could not leave in order; others will take over what is left", e);
    }
  }

  private void finished(List<Claim> group, boolean leftWork) {
    for (Claim claim : group) {
      jobs.claims().remove(claim);
      if (claim.last()) {
        claim.limit().giveBack();
      }
    }
    claimLoop.ended(leftWork);
  }

  private void leaseLoop() {
    try {
      while (true) {
        Thread.sleep(settings.beat());
        try {
          beat();
          upkeep.run();
        } catch (RuntimeException e) {
          log.warn("Could not give a sign of life", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether a claim failed lately.
  boolean claimsFailed() {
    return claimLoop.failed();
  }

  /// One sign of life and one look at the other nodes.
  void beat() {
    UUID before = lease.node();
    Lease.Beat beat = lease.beat();
    if (beat.lost()) {
      // Others run these now. What still runs here must not run beside them for longer than needed.
      jobs.claims().all().stream()
          .filter(claim -> claim.node().equals(before))
          .forEach(Claim::interrupt);
    }
    jobs.wakes().alone(beat.alone());
    if (beat.takenOver() > 0) {
      metrics.takenOver(beat.takenOver());
      jobs.wake();
    }
  }
}
