package dev.brass.server.order;

import dev.brass.server.db.WriteBatch;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Placement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The tables that prevent double purchases after a loss of data: the key of the attempt ids,
/// orders that are verified as not bought, and stray purchases. Thread-safe.
final class SafetyRepository {

  private static final String ATTEMPT_KEY =
      """
      select attempt_key from installation
      """;

  private static final String VERIFIED =
      """
      select exists (
        select from order_verified
        where tenant_id = :tenant and order_id = :order and verified_at >= :since)
      """;

  private static final String VERIFY =
      """
      insert into order_verified (tenant_id, order_id, verified_at, verified_by)
      values (:tenant, :order, :now, :by)
      on conflict (tenant_id, order_id) do update
      set verified_at = excluded.verified_at, verified_by = excluded.verified_by
      """;

  private static final String KEEP_STRAY =
      """
      insert into stray_purchase (tenant_id, order_id, attempt_id, number, store, sealed, found_at)
      values (:tenant, :order, :attempt, :number, :store, :sealed, :now)
      on conflict do nothing
      """;

  private static final String STRAYS =
      """
      select * from stray_purchase
      where settled_at is null and (found_at, attempt_id) > (:found_at, :attempt)
      order by found_at, attempt_id
      limit :most
      """;

  private static final String STRAY =
      """
      select * from stray_purchase
      where tenant_id = :tenant and order_id = :order and attempt_id = :attempt
      """;

  private static final String OPEN_STRAYS =
      """
      select count(*) from (select from stray_purchase where settled_at is null limit 10000) as counted
      """;

  private static final String SETTLE_STRAY =
      """
      update stray_purchase
      set settled_at = :now, settled_by = :by, settlement = :settlement, note = :note
      where tenant_id = :tenant and order_id = :order and attempt_id = :attempt
        and settled_at is null
      """;

  private static final String STRAYS_OF_ATTEMPT =
      """
      select * from stray_purchase
      where tenant_id = :tenant and attempt_id = :attempt and settled_at is null
      limit 10
      """;

  private static final String PLACED_BY =
      """
      select order_id from order_attempt
      where tenant_id = :tenant and id = :attempt and order_id <> :order and status = 'placed'
      limit 1
      """;

  private final OrderJson json;
  private final PersonalData personal;

  SafetyRepository(OrderJson json, PersonalData personal) {
    this.json = json;
    this.personal = personal;
  }

  byte[] attemptKey(Handle handle) {
    return handle.createQuery(ATTEMPT_KEY).mapTo(byte[].class).one();
  }

  /// Whether it was verified since then that no lost attempt bought the order.
  boolean isVerified(Handle handle, OrderKey key, Instant since) {
    return handle
        .createQuery(VERIFIED)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("since", since)
        .mapTo(boolean.class)
        .one();
  }

  /// @param by who verified it: `store`, or an operator
  void verify(Handle handle, OrderKey key, String by, Instant now) {
    WriteBatch writes = new WriteBatch();
    verify(writes, key, by, now);
    writes.run(handle);
  }

  /// Records the same as part of a write batch.
  void verify(WriteBatch writes, OrderKey key, String by, Instant now) {
    writes
        .add(VERIFY)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("now", now)
        .bind("by", by);
  }

  /// Keeps a purchase. Repeatable.
  void keep(WriteBatch writes, StrayPurchase stray) {
    writes
        .add(KEEP_STRAY)
        .bind("tenant", stray.order().tenant().value())
        .bind("order", stray.order().id().value())
        .bind("attempt", stray.attempt().value())
        .bind("number", stray.number())
        .bind("store", stray.store())
        .bind(
            "sealed",
            personal.seal(
                PersonalColumn.STRAY_PURCHASE,
                stray.order().tenant(),
                PersonalColumn.row(stray.order().id(), stray.attempt().value()),
                json.write(stray.placement()),
                stray.why()))
        .bind("now", stray.foundAt());
  }

  /// The open ones, oldest first.
  List<StrayPurchase> strays(Handle handle, @Nullable StrayPurchase after, int most) {
    return handle
        .createQuery(STRAYS)
        .bind("found_at", after == null ? Instant.EPOCH : after.foundAt())
        .bind("attempt", after == null ? new UUID(0, 0) : after.attempt().value())
        .bind("most", most)
        .map((row, _) -> stray(row))
        .list();
  }

  Optional<StrayPurchase> stray(Handle handle, OrderKey key, AttemptId attempt) {
    return handle
        .createQuery(STRAY)
        .bind("tenant", key.tenant().value())
        .bind("order", key.id().value())
        .bind("attempt", attempt.value())
        .map((row, _) -> stray(row))
        .findOne();
  }

  /// The open ones of an attempt, of any order.
  List<StrayPurchase> strays(Handle handle, TenantId tenant, AttemptId attempt) {
    return handle
        .createQuery(STRAYS_OF_ATTEMPT)
        .bind("tenant", tenant.value())
        .bind("attempt", attempt.value())
        .map((row, _) -> stray(row))
        .list();
  }

  /// Another order that was placed by the same attempt. It reads all attempts of the tenant.
  Optional<OrderKey> placedBy(Handle handle, OrderKey order, AttemptId attempt) {
    return handle
        .createQuery(PLACED_BY)
        .bind("tenant", order.tenant().value())
        .bind("order", order.id().value())
        .bind("attempt", attempt.value())
        .mapTo(UUID.class)
        .findOne()
        .map(id -> new OrderKey(order.tenant(), new OrderId(id)));
  }

  /// The number of open ones, counted up to 10,000.
  int openStrays(Handle handle) {
    return handle.createQuery(OPEN_STRAYS).mapTo(int.class).one();
  }

  /// Settles a purchase; false when it is already settled or does not exist.
  boolean settle(
      Handle handle,
      StrayPurchase stray,
      StrayPurchase.Settlement settlement,
      String by,
      String note,
      Instant now) {
    return handle
            .createUpdate(SETTLE_STRAY)
            .bind("tenant", stray.order().tenant().value())
            .bind("order", stray.order().id().value())
            .bind("attempt", stray.attempt().value())
            .bind("now", now)
            .bind("by", by)
            .bind("settlement", settlement.code())
            .bind("note", note)
            .execute()
        == 1;
  }

  private StrayPurchase stray(ResultSet row) throws SQLException {
    String settlement = row.getString("settlement");
    OrderKey key =
        new OrderKey(
            new TenantId(row.getObject("tenant_id", UUID.class)),
            new OrderId(row.getObject("order_id", UUID.class)));
    AttemptId attempt = new AttemptId(row.getObject("attempt_id", UUID.class));
    List<@Nullable String> said =
        personal.open(
            PersonalColumn.STRAY_PURCHASE,
            key.tenant(),
            PersonalColumn.row(key.id(), attempt.value()),
            row.getBytes("sealed"),
            row.getString("placement"),
            row.getString("why"));
    return new StrayPurchase(
        key,
        attempt,
        row.getInt("number"),
        row.getString("store"),
        json.read(Objects.requireNonNull(said.get(0)), Placement.class),
        Objects.requireNonNull(said.get(1)),
        OrderReadRepository.instant(row, "found_at"),
        settlement == null ? null : StrayPurchase.Settlement.of(settlement));
  }
}
