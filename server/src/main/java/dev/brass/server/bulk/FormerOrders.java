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

/// Orders of uploads before migration V46, whose rows had other keys; they are found so that
/// uploading their tables again buys nothing twice. Such an order is identified by its meaning, and
/// a row by the meaning that it would have had then. Thread-safe.
///
/// The meanings of a tenant's old orders are computed once, page by page, at the tenant's next
/// upload; *a crash in between* leaves the rest to the upload after it.
final class FormerOrders {

  private static final int PAGE = 200;

  private final Jdbi jdbi;
  private final FormerOrderRepository repository = new FormerOrderRepository();
  private final Orders orders;
  private final String phone;
  private final BulkJson json = new BulkJson();

  /// Creates the lookup.
  ///
  /// @param phone the telephone number that stores receive for rows without one
  FormerOrders(Jdbi jdbi, Orders orders, String phone) {
    this.jdbi = jdbi;
    this.orders = orders;
    this.phone = phone;
  }

  /// Reads some of the remaining old orders; false when none are left.
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

  /// The old orders that correspond to the rows of a table.
  ///
  /// @return null in the place of a row without an old order
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

  /// An old order.
  ///
  /// @param same whether the row still has the meaning that it had then
  record Former(OrderId order, boolean same) {}
}
