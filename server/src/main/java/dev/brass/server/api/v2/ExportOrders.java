package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.csv.CsvFile;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderFilter;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderShipment;
import dev.brass.server.order.OrderState;
import dev.brass.server.order.OrderWalk;
import dev.brass.server.order.Orders;
import dev.brass.server.tenant.Caller;
import dev.brass.spi.Address;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `GET /orders/export`: all matching orders of the caller as a CSV file, newest first (Zinc API
/// docs, Export Orders). It is written while it is read, in constant memory. Amounts are in minor
/// units; several values in a cell are separated by `|`.
final class ExportOrders implements Action {

  private static final List<String> COLUMNS =
      List.of(
          "order_id",
          "status",
          "created_at",
          "updated_at",
          "product_urls",
          "quantities",
          "item_statuses",
          "recipient",
          "address_line1",
          "address_line2",
          "city",
          "state",
          "postal_code",
          "country",
          "max_price",
          "subtotal",
          "shipping",
          "tax",
          "total",
          "currency",
          "merchant_order_ids",
          "estimated_delivery",
          "carriers",
          "tracking_numbers",
          "tracking_statuses",
          "error_type",
          "error",
          "po_number",
          "metadata");

  private final Orders orders;
  private final V2Json json;

  ExportOrders(Orders orders, V2Json json) {
    this.orders = orders;
    this.json = json;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    Query query = new Query(request);
    OrderFilter filter = OrderFilters.read(query, orders.times(caller.tenant()));
    query.check();
    return Reply.streamed(
            "text/csv; charset=utf-8",
            out -> {
              try (CsvFile csv = CsvFile.to(out, COLUMNS)) {
                OrderWalk walk =
                    orders.walk(caller.tenant(), caller.mode(), filter, 0, Long.MAX_VALUE);
                for (List<List<@Nullable String>> page = page(request, walk);
                    !page.isEmpty();
                    page = page(request, walk)) {
                  page.forEach(csv::row);
                }
              }
            })
        .with("Content-Disposition", "attachment; filename=\"orders.csv\"");
  }

  private List<List<@Nullable String>> page(ApiRequest request, OrderWalk walk) {
    return request.inTurn(() -> walk.next().stream().map(this::row).toList());
  }

  private List<@Nullable String> row(Order order) {
    List<@Nullable String> cells = new ArrayList<>();
    cells.add(order.id().toString());
    cells.add(OrderRendering.status(order.state()));
    cells.add(order.createdAt().toString());
    cells.add(order.updatedAt().toString());
    List<OrderLine> lines = order.spec().lines();
    cells.add(all(lines, line -> line.url() == null ? line.productId() : line.url()));
    cells.add(all(lines, line -> Integer.toString(line.quantity())));
    cells.add(all(order.items(), item -> item.status().code()));
    address(cells, order.spec().delivery().to());
    Long cap = order.spec().terms().maxPrice();
    cells.add(cap == null ? null : cap.toString());
    bought(cells, OrderRendering.placement(order.state()));
    cells.add(all(order.shipments(), parcel -> parcel.shipment().carrier()));
    cells.add(all(order.shipments(), parcel -> parcel.shipment().trackingNumber()));
    cells.add(all(order.shipments(), ExportOrders::status));
    OrderError error = order.state() instanceof OrderState.Failed failed ? failed.error() : null;
    cells.add(error == null ? null : error.code().v2ErrorType());
    cells.add(error == null ? null : error.message());
    cells.add(order.spec().reference().poNumber());
    cells.add(
        order.spec().reference().notes().isEmpty()
            ? null
            : json.write(order.spec().reference().notes()));
    return cells;
  }

  private static void address(List<@Nullable String> cells, Address to) {
    cells.add(
        Stream.of(to.firstName(), to.lastName())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" ")));
    cells.add(to.line1());
    cells.add(to.line2());
    cells.add(to.city());
    cells.add(to.state());
    cells.add(to.postalCode());
    cells.add(to.country());
  }

  private static void bought(List<@Nullable String> cells, @Nullable Placement placement) {
    if (placement == null) {
      for (int i = 0; i < 7; i++) {
        cells.add(null);
      }
      return;
    }
    cells.add(amount(placement.price().subtotal()));
    cells.add(amount(placement.price().shipping()));
    cells.add(amount(placement.price().tax()));
    cells.add(amount(placement.price().total()));
    cells.add(placement.price().total().currency().getCurrencyCode());
    cells.add(all(placement.merchantOrders(), MerchantOrder::id));
    cells.add(
        placement.merchantOrders().stream()
            .map(MerchantOrder::deliveryDate)
            .filter(Objects::nonNull)
            .max(LocalDate::compareTo)
            .map(LocalDate::toString)
            .orElse(null));
  }

  private static String amount(Money money) {
    return Long.toString(money.minor());
  }

  private static String status(OrderShipment parcel) {
    return OrderRendering.code(parcel.shipment().status());
  }

  private static <T> String all(List<T> things, Function<T, @Nullable String> name) {
    return things.stream()
        .map(name)
        .map(text -> text == null ? "" : text)
        .collect(Collectors.joining("|"));
  }
}
