package dev.brass.server.job;

import dev.brass.server.db.Database;
import dev.brass.server.job.StoredJobRepository.Counted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// A look through the whole table of jobs, page by page, each in a statement that takes some
/// milliseconds however large the table is. For one thread.
final class TableWalk {

  /// Some 8 MB.
  private static final long PAGE = 1_000;

  /// Fewer jobs of a tenant are not worth noting.
  private static final long MANY = 100;

  private static final Set<JobState> WAITING =
      EnumSet.of(JobState.READY, JobState.PARKED, JobState.RUNNING);

  private record Group(String kind, JobState state) {}

  private final Database database;
  private final Collection<String> known;
  private final StoredJobRepository repository = new StoredJobRepository();
  private final Map<Group, Long> counts =
      new TreeMap<>(Comparator.comparing(Group::kind).thenComparing(Group::state));
  private final Map<String, Long> unknown = new TreeMap<>();
  private final Map<UUID, Long> waiting = new HashMap<>();
  private final long end;
  private long next;
  private int orphans;

  /// A walk through the table as large as it is now.
  ///
  /// @param known the stores that this process knows
  TableWalk(Database database, Collection<String> known) {
    this.database = database;
    this.known = known;
    this.end = database.jdbi().withHandle(repository::blocks);
  }

  /// Counts the next page; false when there is none.
  boolean next() {
    if (next >= end) {
      return false;
    }
    long first = next;
    next = first + PAGE;
    database
        .jdbi()
        .withHandle(handle -> repository.count(handle, first, first + PAGE, known))
        .forEach(this::add);
    return true;
  }

  boolean hasNext() {
    return next < end;
  }

  /// Frees jobs of the page just counted whose node is gone.
  void freeOrphans() {
    orphans +=
        database.jdbi().withHandle(handle -> repository.freeOrphans(handle, next - PAGE, next));
  }

  private void add(Counted counted) {
    JobCount count = counted.count();
    counts.merge(new Group(count.kind(), count.state()), count.jobs(), Long::sum);
    if (WAITING.contains(count.state())) {
      waiting.merge(counted.tenant(), count.jobs(), Long::sum);
    }
    if (!counted.unknownStore().isEmpty()) {
      unknown.merge(counted.unknownStore(), count.jobs(), Long::sum);
    }
  }

  List<JobCount> counts() {
    List<JobCount> all = new ArrayList<>();
    counts.forEach((group, jobs) -> all.add(new JobCount(group.kind(), group.state(), jobs)));
    return all;
  }

  /// The number of jobs at each unknown store.
  Map<String, Long> unknownStores() {
    return unknown;
  }

  /// The tenants with many unfinished jobs, and their numbers.
  Map<UUID, Long> backlogs() {
    waiting.values().removeIf(jobs -> jobs < MANY);
    return waiting;
  }

  int orphans() {
    return orphans;
  }
}
