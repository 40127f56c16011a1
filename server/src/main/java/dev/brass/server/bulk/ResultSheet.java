package dev.brass.server.bulk;

import dev.brass.server.csv.CsvFile;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderOutcome;
import dev.brass.server.order.OrderState;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The results of a batch as a CSV file.
public final class ResultSheet {

  private static final List<String> COLUMNS =
      List.of(
          "row",
          "status",
          "order_id",
          "order_status",
          "outcome",
          "error_type",
          "error",
          "total",
          "currency",
          "merchant_order_ids",
          "tracking_numbers",
          "recipient",
          "product_urls");

  private ResultSheet() {}

  /// The words of an API for orders.
  ///
  /// @param status its word for a state
  /// @param errorType its word for an error
  public record Words(
      Function<Class<? extends OrderState>, String> status,
      Function<OrderError, String> errorType) {}

  /// Writes the file, row by row.
  ///
  /// @throws IOException when `to` fails
  public static void write(Bulks bulks, Upload batch, Words words, OutputStream to)
      throws IOException {
    List<String> more = bulks.passthroughNames(batch);
    List<String> headings = new ArrayList<>(COLUMNS);
    headings.addAll(more);
    try (CsvFile csv = CsvFile.to(to, headings)) {
      bulks.rowsWithOrders(batch, (row, order) -> csv.row(cells(row, order, more, words)));
    }
  }

  private static List<@Nullable String> cells(
      UploadRow row, @Nullable Order order, List<String> more, Words words) {
    OrderOutcome.Standing standing =
        order == null ? row.standing() : OrderOutcome.Standing.of(order.state());
    UploadRow now = row.with(standing);
    OrderError error = standing == null ? null : standing.error();
    List<@Nullable String> cells = new ArrayList<>();
    cells.add(Integer.toString(row.number()));
    cells.add(row.status().code());
    cells.add(row.order() == null ? null : row.order().toString());
    cells.add(standing == null ? null : words.status().apply(standing.state()));
    cells.add(now.outcome().code());
    cells.add(error == null ? row.errorType() : words.errorType().apply(error));
    cells.add(error == null ? row.error() : error.message());
    bought(cells, order);
    cells.add(row.recipient());
    cells.add(String.join("|", row.productUrls()));
    more.forEach(name -> cells.add(row.passthrough().get(name)));
    return cells;
  }

  private static void bought(List<@Nullable String> cells, @Nullable Order order) {
    Placement placement = order == null ? null : placement(order.state());
    Money total = placement == null ? null : placement.price().total();
    cells.add(total == null ? null : Long.toString(total.minor()));
    cells.add(total == null ? null : total.currency().getCurrencyCode());
    cells.add(
        placement == null
            ? null
            : String.join(
                "|", placement.merchantOrders().stream().map(MerchantOrder::id).toList()));
    cells.add(
        order == null
            ? null
            : String.join(
                "|",
                order.shipments().stream()
                    .map(parcel -> parcel.shipment().trackingNumber())
                    .filter(Objects::nonNull)
                    .toList()));
  }

  private static @Nullable Placement placement(OrderState state) {
    return switch (state) {
      case OrderState.Placed placed -> placed.placement();
      case OrderState.CancelledByRetailer off -> off.placement();
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Failed _,
          OrderState.Cancelled _ ->
          null;
    };
  }
}
