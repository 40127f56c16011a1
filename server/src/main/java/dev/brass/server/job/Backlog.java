package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.TurnRepository.Mark;
import dev.brass.server.job.TurnRepository.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A kind whose due jobs cannot all run at once, or not at every store: the order of turns, and the
/// search for queues with due jobs. For one thread.
///
/// Two searches find them. The search at the jobs that got due last costs as much as came since,
/// and finds the single order of a customer soon, however many wait. The search from queue to queue
/// finds jobs that got due long ago, were given back, or were committed late; it continues page by
/// page. Both are the rarer the more they cost.
final class Backlog {

  /// The longest time between a job's due time and the commit of its transaction, for the first
  /// look.
  private static final Duration LATE_COMMITS = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAST = Duration.ofSeconds(10);
  private static final int PAGE = 500;
  private static final int NEWEST_PART = 5;
  private static final int WALK_PART = 10;

  /// The pause between two walks through all queues, when the last one has found due jobs, and when
  /// not.
  private static final Duration SOON = Duration.ofMillis(250);

  private static final Duration LATER = Duration.ofSeconds(1);

  private final String kind;
  private final Turns turns = new Turns();
  private final LongSupplier nanoTime;
  private final CostShare newest;
  private final CostShare walk;
  private final TurnRepository repository = new TurnRepository();
  private @Nullable Instant seenUntil;
  // The position of the walk; at its beginning it waits.
  private Mark mark = Mark.BEGINNING;
  private boolean inLanes;
  private long nextWalk;
  private boolean found;
  private boolean clean;
  private long lookBegun;
  // Whether a look at the newest was requested too early.
  private boolean owed;

  Backlog(String kind, LongSupplier nanoTime) {
    this.kind = kind;
    this.nanoTime = nanoTime;
    this.newest = new CostShare(NEWEST_PART, nanoTime);
    this.walk = new CostShare(WALK_PART, nanoTime);
    this.nextWalk = nanoTime.getAsLong();
  }

  Turns turns() {
    return turns;
  }

  /// Looks for queues with due jobs, if it is time.
  ///
  /// @param open the stores to search
  void look(Database database, Set<String> open, Instant now) {
    lookBegun = nanoTime.getAsLong();
    owed = !newest.isDue();
    if (!owed) {
      lookAtNewest(database, open, now);
      newest.took(lookBegun);
    }
    if (isWalking() && walk.isDue()) {
      long begun = nanoTime.getAsLong();
      walk(database, open, now);
      walk.took(begun);
    }
  }

  private void lookAtNewest(Database database, Set<String> open, Instant now) {
    Instant earliest = now.minus(LONGEST_PAST);
    Instant since =
        seenUntil == null || seenUntil.isBefore(earliest)
            ? now.minus(LATE_COMMITS)
            : seenUntil.minus(LATE_COMMITS);
    add(
        database.jdbi().withHandle(handle -> repository.newest(handle, kind, open, since, now)),
        true);
    seenUntil = now;
  }

  private boolean isWalking() {
    return nanoTime.getAsLong() - nextWalk >= 0;
  }

  private void walk(Database database, Set<String> open, Instant now) {
    Mark from = mark;
    Page page =
        database
            .jdbi()
            .withHandle(handle -> repository.walk(handle, kind, inLanes, open, from, PAGE, now));
    add(page.due(), false);
    Mark next = page.next();
    if (next != null) {
      mark = next;
      return;
    }
    mark = Mark.BEGINNING;
    if (inLanes) {
      clean = !found;
      nextWalk = nanoTime.getAsLong() + (found ? SOON : LATER).toNanos();
      found = false;
    }
    inLanes = !inLanes;
  }

  private void add(List<Queue> due, boolean isNew) {
    due.forEach(queue -> turns.add(queue, isNew));
    if (!due.isEmpty()) {
      found = true;
      clean = false;
    }
  }

  /// Notes that the look and its consequences were in vain, so that the next one is the later the
  /// more it cost.
  void inVain() {
    newest.took(lookBegun);
  }

  /// Whether there is nothing due, as far as a whole walk has shown.
  boolean isOver() {
    return clean && turns.isEmpty();
  }

  /// The time until it should look again.
  Duration untilNextLook() {
    Duration toWalk = Duration.ofNanos(Math.max(0, nextWalk - nanoTime.getAsLong()));
    toWalk = toWalk.compareTo(walk.left()) > 0 ? toWalk : walk.left();
    return owed && newest.left().compareTo(toWalk) < 0 ? newest.left() : toWalk;
  }
}
