package dev.brass.server.order;

import dev.brass.server.db.Database;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The read-only history of orders, for operators and the command line. It needs no running engine.
/// Thread-safe.
public final class OrderHistory {

  /// Far more than the settings allow attempts; an order that a person resumes gets some more.
  private static final int MOST_ATTEMPTS = 200;

  private final Jdbi jdbi;
  private final OrderReads reads;
  private final OrderHistoryRepository repository;

  public OrderHistory(Jdbi jdbi, Vault vault) {
    this(
        jdbi,
        new PersonalData(vault),
        new OrderReads(jdbi, new OrderRepository(new OrderJson(), vault)));
  }

  OrderHistory(Jdbi jdbi, PersonalData personal, OrderReads reads) {
    this.jdbi = jdbi;
    this.repository = new OrderHistoryRepository(personal);
    this.reads = reads;
  }

  /// The order of this id, whichever tenant has it.
  public Optional<OrderKey> find(OrderId id) {
    return jdbi.withHandle(handle -> repository.owner(handle, id))
        .map(tenant -> new OrderKey(tenant, id));
  }

  public Optional<Order> get(OrderKey key) {
    return reads.get(key);
  }

  /// The events of an order, oldest first, the last one with the next step; empty when there is no
  /// such order.
  public List<TimelineEntry> timeline(OrderKey key) {
    List<OrderEvent> events = reads.events(key);
    List<TimelineEntry> timeline = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      OrderEvent event = events.get(i);
      boolean last = i == events.size() - 1;
      timeline.add(
          new TimelineEntry(
              i + 1, event, TimelineText.what(event), last ? TimelineText.next(event) : ""));
    }
    return timeline;
  }

  /// The orders at real stores that are not final, by store and state. It reads all jobs, which is
  /// slow when many orders wait.
  public List<StoreStake> atStake() {
    return Database.patient(jdbi).withHandle(repository::atStake);
  }

  /// The attempts of an order, oldest first; empty when none was made or there is no such order.
  public List<Attempt> attempts(OrderKey key) {
    return jdbi.withHandle(handle -> repository.attempts(handle, key, MOST_ATTEMPTS));
  }
}
