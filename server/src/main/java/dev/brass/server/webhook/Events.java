package dev.brass.server.webhook;

import dev.brass.server.db.Database;
import dev.brass.server.job.Jobs;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The messages that a tenant's endpoint was and will be sent: a list to fill gaps from, and
/// another delivery for messages that were lost on the other side. Thread-safe.
public final class Events {

  /// The most messages that one call delivers again.
  public static final int MOST_AT_ONCE = 1_000;

  private static final int LARGEST_PAGE = 500;

  private final Database database;
  private final Jobs jobs;
  private final PersonalData personal;
  private final Rounds rounds;

  Events(Database database, Jobs jobs, PersonalData personal, Rounds rounds) {
    this.personal = personal;
    this.database = database;
    this.jobs = jobs;
    this.rounds = rounds;
  }

  /// The number of messages that are delivered again.
  ///
  /// @param last the id of the last of them; null when there are none
  /// @param more whether others come after it
  public record Again(int count, @Nullable UUID last, boolean more) {}

  /// The events of a mode, oldest first; fewer than the limit where they are large.
  ///
  /// @param limit from 1 to 501
  public List<Event> list(TenantId tenant, Mode mode, Event.Filter filter, int limit) {
    if (limit < 1 || limit > LARGEST_PAGE + 1) {
      throw new IllegalArgumentException("a page has from 1 to " + LARGEST_PAGE + " entries");
    }
    return database
        .jdbi()
        .withHandle(handle -> EventRepository.list(handle, personal, tenant, mode, filter, limit))
        .stream()
        .map(EventRepository.Row::event)
        .toList();
  }

  /// An event of a mode; empty when it belongs to another, or was deleted.
  public Optional<Event> find(TenantId tenant, Mode mode, UUID event) {
    return database
        .jdbi()
        .withHandle(handle -> EventRepository.find(handle, personal, tenant, mode, event))
        .map(EventRepository.Row::event);
  }

  /// Delivers an event now, whatever its state, with a new round of tries.
  ///
  /// @return false when the tenant does not have the event
  public boolean redeliver(TenantId tenant, Mode mode, UUID event) {
    boolean known =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  List<MessageRepository.Found> found =
                      EventRepository.find(handle, personal, tenant, mode, event).stream()
                          .map(EventRepository.Row::found)
                          .toList();
                  jobs.enqueue(handle, rounds.of(tenant, found, 0));
                  return !found.isEmpty();
                });
    jobs.wake();
    return known;
  }

  /// Delivers the first events that match again, oldest first: [#MOST_AT_ONCE] at most, and fewer
  /// where they are large.
  public Again redeliver(TenantId tenant, Mode mode, Event.Filter filter) {
    Again again =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  List<MessageRepository.Found> found =
                      EventRepository.list(handle, personal, tenant, mode, filter, MOST_AT_ONCE)
                          .stream()
                          .map(EventRepository.Row::found)
                          .toList();
                  jobs.enqueue(handle, rounds.of(tenant, found, 0));
                  if (found.isEmpty()) {
                    return new Again(0, null, false);
                  }
                  UUID last = found.getLast().message().id();
                  boolean more =
                      !EventRepository.list(handle, personal, tenant, mode, filter.after(last), 1)
                          .isEmpty();
                  return new Again(found.size(), last, more);
                });
    jobs.wake();
    return again;
  }
}
