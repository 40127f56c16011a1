package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.FairClaims.Waiting;
import dev.brass.server.job.JobRepository.Claimed;
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

/// The loop that claims due jobs in groups, up to the free places of each kind, and has them run.
/// Thread-safe apart from [#run], which is for one thread.
///
/// It looks when it is woken, when the next known job gets due, and at each poll. Kinds and stores
/// that it does not know are left for other nodes. As long as all due jobs fit, first come is first
/// served ([PlainClaims]); a kind of which more waits gets a [Backlog], and its places are divided.
final class ClaimLoop {

  private static final Logger log = LoggerFactory.getLogger(ClaimLoop.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /// The time to wait for a sign of life before the next look.
  private static final Duration UNTIL_HELD = Duration.ofMillis(200);

  /// The limit of a statement, and a little more: a claim whose connection broke here may still be
  /// committed there, long after the next ones succeeded.
  private static final Duration SUSPICION = Duration.ofSeconds(65);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

  private final Database database;
  private final Jobs jobs;
  private final InstantSource time;
  private final Duration poll;
  private final Lease lease;
  private final StoreLimits stores;
  private final JobMetrics metrics;
  private final Acks acks;
  private final Runs runs;
  private final Watch watch;
  private final Map<String, KindLimit> limits = new LinkedHashMap<>();
  private final Map<String, Backlog> backlogs = new HashMap<>();
  private final JobRepository repository = new JobRepository();
  private final StoresSeen seen;
  private final Slots slots;
  private final PlainClaims plain;
  private final FairClaims fair;
  private final Semaphore look = new Semaphore(0);
  private volatile boolean stopped;
  // Whether due jobs may wait for others to end.
  private volatile boolean held;
  // The end of the time in which unknown claims may exist; null when there are none.
  private volatile @Nullable Instant suspectUntil;
  private Instant nextDisown = Instant.MIN;

  ClaimLoop(
      Database database,
      Jobs jobs,
      InstantSource time,
      List<JobKind> kinds,
      StoreLimits stores,
      Duration poll,
      Lease lease,
      JobMetrics metrics,
      Acks acks,
      Runs runs,
      Watch watch) {
    this.database = database;
    this.jobs = jobs;
    this.time = time;
    this.stores = stores;
    this.poll = poll;
    this.lease = lease;
    this.metrics = metrics;
    this.acks = acks;
    this.runs = runs;
    this.watch = watch;
    this.slots = new Slots(database, watch.nanoTime());
    LaneClaimer lanes = new LaneClaimer(database, slots);
    this.plain = new PlainClaims(database, lanes, watch.nanoTime());
    this.fair = new FairClaims(database, lanes, slots);
    for (JobKind kind : kinds) {
      KindLimit limit = new KindLimit(kind);
      if (limits.put(kind.name(), limit) != null) {
        throw new IllegalArgumentException("Two kinds are named " + kind.name());
      }
      metrics.watch(limit);
    }
    this.seen = new StoresSeen(database, limits.keySet(), watch.nanoTime());
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

  /// Makes the loop look when the end of runs has freed places for jobs that waited for them, or
  /// has left work.
  void ended(List<Claim> claims, boolean leftWork) {
    if (claims.stream().anyMatch(Claim::hasSlot)) {
      slots.freed();
    }
    if (held || leftWork) {
      look();
    }
  }

  private void gaveRoom() {
    if (held) {
      look();
    }
  }

  /// Whether a claim failed recently.
  boolean failed() {
    return suspectUntil != null;
  }

  /// Claims until it is stopped. For one thread.
  void run() {
    Duration pause = FIRST_PAUSE;
    try {
      while (!stopped) {
        watch.claims().alive();
        Duration wait;
        try {
          Instant now = time.instant();
          disown(now);
          wait = lease.isHeld() ? (claim(now) ? Duration.ZERO : untilNextLook(now)) : UNTIL_HELD;
          pause = FIRST_PAUSE;
          watch.claiming().over();
        } catch (RuntimeException e) {
          if (!stopped) {
            log.warn("Could not claim jobs, trying again in {}", pause, e);
          }
          watch.claiming().failed();
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
    } finally {
      watch.claims().stopped();
    }
  }

  /// Gives back jobs that this node has according to the table but does not know: those of claims
  /// that were committed although their connection broke before the answer. As long as the node
  /// lives, no other node would free them. Done after each failure, and again until PostgreSQL can
  /// no longer be committing one.
  private void disown(Instant now) {
    Instant until = suspectUntil;
    if (until == null || now.isBefore(nextDisown)) {
      return;
    }
    int unknown = jobs.disown(lease.node(), jobs.claims().all());
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
    UUID node = lease.node();
    StoresNow open = StoresNow.of(stores, slots.taken());
    slots.add(open.limits());
    seen.refresh(stores.known());
    List<Waiting> waiting = new ArrayList<>();
    List<PlainClaims.Kind> calm = new ArrayList<>();
    for (KindLimit limit : limits.values()) {
      sort(limit, open, calm, waiting);
    }
    boolean more = false;
    if (!calm.isEmpty()) {
      List<String> full =
          plain.claim(node, calm, open.open(), now, jobs -> begin(jobs, node, open, now));
      full.forEach(kind -> backlog(kind));
      more = !full.isEmpty();
    }
    if (!waiting.isEmpty()) {
      FairClaims.Round round = fair.claim(node, waiting, open, now);
      round.claimed().forEach(lane -> begin(lane, node, open, now));
      more |= round.more();
    }
    backlogs.entrySet().removeIf(e -> e.getValue().isOver() && isCalm(limit(e.getKey()), open));
    boolean anyFree = limits.values().stream().anyMatch(limit -> limit.free() > 0);
    held =
        more
            || !backlogs.isEmpty()
            || limits.values().stream().anyMatch(limit -> limit.free() <= 0);
    return more && anyFree;
  }

  /// Decides how a kind with free places is claimed.
  private void sort(
      KindLimit limit, StoresNow open, List<PlainClaims.Kind> calm, List<Waiting> waiting) {
    Room room = limit.room(open);
    if (room.free() <= 0) {
      return;
    }
    String kind = limit.kind().name();
    if (!backlogs.containsKey(kind) && isCalm(limit, open)) {
      boolean atStores = seen.isAtStores(kind) || jobs.isAtStores(kind);
      calm.add(new PlainClaims.Kind(limit, atStores ? room.ofAnyStore() : room.free()));
    } else {
      waiting.add(new Waiting(limit, backlog(kind)));
    }
  }

  /// Whether a claim in due order takes no job that it must not, and passes over no waiting one.
  private boolean isCalm(KindLimit limit, StoresNow open) {
    if (limit.kind().takesSlot() && !open.limits().isEmpty()) {
      return false;
    }
    Room room = limit.room(open);
    return room.free() <= 0
        || (room.ofAnyStore() > 0 && seen.stores(limit.kind().name()).stream().allMatch(room::has));
  }

  private Backlog backlog(String kind) {
    return backlogs.computeIfAbsent(kind, _ -> new Backlog(kind, watch.nanoTime()));
  }

  private KindLimit limit(String kind) {
    KindLimit limit = limits.get(kind);
    if (limit == null) {
      throw new IllegalStateException("Claimed a job of the unknown kind " + kind);
    }
    return limit;
  }

  /// Begins to run jobs one after the other, as one job of their kind.
  private void begin(List<Claimed> claimed, UUID node, StoresNow open, Instant now) {
    Job first = claimed.getFirst().job();
    KindLimit limit = limit(first.kind());
    boolean hasSlot = limit.kind().takesSlot() && open.isLimited(first.scope().store());
    List<Claim> claims = new ArrayList<>(claimed.size());
    for (Claimed each : claimed) {
      Claim claim =
          new Claim(
              each.job(), node, limit, each.equals(claimed.getLast()), hasSlot, each.crashes());
      if (jobs.claims().add(claim)) {
        claims.add(claim);
        metrics.claimed(each.job().kind(), Duration.between(each.dueAt(), now));
      }
    }
    if (claims.size() == claimed.size()) {
      limit.begin(first.scope().store());
      runs.start(claims, this::gaveRoom);
    } else {
      giveBack(claims);
    }
  }

  /// Gives back jobs of a lane while another job of it still runs here. The end of that run ends
  /// the lane's turn.
  private void giveBack(List<Claim> claims) {
    for (Claim claim : claims) {
      Claim within = claim.within();
      jobs.claims().remove(claim);
      acks.ended(within, Runs.released(claim.job()));
    }
  }

  /// The time to wait until the next look, unless it is woken.
  private Duration untilNextLook(Instant now) {
    Duration wait = untilNextDue(now);
    if (suspectUntil != null) {
      wait = shorter(wait, BETWEEN_LOOKS);
    }
    for (Backlog backlog : backlogs.values()) {
      wait = shorter(wait, backlog.untilNextLook());
    }
    if (!slots.taken().isEmpty()) {
      wait = shorter(wait, Slots.PAUSE);
    }
    return shorter(wait, plain.untilNextLook(poll));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /// The time to wait for the first job that was not due at `now`, when the last claim looked.
  private Duration untilNextDue(Instant now) {
    List<String> kinds =
        limits.values().stream()
            .filter(limit -> limit.free() > 0)
            .map(limit -> limit.kind().name())
            .toList();
    if (kinds.isEmpty()) {
      return poll;
    }
    @Nullable Instant next =
        database.jdbi().withHandle(handle -> repository.nextDue(handle, kinds, now)).orElse(null);
    if (next == null) {
      return poll;
    }
    Duration until = Duration.between(time.instant(), next).plusMillis(1);
    return until.isNegative() ? Duration.ZERO : shorter(until, poll);
  }
}
