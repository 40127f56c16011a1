package dev.brass.server.bulk;

import dev.brass.server.csv.CsvFile;
import dev.brass.server.order.OrderState;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The results of a batch as a CSV file.
public final class ResultSheet {

  private static final List<String> COLUMNS =
      List.of("row", "status", "order_id", "order_status", "error", "recipient", "product_urls");

  private ResultSheet() {}

  /// Writes it, row by row.
  ///
  /// @param orderStatus the API's word for a state of an order
  /// @throws IOException when `to` takes no more
  public static void write(
      Bulks bulks,
      Batch batch,
      Function<Class<? extends OrderState>, String> orderStatus,
      OutputStream to)
      throws IOException {
    List<String> more = bulks.passthroughNames(batch);
    List<String> headings = new ArrayList<>(COLUMNS);
    headings.addAll(more);
    try (CsvFile csv = CsvFile.to(to, headings)) {
      bulks.rows(batch, null, row -> csv.row(cells(row, more, orderStatus)));
    }
  }

  private static List<@Nullable String> cells(
      BatchRow row, List<String> more, Function<Class<? extends OrderState>, String> orderStatus) {
    List<@Nullable String> cells = new ArrayList<>();
    cells.add(Integer.toString(row.number()));
    cells.add(row.status().code());
    cells.add(row.order() == null ? null : row.order().toString());
    cells.add(row.orderState() == null ? null : orderStatus.apply(row.orderState()));
    cells.add(row.error());
    cells.add(row.recipient());
    cells.add(String.join("|", row.productUrls()));
    more.forEach(name -> cells.add(row.passthrough().get(name)));
    return cells;
  }
}
