package dev.brass.server.retailer;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.db.Database;
import dev.brass.server.db.ShortCache;
import dev.brass.server.order.Extra;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderEvent;
import dev.brass.server.order.OrderListener;
import dev.brass.server.order.OrderPrivate;
import dev.brass.server.tenant.Mode;
import dev.brass.server.webhook.NewMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The stores at which live orders are placed. It is notified of each order after its commit, and
/// writes only the first one of each day per store; *a crash* before that leaves it to the next
/// order of the day. Thread-safe.
public final class StoreRecords implements OrderListener {

  private static final Logger LOG = LoggerFactory.getLogger(StoreRecords.class);

  /// The time until other nodes see this node's writes.
  private static final Duration FRESH = Duration.ofSeconds(30);

  private final Database database;
  private final InstantSource clock;
  private final StoreRecordRepository repository = new StoreRecordRepository();
  private final Map<StoreKey, LocalDate> written = new ConcurrentHashMap<>();
  private final ShortCache<Boolean, Map<StoreKey, StoreRecord>> records;
  private final Extra.Writer<StoreKey> placings =
      (script, stores) -> script.afterCommit(() -> placed(stores));

  /// A store, real or of the sandbox.
  record StoreKey(String code, boolean sandbox) {}

  /// The records.
  ///
  /// @param clock the system clock
  public StoreRecords(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.records =
        new ShortCache<>(FRESH, 1, _ -> false, _ -> database.jdbi().withHandle(repository::all));
  }

  /// The record of a store.
  public StoreRecord of(ConfiguredStore store) {
    return records
        .get(true, clock.instant())
        .getOrDefault(new StoreKey(store.code(), store.sandbox()), StoreRecord.NONE);
  }

  /// Today, as records count days.
  public LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  @Override
  public List<NewMessage> messages(Order after, List<OrderEvent> events, OrderPrivate secrets) {
    return List.of();
  }

  @Override
  public List<Extra<?>> extras(Order after, List<OrderEvent> events) {
    boolean placed = events.stream().anyMatch(OrderEvent.Accepted.class::isInstance);
    if (!placed || after.mode() != Mode.LIVE) {
      return List.of();
    }
    StoreKey store = new StoreKey(after.spec().store(), after.clock() != null);
    return List.of(new Extra<>(placings, List.of(store)));
  }

  private void placed(List<StoreKey> stores) {
    stores.stream().distinct().forEach(store -> placed(store, today()));
  }

  private void placed(StoreKey store, LocalDate day) {
    if (!day.equals(written.put(store, day))) {
      // The committing thread may still hold its connection.
      Thread.startVirtualThread(() -> write(store, day));
    }
  }

  private void write(StoreKey store, LocalDate day) {
    try {
      database.relaxed(
          handle -> {
            repository.placed(handle, store, day);
            return true;
          });
      records.clear();
    } catch (RuntimeException e) {
      written.remove(store, day);
      LOG.warn("that {} takes orders could not be written", store.code(), e);
    }
  }
}
