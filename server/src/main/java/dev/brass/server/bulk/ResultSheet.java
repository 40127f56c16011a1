package dev.brass.server.bulk;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The results of a batch as a CSV file, which spreadsheets open without carrying anything out that
/// is written in it.
public final class ResultSheet {

  private static final List<String> COLUMNS =
      List.of("row", "status", "order_id", "order_status", "error", "recipient", "product_urls");

  private static final String DANGEROUS = "=+-@\t\r";
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+([.,]\\d+)*");

  private ResultSheet() {}

  /// Writes it, row by row.
  ///
  /// @param orderStatus the API's word for an engine's state
  /// @throws IOException when `to` takes no more
  public static void write(
      Bulks bulks, Batch batch, UnaryOperator<String> orderStatus, OutputStream to)
      throws IOException {
    List<String> more = bulks.passthroughNames(batch);
    try (CsvWriter csv =
        CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(to, StandardCharsets.UTF_8)) {
      List<String> headings = new ArrayList<>(COLUMNS);
      headings.addAll(more);
      csv.writeRecord(headings.stream().map(ResultSheet::harmless).toList());
      bulks.rows(batch, null, row -> csv.writeRecord(cells(row, more, orderStatus)));
    }
  }

  private static List<String> cells(
      BatchRow row, List<String> more, UnaryOperator<String> orderStatus) {
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(row.number()));
    cells.add(row.status().code());
    cells.add(row.order() == null ? "" : row.order().toString());
    cells.add(row.orderState() == null ? "" : orderStatus.apply(row.orderState()));
    cells.add(harmless(row.error()));
    cells.add(harmless(row.recipient()));
    cells.add(harmless(String.join("|", row.productUrls())));
    more.forEach(name -> cells.add(harmless(row.passthrough().get(name))));
    return cells;
  }

  /// A text that a spreadsheet takes for a text. Numbers stay what they are.
  static String harmless(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    boolean dangerous = DANGEROUS.indexOf(text.charAt(0)) >= 0 && !NUMBER.matcher(text).matches();
    return dangerous ? "'" + text : text;
  }
}
