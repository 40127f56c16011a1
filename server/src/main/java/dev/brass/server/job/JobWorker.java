package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.JobRepository.Wanted;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The part of a node that claims due jobs and runs them. Thread-safe.
///
/// Three loops: one claims in groups up to the free concurrency of each kind, one acknowledges in
/// groups, one gives signs of life, takes over the jobs of dead nodes and deletes old ones. Kinds
/// that it does not know are left for other nodes.
public final class JobWorker {

  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);
  private static final int LARGEST_CLAIM = 500;
  private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

  private final Database database;
  private final Jobs jobs;
  private final InstantSource time;
  private final WorkerSettings settings;
  private final Map<String, KindLimit> limits = new LinkedHashMap<>();
  private final JobRepository repository = new JobRepository();
  private final LaneClaimer lanes;
  private final Strays strays;
  private final Lease lease;
  private final Upkeep upkeep;
  private final JobMetrics metrics;
  private final Acks acks;
  private final Runs runs;
  private final Semaphore look = new Semaphore(0);
  private final List<Thread> loops = new ArrayList<>();
  private volatile boolean claiming;
  // Whether due jobs may wait for others to end.
  private volatile boolean held;

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
    this.time = time;
    this.settings = settings;
    for (JobKind kind : kinds) {
      if (limits.put(kind.name(), new KindLimit(kind)) != null) {
        throw new IllegalArgumentException("Two kinds are named " + kind.name());
      }
    }
    this.lanes = new LaneClaimer(database);
    this.strays = new Strays(database);
    this.lease = new Lease(database, time, settings.name(), settings.deadAfter());
    this.metrics = new JobMetrics(registry);
    this.upkeep = new Upkeep(database, time, metrics, settings.retention());
    this.acks = new Acks(database, jobs, time, settings.durableAcks(), this::finished);
    this.runs = new Runs(acks, metrics, random);
  }

  /// Joins the nodes and begins to claim.
  ///
  /// @throws RuntimeException when the database does not answer
  public synchronized void start() {
    if (!loops.isEmpty()) {
      throw new IllegalStateException("A worker starts once");
    }
    metrics.takenOver(lease.join(settings.soleNode()));
    claiming = true;
    jobs.wakes().listen(this::look);
    loops.add(Thread.ofVirtual().name("job-claims").start(this::claimLoop));
    loops.add(Thread.ofVirtual().name("job-acks").start(acks::run));
    loops.add(Thread.ofVirtual().name("job-lease").start(this::leaseLoop));
  }

  /// Ends the worker: claims nothing more, lets what runs end, interrupts the rest shortly before
  /// `longest` is over and gives it back, so that another node may run it at once.
  public synchronized void drain(Duration longest) {
    if (loops.isEmpty()) {
      return;
    }
    claiming = false;
    look();
    try {
      loops.get(0).join();
      Duration grace = longest.dividedBy(5);
      if (!jobs.claims().awaitNone(longest.minus(grace))) {
        jobs.claims().all().forEach(Claim::interrupt);
        jobs.claims().awaitNone(grace);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stopLoops();
    leave();
  }

  private void stopLoops() {
    jobs.wakes().close();
    loops.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread loop : loops) {
      try {
        loop.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void leave() {
    List<Claim> unfinished = jobs.claims().all();
    try {
      if (!unfinished.isEmpty()) {
        log.warn("Gives back {} jobs that did not end in time", unfinished.size());
        for (Claim claim : unfinished) {
          database
              .jdbi()
              .useHandle(
                  handle ->
                      repository.end(
                          handle,
                          claim.node(),
                          List.of(Runs.released(claim.job())),
                          time.instant()));
        }
      }
      lease.leave();
      if (!unfinished.isEmpty()) {
        jobs.wakes().tellOthers();
      }
    } catch (RuntimeException e) {
      log.warn("Could not leave in order; others will take over what is left", e);
    }
  }

  /// Makes the claim loop look now. Called at every wake, when jobs have ended for whose places
  /// others wait, and when jobs are to run again, perhaps before it would look next.
  private void look() {
    if (look.availablePermits() == 0) {
      look.release();
    }
  }

  private void finished(List<Claim> group, boolean leaveWork) {
    for (Claim claim : group) {
      jobs.claims().remove(claim);
      claim.limit().giveBack();
    }
    if (held || leaveWork) {
      look();
    }
  }

  private void claimLoop() {
    try {
      while (claiming) {
        Duration wait;
        try {
          Instant now = time.instant();
          strays.release(lease.node(), jobs.claims().all(), now);
          wait = claim(now) ? Duration.ZERO : untilNextDue(now);
        } catch (RuntimeException e) {
          strays.suspect(time.instant());
          if (claiming) {
            log.warn("Could not claim jobs, trying again in {}", FAILURE_PAUSE, e);
          }
          wait = FAILURE_PAUSE;
        }
        if (!wait.isZero() && claiming) {
          if (look.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            look.drainPermits();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Claims once; true when more may be due that could run now.
  private boolean claim(Instant now) {
    // First, so that a job that ends from here on leads to another look.
    held = true;
    List<Wanted> wanted = wanted();
    if (wanted.isEmpty()) {
      return false;
    }
    UUID node = lease.node();
    List<Claimed> claimed =
        database.jdbi().withHandle(handle -> repository.claim(handle, node, wanted, now));
    begin(claimed, node, now);
    List<Wanted> left = wanted();
    LaneClaimer.Round round =
        left.isEmpty() ? LaneClaimer.Round.NOTHING : lanes.claim(node, left, now);
    begin(round.claimed(), node, now);
    boolean more = !round.claimed().isEmpty() || round.parked() > 0 || anyFull(claimed, wanted);
    held = more || wanted().size() < limits.size();
    return more && !wanted().isEmpty();
  }

  /// Whether a kind gave as many jobs as were wanted, so that there may be more.
  private static boolean anyFull(List<Claimed> claimed, List<Wanted> wanted) {
    Map<String, Integer> counts = new HashMap<>();
    claimed.forEach(each -> counts.merge(each.job().kind(), 1, Integer::sum));
    return wanted.stream().anyMatch(kind -> counts.getOrDefault(kind.kind(), 0) >= kind.most());
  }

  private List<Wanted> wanted() {
    return limits.values().stream()
        .filter(limit -> limit.free() > 0)
        .map(limit -> new Wanted(limit.kind().name(), Math.min(limit.free(), LARGEST_CLAIM)))
        .toList();
  }

  private void begin(List<Claimed> claimed, UUID node, Instant now) {
    for (Claimed each : claimed) {
      KindLimit limit = limits.get(each.job().kind());
      if (limit == null) {
        throw new IllegalStateException("Claimed a job of the unknown kind " + each.job().kind());
      }
      limit.take();
      Claim claim = new Claim(each.job(), node, limit);
      jobs.claims().add(claim);
      metrics.claimed(each.job().kind(), Duration.between(each.dueAt(), now));
      runs.start(claim);
    }
  }

  /// The time to wait for the first job that was not due at `now`, when the last claim looked.
  private Duration untilNextDue(Instant now) {
    List<String> kinds = wanted().stream().map(Wanted::kind).toList();
    if (kinds.isEmpty()) {
      return settings.poll();
    }
    @Nullable Instant next =
        database.jdbi().withHandle(handle -> repository.nextDue(handle, kinds, now)).orElse(null);
    if (next == null) {
      return settings.poll();
    }
    Duration until = Duration.between(time.instant(), next).plusMillis(1);
    if (until.isNegative()) {
      return Duration.ZERO;
    }
    return until.compareTo(settings.poll()) < 0 ? until : settings.poll();
  }

  private void leaseLoop() {
    try {
      while (claiming || !jobs.claims().all().isEmpty()) {
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
