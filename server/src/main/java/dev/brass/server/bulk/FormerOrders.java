package dev.brass.server.bulk;

import dev.brass.server.hash.Sha256;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Orders of uploads from before migration V46, whose rows had keys of another kind: so that their
/// tables, uploaded again, buy nothing again. Such an order is known by what it asks for, and a row
/// by what it would have asked for then. Thread-safe.
///
/// What a tenant's orders of then ask for is looked up once, page by page, when that tenant next
/// uploads something; *a crash in between* leaves it to the next upload.
final class FormerOrders {

  private static final int PAGE = 200;

  private final Jdbi jdbi;
  private final FormerOrderRepository repository = new FormerOrderRepository();
  private final Orders orders;
  private final String phone;
  private final BulkJson json = new BulkJson();

  /// The orders.
  ///
  /// @param phone what stores get for rows without a telephone number
  FormerOrders(Jdbi jdbi, Orders orders, String phone) {
    this.jdbi = jdbi;
    this.orders = orders;
    this.phone = phone;
  }

  /// Looks up some of what is not looked up yet; false when nothing is left.
  boolean lookUp(TenantId tenant) {
    Optional<UploadId> batch = jdbi.withHandle(handle -> repository.next(handle, tenant));
    if (batch.isEmpty()) {
      return false;
    }
    Map<Integer, OrderId> page =
        jdbi.withHandle(handle -> repository.page(handle, tenant, batch.get(), PAGE));
    Map<OrderId, Order> found = page.isEmpty() ? Map.of() : orders.all(tenant, page.values());
    Map<Integer, String> meanings = new LinkedHashMap<>();
    page.forEach((position, order) -> meanings.put(position, meaning(found.get(order))));
    jdbi.useTransaction(
        handle -> {
          if (meanings.isEmpty()) {
            repository.done(handle, tenant, batch.get());
          } else {
            repository.store(handle, tenant, batch.get(), meanings);
          }
        });
    return true;
  }

  private String meaning(@Nullable Order order) {
    return order == null ? "" : Sha256.hex(RowMeaning.of(json.tree(order.echo()), phone));
  }

  /// Which rows of a table are orders of then.
  ///
  /// @return null in the place of a row that is none
  List<@Nullable Former> of(Handle handle, Upload batch, List<RowReading> readings, Sheet sheet) {
    List<@Nullable Former> former = new ArrayList<>();
    readings.forEach(_ -> former.add(null));
    boolean one = sheet.rows().size() == readings.size();
    if (!one || !repository.any(handle, batch.tenant())) {
      return former;
    }
    List<String> meanings =
        sheet.rows().stream().map(row -> Sha256.hex(FormerReading.meaning(row, phone))).toList();
    Map<String, List<OrderId>> known =
        repository.known(handle, batch.tenant(), batch.mode(), meanings);
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < readings.size(); i++) {
      int number = seen.merge(meanings.get(i), 1, Integer::sum);
      List<OrderId> equal = known.getOrDefault(meanings.get(i), List.of());
      if (number <= equal.size() && readings.get(i).idempotencyKey() == null) {
        boolean same = Sha256.hex(readings.get(i).meaning()).equals(meanings.get(i));
        former.set(i, new Former(equal.get(number - 1), same));
      }
    }
    return former;
  }

  /// An order of then.
  ///
  /// @param same whether the row is still understood as it was then
  record Former(OrderId order, boolean same) {}
}
