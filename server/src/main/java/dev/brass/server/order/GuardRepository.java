package dev.brass.server.order;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The table `order_guard`. Thread-safe.
///
/// A row is claimed by an upsert: of any number of equal orders at the same moment exactly one has
/// it when it commits. The others wait for that commit and are then rejected. The rows of a group
/// are locked in the order of their keys, after its idempotency keys.
final class GuardRepository {

  private static final String CLAIM =
      """
      insert into order_guard as g (tenant_id, mode, fingerprint, order_id, keyed, submitted_at,
                                    guarded_until, stored_at)
      select * from unnest(:tenants::uuid[], :modes::text[], :fingerprints::bytea[],
                           :orders::uuid[], :keyed::boolean[], :ats::timestamptz[],
                           :untils::timestamptz[], :storedAts::timestamptz[])
      on conflict (tenant_id, mode, fingerprint) do update
      set order_id = excluded.order_id, keyed = excluded.keyed,
          submitted_at = excluded.submitted_at, guarded_until = excluded.guarded_until,
          stored_at = excluded.stored_at
      where excluded.keyed
         or g.order_id = excluded.order_id
         or g.guarded_until <= excluded.submitted_at
         or exists (select from orders o
                    where o.tenant_id = g.tenant_id and o.id = g.order_id
                      and o.state in ('failed', 'cancelled', 'cancelled_by_retailer'))
      returning order_id
      """;

  /// Never waits for a row that another group holds.
  private static final String DELETE_OLD =
      """
      delete from order_guard
      where (tenant_id, mode, fingerprint) in (
        select tenant_id, mode, fingerprint from order_guard
        where stored_at <= :old::timestamptz
        order by stored_at limit :most for update skip locked)
      """;

  private static final String GIVE_BACK =
      """
      delete from order_guard g
      using unnest(:tenants::uuid[], :modes::text[], :fingerprints::bytea[], :orders::uuid[])
        as t(tenant_id, mode, fingerprint, order_id)
      where g.tenant_id = t.tenant_id and g.mode = t.mode and g.fingerprint = t.fingerprint
        and g.order_id = t.order_id
      """;

  private static final String HOLDER =
      """
      select order_id from order_guard
      where tenant_id = :tenant and mode = :mode and fingerprint = :fingerprint
      """;

  private static final Comparator<NewOrder> BY_ROW =
      Comparator.comparing((NewOrder n) -> n.order().key().tenant().value())
          .thenComparing(n -> n.order().mode().code())
          .thenComparing(n -> Objects.requireNonNull(n.fingerprint()), Arrays::compare);

  private final Duration window;

  /// The table.
  ///
  /// @param window how long an order blocks equal ones
  GuardRepository(Duration window) {
    this.window = window;
  }

  /// Guards new orders, no two of which may be equal; none of them may be blocked.
  void claim(WriteBatch writes, List<NewOrder> orders, Instant systemNow) {
    writes.addForAll(CLAIM, columns(orders, systemNow));
  }

  /// Guards new orders, no two of which may be equal; returns those that are not blocked.
  Set<OrderId> claim(Handle handle, List<NewOrder> orders, Instant systemNow) {
    Set<OrderId> claimed = new HashSet<>();
    if (!orders.isEmpty()) {
      columns(orders, systemNow)
          .bind(handle.createQuery(CLAIM))
          .mapTo(UUID.class)
          .forEach(id -> claimed.add(new OrderId(id)));
    }
    return claimed;
  }

  /// Releases the claims of this transaction for orders that are not stored after all.
  void giveBack(Handle handle, List<NewOrder> orders) {
    ColumnArrays rows = new ColumnArrays();
    for (NewOrder n : orders) {
      rows.add("tenants", n.order().key().tenant().value())
          .add("modes", n.order().mode().code())
          .add("fingerprints", Objects.requireNonNull(n.fingerprint()))
          .add("orders", n.order().id().value());
    }
    rows.bind(handle.createUpdate(GIVE_BACK)).execute();
  }

  private ColumnArrays columns(List<NewOrder> orders, Instant systemNow) {
    ColumnArrays rows = new ColumnArrays();
    for (NewOrder n : orders) {
      Instant at = n.order().createdAt();
      rows.add("tenants", n.order().key().tenant().value())
          .add("modes", n.order().mode().code())
          .add("fingerprints", Objects.requireNonNull(n.fingerprint()))
          .add("orders", n.order().id().value())
          .add("keyed", n.isMeant())
          .add("ats", at)
          .add("untils", at.plus(window))
          .add("storedAts", systemNow);
    }
    return rows;
  }

  /// Deletes expired rows, twice as many as are added, so that there are never many more than the
  /// orders of one window. Sandbox time is never behind the system clock, so rows that are expired
  /// by the system clock are expired.
  void deleteOld(WriteBatch writes, int comingIn, Instant systemNow) {
    writes
        .add(DELETE_OLD)
        .bind("old", systemNow.minus(window).toString())
        .bind("most", 2 * comingIn);
  }

  /// The order that blocks an equal one.
  Optional<OrderId> holder(Handle handle, NewOrder order) {
    return handle
        .createQuery(HOLDER)
        .bind("tenant", order.order().key().tenant().value())
        .bind("mode", order.order().mode().code())
        .bind("fingerprint", order.fingerprint())
        .mapTo(UUID.class)
        .map(OrderId::new)
        .findOne();
  }

  /// Orders by their rows: each list has at most one of each row, and all that have one are in the
  /// lists in the order in which the rows must be locked. Orders without a key that follow an equal
  /// one are left out: the one before them blocks them.
  static List<List<NewOrder>> rounds(List<NewOrder> orders) {
    List<List<NewOrder>> rounds = new ArrayList<>();
    List<NewOrder> left = new ArrayList<>(orders);
    left.removeIf(n -> n.fingerprint() == null);
    left.sort(BY_ROW);
    while (!left.isEmpty()) {
      List<NewOrder> round = new ArrayList<>();
      List<NewOrder> later = new ArrayList<>();
      for (NewOrder n : left) {
        if (round.isEmpty() || BY_ROW.compare(round.getLast(), n) != 0) {
          round.add(n);
        } else if (n.isMeant()) {
          later.add(n);
        }
      }
      rounds.add(round);
      left = later;
    }
    return rounds;
  }
}
