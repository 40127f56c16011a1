package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.health.Health;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The part of a node that claims due jobs and runs them. Thread-safe.
///
/// Its loops: one claims in groups ([ClaimLoop]), one acknowledges in groups ([Acks]), one only
/// gives signs of life ([Lease]), one frees what dead nodes had ([Takeover]), one deletes and
/// counts ([Upkeep]).
public final class JobWorker {

  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  /// The pause between two tries to give a sign of life when one has failed.
  private static final Duration BEAT_AGAIN = Duration.ofMillis(500);

  private final Database database;
  private final Jobs jobs;
  private final WorkerSettings settings;
  private final Lease lease;
  private final Takeover takeover;
  private final Upkeep upkeep;
  private final Acks acks;
  private final ClaimLoop claimLoop;
  private final Watch watch;
  private final List<Thread> loops = new ArrayList<>();
  private volatile boolean draining;

  /// A worker that does nothing before [#start].
  ///
  /// @param jobs the process's own; it may have one worker only
  /// @param kinds each name once
  /// @param stores the limits of the stores at which jobs act
  /// @param random for jitter; must be safe for many threads
  /// @param health receives whether the loops make progress
  public JobWorker(
      Database database,
      Jobs jobs,
      InstantSource time,
      List<JobKind> kinds,
      StoreLimits stores,
      RandomGenerator random,
      MeterRegistry registry,
      Health health,
      WorkerSettings settings) {
    this(database, jobs, time, kinds, stores, random, registry, health, settings, System::nanoTime);
  }

  /// A worker whose lease has a time source of its own, for tests.
  ///
  /// @param nanoTime as [System#nanoTime]
  JobWorker(
      Database database,
      Jobs jobs,
      InstantSource time,
      List<JobKind> kinds,
      StoreLimits stores,
      RandomGenerator random,
      MeterRegistry registry,
      Health health,
      WorkerSettings settings,
      LongSupplier nanoTime) {
    this.database = database;
    this.jobs = jobs;
    this.settings = settings;
    this.lease = new Lease(database, time, nanoTime, settings);
    this.watch = Watch.of(health, lease, settings.poll(), System::nanoTime);
    JobMetrics metrics = new JobMetrics(registry);
    this.takeover =
        new Takeover(
            database,
            time,
            kinds.stream().filter(JobKind::neverSetAside).map(JobKind::name).toList(),
            freed -> {
              metrics.takenOver(freed);
              jobs.wake();
            });
    this.upkeep = new Upkeep(database, time, metrics, stores, settings.retention());
    this.acks = new Acks(database, jobs, settings.durableAcks(), this::finished, watch);
    Runs runs = new Runs(acks, lease, metrics, random, time, new Suspects(database));
    this.claimLoop =
        new ClaimLoop(
            database,
            jobs,
            time,
            kinds,
            stores,
            settings.poll(),
            lease,
            metrics,
            acks,
            runs,
            watch);
  }

  /// Joins the nodes and begins to claim.
  ///
  /// @throws RuntimeException when the database does not answer
  public synchronized void start() {
    if (!loops.isEmpty()) {
      throw new IllegalStateException("A worker starts once");
    }
    if (lease.join()) {
      takeover.look();
    }
    jobs.wakes().listen(claimLoop::look);
    loops.add(Thread.ofVirtual().name("job-claims").start(claimLoop::run));
    loops.add(Thread.ofVirtual().name("job-acks").start(acks::run));
    // A platform thread, which no number of busy virtual ones can block.
    loops.add(Thread.ofPlatform().daemon().name("job-lease").start(this::leaseLoop));
    loops.add(Thread.ofVirtual().name("job-takeover").start(takeover::loop));
    loops.add(Thread.ofVirtual().name("job-upkeep").start(upkeep::loop));
  }

  /// Ends the worker within `longest`, whatever the jobs and the database do: claims nothing more,
  /// gives back jobs whose code has not begun, lets the others end, interrupts those that have not
  /// after three fifths of the time, and gives back those that do not end then either, so that
  /// another node may run them at once.
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
      lease.leave(!claimLoop.failed());
      if (!unfinished.isEmpty() || claimLoop.failed()) {
        jobs.wakes().tellOthers();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn("Could not leave in order; others will take over what is left", e);
    } finally {
      takeover.close();
      lease.close();
    }
  }

  private void finished(List<Claim> group, boolean leftWork) {
    for (Claim claim : group) {
      jobs.claims().remove(claim);
      if (claim.last()) {
        claim.limit().end(claim.job().scope().store());
      }
    }
    claimLoop.ended(group, leftWork);
  }

  private void leaseLoop() {
    Duration pause = settings.beat();
    try {
      while (true) {
        watch.beats().alive();
        Thread.sleep(pause);
        try {
          beat();
          pause = settings.beat();
        } catch (RuntimeException e) {
          log.warn("Could not give a sign of life: {}", e.toString());
          pause = settings.beat().compareTo(BEAT_AGAIN) < 0 ? settings.beat() : BEAT_AGAIN;
          stopWhatIsNotHeld();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watch.beats().stopped();
    }
  }

  /// Whether a claim failed recently.
  boolean claimsFailed() {
    return claimLoop.failed();
  }

  Lease lease() {
    return lease;
  }

  /// One sign of life and one look at the other nodes.
  void beat() {
    Lease.Beat beat = lease.beat();
    stopWhatIsNotHeld();
    jobs.wakes().alone(beat.alone());
    if (beat.dead()) {
      takeover.look();
    }
  }

  /// Interrupts runs of jobs that other nodes run now, or may soon: they must not run beside them
  /// for longer than needed.
  void stopWhatIsNotHeld() {
    jobs.claims().all().stream()
        .filter(claim -> !claim.interrupted() && !lease.isHeldAs(claim.node()))
        .forEach(Claim::interrupt);
  }
}
