package dev.brass.server.webhook;

import dev.brass.server.db.Database;
import dev.brass.server.db.GroupCommit;
import dev.brass.server.job.Job;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stored side of deliveries. Simultaneous deliveries are read with one statement and stored in
/// one transaction. Thread-safe.
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private static final int GROUPS_AT_ONCE = 2;
  private static final int LARGEST_GROUP = 500;

  private final Jobs jobs;
  private final PersonalData personal;
  private final Database database;
  private final Duration patience;
  private final GroupCommit<MessageRepository.Key, Found> loads;
  private final GroupCommit<Ended, Ended> ends;

  /// The stored side.
  ///
  /// @param patience the time without a success after which an endpoint is paused
  Outbox(Database database, Jobs jobs, PersonalData personal, Duration patience) {
    this.personal = personal;
    this.patience = patience;
    this.database = database;
    this.jobs = jobs;
    this.loads = new GroupCommit<>(database.jdbi(), GROUPS_AT_ONCE, LARGEST_GROUP, this::loadAll);
    this.ends = new GroupCommit<>(database.jdbi(), GROUPS_AT_ONCE, LARGEST_GROUP, this::endAll);
  }

  private record Found(MessageRepository.@Nullable Loaded message) {}

  /// The end of a job.
  ///
  /// @param row null when nothing was tried
  /// @param next null when no other job follows
  /// @param health of the endpoint; null when it has not changed
  private record Ended(
      Job job,
      MessageRepository.@Nullable NewDelivery row,
      @Nullable NewJob next,
      @Nullable Health health) {}

  /// The message of a job; null when it was deleted.
  MessageRepository.@Nullable Loaded load(Job job) {
    return loads.call(key(job)).message();
  }

  /// Stores a delivery, ends its job and stores the next one, in one transaction.
  void end(Job job, Delivery delivery, @Nullable NewJob next, @Nullable Health health) {
    ends.call(new Ended(job, new MessageRepository.NewDelivery(key(job), delivery), next, health));
  }

  /// Replaces a job by another one.
  void replace(Job job, NewJob next) {
    ends.call(new Ended(job, null, next, null));
  }

  /// Makes a message wait until its endpoint is called again: the job ends, and the message is
  /// kept.
  ///
  /// @return false when the endpoint is not paused: then nothing was done
  boolean keep(Job job, Mode mode) {
    TenantId tenant = new TenantId(job.tenantId());
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              if (!EndpointRepository.isPaused(handle, tenant, mode)) {
                return false;
              }
              WaitingRepository.insert(handle, tenant, mode, job.subject());
              jobs.settle(handle, List.of(job));
              return true;
            });
  }

  private static MessageRepository.Key key(Job job) {
    return new MessageRepository.Key(job.tenantId(), job.subject());
  }

  private List<Found> loadAll(List<MessageRepository.Key> keys) {
    return database
        .jdbi()
        .withHandle(handle -> MessageRepository.load(handle, personal, keys))
        .stream()
        .map(Found::new)
        .toList();
  }

  private List<Ended> endAll(List<Ended> group) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              Set<MessageRepository.Key> stored = store(handle, group);
              jobs.settle(handle, group.stream().map(Ended::job).toList());
              List<NewJob> next = new ArrayList<>();
              for (Ended ended : group) {
                // When another node has stored a try, it has stored the next one, too.
                if (ended.next() != null
                    && (ended.row() == null || stored.contains(ended.row().key()))) {
                  next.add(ended.next());
                }
              }
              if (!next.isEmpty()) {
                jobs.enqueue(handle, next);
              }
              news(group).forEach(health -> note(handle, health));
            });
    return group;
  }

  /// The change of each endpoint once, successes last, and in one order everywhere, so that two
  /// groups cannot block each other.
  private static Collection<Health> news(List<Ended> group) {
    Map<String, Health> latest = new TreeMap<>();
    for (Ended ended : group) {
      Health health = ended.health();
      if (health != null) {
        latest.merge(
            health.tenant() + " " + health.mode() + " " + health.succeeded(),
            health,
            BinaryOperator.maxBy(Comparator.comparing(Health::at)));
      }
    }
    return latest.values();
  }

  private void note(Handle handle, Health health) {
    if (EndpointRepository.tried(handle, health, patience.toMillis())) {
      LOG.warn(
          "the {} endpoint of tenant {} is paused: nothing was delivered for {}",
          health.mode().code(),
          health.tenant(),
          patience);
    }
  }

  private Set<MessageRepository.Key> store(Handle handle, List<Ended> group) {
    List<MessageRepository.NewDelivery> rows =
        group.stream().map(Ended::row).filter(Objects::nonNull).toList();
    return rows.isEmpty() ? Set.of() : MessageRepository.insertDeliveries(handle, personal, rows);
  }
}
