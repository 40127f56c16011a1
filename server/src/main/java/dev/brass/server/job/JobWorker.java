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
import java.util.concurrent.atomic.AtomicInteger;
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
  // How often to look for unknown claims yet.
  private final AtomicInteger suspect = new AtomicInteger();

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
    this.lease = new Lease(database, time, settings.name(), settings.deadAfter());
    this.metrics = new JobMetrics(registry);
    this.upkeep = new Upkeep(database, time, metrics, settings.retention());
    this.acks = new Acks(database, jobs, settings.durableAcks(), this::finished);
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
      jobs.claims().all().forEach(Claim::withdraw);
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
              .useTransaction(
                  handle ->
                      jobs.end(handle, claim.node(), Map.of(claim, Runs.released(claim.job()))));
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
      if (claim.last()) {
        claim.limit().giveBack();
      }
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
          if (suspect.get() > 0) {
            disown();
          }
          wait = claim(now) ? Duration.ZERO : untilNextDue(now);
        } catch (RuntimeException e) {
          if (claiming) {
            log.warn("Could not claim jobs, trying again in {}", FAILURE_PAUSE, e);
          }
          suspect.set(2);
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

  /// Gives back jobs that this node has according to the table but knows nothing of: those of
  /// claims that were committed although their connection broke before it said so. Done twice after
  /// each failure, a look apart, since PostgreSQL may still have been at it the first time.
  private void disown() {
    UUID node = lease.node();
    List<Claim> known = jobs.claims().all();
    int unknown = database.relaxed(handle -> jobs.disown(handle, node, known));
    if (unknown > 0) {
      log.warn("Gave back {} jobs whose claims were not answered", unknown);
    }
    suspect.decrementAndGet();
  }

  /// Claims once; true when more may be due that could run now.
  private boolean claim(Instant now) {
    // First, so that a job that ends from here on leads to another look.
    held = true;
    List<Wanted> wanted = wanted(now);
    if (wanted.isEmpty()) {
      return false;
    }
    UUID node = lease.node();
    List<Claimed> claimed =
        database.jdbi().withHandle(handle -> repository.claim(handle, node, wanted, now));
    claimed.forEach(each -> begin(List.of(each), node, now));
    boolean more = note(wanted, claimed, now);
    List<Wanted> left = wanted(now);
    if (!left.isEmpty()) {
      LaneClaimer.Round round = lanes.claim(node, left, now);
      round.claimed().forEach(lane -> begin(lane, node, now));
      more |= round.more();
    }
    int free = wanted(now).size();
    held = more || free < limits.size();
    return more && free > 0;
  }

  /// Notes what a claim gave; true when there may be more.
  private boolean note(List<Wanted> wanted, List<Claimed> claimed, Instant now) {
    Map<String, List<Instant>> due = new HashMap<>();
    for (Claimed each : claimed) {
      due.computeIfAbsent(each.job().kind(), _ -> new ArrayList<>()).add(each.dueAt());
    }
    boolean more = false;
    for (Wanted each : wanted) {
      more |= limit(each.kind()).claimed(each, due.getOrDefault(each.kind(), List.of()), now);
    }
    return more;
  }

  private List<Wanted> wanted(Instant now) {
    return limits.values().stream()
        .filter(limit -> limit.free() > 0)
        .map(limit -> limit.wanted(LARGEST_CLAIM, now))
        .toList();
  }

  private KindLimit limit(String kind) {
    KindLimit limit = limits.get(kind);
    if (limit == null) {
      throw new IllegalStateException("Claimed a job of the unknown kind " + kind);
    }
    return limit;
  }

  /// Begins to run jobs one after the other, as one job of their kind.
  private void begin(List<Claimed> claimed, UUID node, Instant now) {
    KindLimit limit = limit(claimed.getFirst().job().kind());
    List<Claim> claims = new ArrayList<>(claimed.size());
    for (Claimed each : claimed) {
      Claim claim = new Claim(each.job(), node, limit, each.equals(claimed.getLast()));
      if (jobs.claims().add(claim)) {
        claims.add(claim);
        metrics.claimed(each.job().kind(), Duration.between(each.dueAt(), now));
      }
    }
    if (claims.size() == claimed.size()) {
      limit.take();
      runs.start(claims);
    } else {
      giveBack(claims);
    }
  }

  /// Gives back jobs of a lane of which another job still runs here. The run under way ends the
  /// lane's turn.
  private void giveBack(List<Claim> claims) {
    for (Claim claim : claims) {
      Claim within = new Claim(claim.job(), claim.node(), claim.limit(), false);
      jobs.claims().remove(claim);
      acks.ended(within, Runs.released(claim.job()));
    }
  }

  /// The time to wait for the first job that was not due at `now`, when the last claim looked.
  private Duration untilNextDue(Instant now) {
    List<String> kinds = wanted(now).stream().map(Wanted::kind).toList();
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

  /// Whether the last claim failed.
  boolean claimsFailed() {
    return suspect.get() > 0;
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
