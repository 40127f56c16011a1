package dev.brass.server.bulk;

import dev.brass.server.entry.CellText;
import dev.brass.server.entry.Mangled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Converts the rows of one table to bodies of `POST /orders`. It checks only values that cannot be
/// converted: the intake checks the order. Used by one thread.
final class RowReader {

  private final String phone;
  private final Sheet.Wishes wishes;
  private final Map<String, String> mapping = new HashMap<>();
  private @Nullable TablePlan plan;

  /// Creates a reader.
  ///
  /// @param phone the telephone number that stores receive for rows without one
  /// @param wishes the client's options for reading the table
  RowReader(String phone, Sheet.Wishes wishes) {
    this.phone = phone;
    this.wishes = wishes;
    wishes
        .mapping()
        .forEach((heading, concept) -> mapping.put(Vocabulary.squeezed(heading), concept));
  }

  /// The concepts of a table's columns.
  TablePlan plan(List<String> headings) {
    TablePlan last = plan;
    if (last == null || !last.headings().equals(headings)) {
      last = new TablePlan(headings, mapping);
      plan = last;
    }
    return last;
  }

  /// All rows of a table, in order, merged by shop order if the client requests it.
  List<RowReading> readAll(Sheet sheet) {
    List<RowReading> readings = new ArrayList<>();
    for (List<Sheet.Row> lines : orders(sheet)) {
      readings.add(read(readings.size(), lines));
    }
    return readings;
  }

  RowReading read(int index, Sheet.Row row) {
    return read(index, List.of(row));
  }

  private RowReading read(int index, List<Sheet.Row> lines) {
    List<String> headings = List.copyOf(lines.getFirst().cells().keySet());
    if (lines.size() > 1) {
      LinkedHashMap<String, Boolean> all = new LinkedHashMap<>();
      lines.forEach(line -> line.cells().keySet().forEach(name -> all.put(name, true)));
      headings = List.copyOf(all.keySet());
    }
    TablePlan how = plan(headings);
    OrderOfRow order = new OrderOfRow(index, lines, how, phone);
    if (wishes.byOrder()) {
      orderNumber(lines.getFirst(), how, order);
    }
    return order.read();
  }

  private static void orderNumber(Sheet.Row line, TablePlan how, OrderOfRow order) {
    String heading = how.orderHeading();
    String number = number(line, heading);
    if (heading != null && number.isEmpty()) {
      order.problem(
          Column.ORDER_NUMBER,
          heading,
          "there is no order number, by which rows become one order; fill it in");
    }
    String mangled = Mangled.identifier(number);
    if (heading != null && mangled != null) {
      order.problem(Column.ORDER_NUMBER, heading, mangled);
    }
  }

  private static String number(Sheet.Row line, @Nullable String heading) {
    return heading == null ? "" : CellText.code(line.cells().getOrDefault(heading, ""));
  }

  /// The rows of each order.
  ///
  /// @throws BadSheet when rows are to be merged and no column has the order number
  List<List<Sheet.Row>> orders(Sheet sheet) {
    if (!wishes.byOrder()) {
      return sheet.rows().stream().map(List::of).toList();
    }
    Map<String, List<Sheet.Row>> orders = new LinkedHashMap<>();
    for (Sheet.Row row : sheet.rows()) {
      String heading = plan(List.copyOf(row.cells().keySet())).orderHeading();
      if (heading == null) {
        throw new BadSheet(
            "group_by=order needs a column with the number of the order, such as 'Order ID'");
      }
      String number = number(row, heading);
      String group =
          number.isEmpty() || Mangled.identifier(number) != null
              ? "row " + row.number()
              : "order " + number;
      orders.computeIfAbsent(group, _ -> new ArrayList<>()).add(row);
    }
    return List.copyOf(orders.values());
  }
}
