package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.JobRepository.Wanted;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loop that claims due jobs in groups, up to the free concurrency of each kind, and has them
/// run. Thread-safe apart from [#run], which is for one thread.
///
/// It looks when told to, when the next known job gets due, and at each poll. Kinds that it does
/// not know are left for other nodes.
final class ClaimLoop {

  private static final Logger log = LoggerFactory.getLogger(ClaimLoop.class);
  private static final int LARGEST_CLAIM = 500;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /// As long as a statement may take, and a little more: a claim whose connection broke here may
  /// still be carried out there, long after the next ones succeeded.
  private static final Duration SUSPICION = Duration.ofSeconds(65);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final Database database;
  private final Jobs jobs;
  private final InstantSource time;
  private final Duration poll;
  private final Lease lease;
  private final JobMetrics metrics;
  private final Acks acks;
  private final Runs runs;
  private final Map<String, KindLimit> limits = new LinkedHashMap<>();
  private final JobRepository repository = new JobRepository();
  private final LaneClaimer lanes;
  private final Semaphore look = new Semaphore(0);
  private volatile boolean stopped;
  // Whether due jobs may wait for others to end.
  private volatile boolean held;
  // Until when there may be unknown claims; null when there are none.
  private volatile @Nullable Instant suspectUntil;
  private Instant nextDisown = Instant.MIN;

  ClaimLoop(
      Database database,
      Jobs jobs,
      InstantSource time,
      List<JobKind> kinds,
      Duration poll,
      Lease lease,
      JobMetrics metrics,
      Acks acks,
      Runs runs) {
    this.database = database;
    this.jobs = jobs;
    this.time = time;
    this.poll = poll;
    this.lease = lease;
    this.metrics = metrics;
    this.acks = acks;
    this.runs = runs;
    this.lanes = new LaneClaimer(database);
    for (JobKind kind : kinds) {
      if (limits.put(kind.name(), new KindLimit(kind)) != null) {
        throw new IllegalArgumentException("Two kinds are named " + kind.name());
      }
    }
  }

  /// Makes the loop end after the claim under way.
  void stop() {
    stopped = true;
    look();
  }

  /// Makes the loop look now. Called at every wake.
  void look() {
    if (look.availablePermits() == 0) {
      look.release();
    }
  }

  /// Makes the loop look when the end of runs has made room for jobs that waited for it, or has
  /// left work.
  void ended(boolean leftWork) {
    if (held || leftWork) {
      look();
    }
  }

  /// Whether a claim failed lately.
  boolean failed() {
    return suspectUntil != null;
  }

  /// Claims until told to stop. For one thread.
  void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!stopped) {
        Duration wait;
        try {
          Instant now = time.instant();
          disown(now);
          wait = claim(now) ? Duration.ZERO : untilNextDue(now);
          pause = FIRST_PAUSE;
        } catch (RuntimeException e) {
          if (!stopped) {
            log.warn("Could not claim jobs, trying again in {}", pause, e);
          }
          Instant now = time.instant();
          suspectUntil = now.plus(SUSPICION);
          nextDisown = now;
          wait = pause;
          Duration doubled = pause.multipliedBy(2);
          pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
        if (!wait.isZero() && !stopped) {
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
  /// claims that were committed although their connection broke before it said so. As long as the
  /// node lives, nobody else would free them. Done after each failure, and again and again until
  /// PostgreSQL can no longer be at it.
  private void disown(Instant now) {
    Instant until = suspectUntil;
    if (until == null || now.isBefore(nextDisown)) {
      return;
    }
    UUID node = lease.node();
    List<Claim> known = jobs.claims().all();
    int unknown = database.relaxed(handle -> jobs.disown(handle, node, known));
    if (unknown > 0) {
      log.warn("Gave back {} jobs whose claims were not answered", unknown);
    }
    nextDisown = now.plus(BETWEEN_LOOKS);
    suspectUntil = now.isBefore(until) ? until : null;
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
    Duration longest =
        suspectUntil != null && BETWEEN_LOOKS.compareTo(poll) < 0 ? BETWEEN_LOOKS : poll;
    List<String> kinds = wanted(now).stream().map(Wanted::kind).toList();
    if (kinds.isEmpty()) {
      return longest;
    }
    @Nullable Instant next =
        database.jdbi().withHandle(handle -> repository.nextDue(handle, kinds, now)).orElse(null);
    if (next == null) {
      return longest;
    }
    Duration until = Duration.between(time.instant(), next).plusMillis(1);
    if (until.isNegative()) {
      return Duration.ZERO;
    }
    return until.compareTo(longest) < 0 ? until : longest;
  }
}
