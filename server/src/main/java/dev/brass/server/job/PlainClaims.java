package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.JobRepository.Claimed;
import dev.brass.server.job.JobRepository.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The claims of kinds whose due jobs fit into their free places: first come, first served, in
/// one statement for all kinds. For one thread.
///
/// At the front of a busy queue are running jobs and the remains of deleted ones; there are very
/// many of these while thousands are in flight, or while a transaction holds a snapshot open, such
/// as a backup. So a claim begins where the last one had seen everything, and at the beginning as
/// often as a tenth of the time allows: a job may become visible there, because its transaction
/// committed late, or because it was given back.
final class PlainClaims {

  private static final int LARGEST_CLAIM = 500;
  private static final int BEGINNING_PART = 10;

  /// The longest time between a job's due time and the commit of its transaction, until a look from
  /// the beginning is needed to find it.
  private static final Duration LATE_COMMITS = Duration.ofSeconds(1);

  private final Database database;
  private final LaneClaimer lanes;
  private final LongSupplier nanoTime;
  private final CostShare beginning;
  private final JobRepository repository = new JobRepository();
  private final Map<String, Instant> seenUntil = new HashMap<>();
  private boolean owed;

  PlainClaims(Database database, LaneClaimer lanes, LongSupplier nanoTime) {
    this.database = database;
    this.lanes = lanes;
    this.beginning = new CostShare(BEGINNING_PART, nanoTime);
    this.nanoTime = nanoTime;
  }

  /// A kind that is claimed.
  ///
  /// @param most how many of its jobs at most, so that no store gets too many
  record Kind(KindLimit limit, int most) {

    String name() {
      return limit.kind().name();
    }
  }

  /// Claims once.
  ///
  /// @param open the stores whose jobs are claimed; the empty one for those without
  /// @param begin runs what was claimed
  /// @return the kinds that may have more
  List<String> claim(
      UUID node, List<Kind> kinds, Set<String> open, Instant now, Consumer<List<Claimed>> begin) {
    boolean fromBeginning = beginning.isDue();
    long begun = nanoTime.getAsLong();
    List<Wanted> wanted = kinds.stream().map(kind -> wanted(kind, fromBeginning)).toList();
    List<Claimed> claimed =
        database.jdbi().withHandle(handle -> repository.claim(handle, node, wanted, open, now));
    claimed.forEach(each -> begin.accept(List.of(each)));
    Map<String, Integer> counts = new HashMap<>();
    claimed.forEach(each -> counts.merge(each.job().kind(), 1, Integer::sum));
    List<String> full = new ArrayList<>();
    List<Wanted> left = new ArrayList<>();
    for (Wanted each : wanted) {
      int count = counts.getOrDefault(each.kind(), 0);
      if (count >= each.most()) {
        full.add(each.kind());
      } else {
        left.add(new Wanted(each.kind(), each.most() - count, each.floor()));
      }
    }
    if (!left.isEmpty()) {
      LaneClaimer.Round round = lanes.claim(node, left, open, now);
      round.claimed().forEach(begin);
      round.full().forEach(place -> full.add(left.get(place - 1).kind()));
    }
    if (fromBeginning) {
      beginning.took(begun);
    }
    owed = !fromBeginning;
    for (Wanted each : wanted) {
      if (full.contains(each.kind())) {
        seenUntil.remove(each.kind());
      } else {
        seenUntil.put(each.kind(), now.minus(LATE_COMMITS));
      }
    }
    return full;
  }

  /// From a look that began in the middle on it holds what held before.
  private Wanted wanted(Kind kind, boolean fromBeginning) {
    Instant floor =
        fromBeginning ? Instant.EPOCH : seenUntil.getOrDefault(kind.name(), Instant.EPOCH);
    return new Wanted(kind.name(), Math.min(kind.most(), LARGEST_CLAIM), floor);
  }

  /// The time until it should look from the beginning.
  ///
  /// @param longest when it need not
  Duration untilNextLook(Duration longest) {
    return owed ? beginning.left().plusMillis(1) : longest;
  }
}
