package dev.brass.server.bulk;

import dev.brass.server.bulk.CellPicker.Cell;
import dev.brass.server.entry.CellText;
import dev.brass.server.entry.Cents;
import dev.brass.server.entry.CountryName;
import dev.brass.server.entry.Mangled;
import dev.brass.server.entry.PostalCode;
import dev.brass.server.entry.WholeNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The order that a row, or the rows of one shop order, describes, while it is being read. Used by
/// one thread, once.
final class OrderOfRow {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<String> YES = Set.of("yes", "y", "true", "1", "x");
  private static final Set<String> NO = Set.of("no", "n", "false", "0");

  private final int index;
  private final List<Sheet.Row> lines;
  private final int number;
  private final TablePlan plan;
  private final String phone;
  private final CellPicker picker;
  private final ObjectNode order = JSON.createObjectNode();
  private final Map<String, String> headings = new HashMap<>();
  private final Map<String, String> problems = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /// Creates an empty order.
  ///
  /// @param phone the telephone number that stores receive for rows without one
  OrderOfRow(int index, List<Sheet.Row> lines, TablePlan plan, String phone) {
    this.index = index;
    this.lines = lines;
    this.number = lines.getFirst().number();
    this.plan = plan;
    this.phone = phone;
    this.picker = new CellPicker(plan, lines, problems, notes);
  }

  /// Records a fault in the text of a column.
  void problem(Column column, String heading, String what) {
    headings.putIfAbsent(column.path(), heading);
    problems.putIfAbsent(column.path(), what);
  }

  RowReading read() {
    headings();
    lines.forEach(this::wholeLine);
    ProductColumns goods = new ProductColumns(headings, problems);
    for (Sheet.Row line : lines) {
      goods.add(
          checked(picker.pick(Column.PRODUCT_URL, line)),
          checked(picker.pick(Column.QUANTITY, line)),
          checked(picker.pick(Column.VARIANT, line)),
          picker.goods(line));
    }
    order.set("products", goods.json());
    ObjectNode address = order.putObject("shipping_address");
    name(address);
    address(address);
    boolean phoneIsSaid = phone(address);
    long maxPrice = maxPrice();
    String key = copy(Column.KEY, OrderOfRow::identifier);
    String credentials = copy(Column.CREDENTIALS, OrderOfRow::identifier);
    copy(Column.PO_NUMBER, OrderOfRow::identifier);
    copy(Column.GIFT_MESSAGE, CellText::trimmed);
    copy(Column.HANDLING_DAYS_MAX, text -> WholeNumber.withoutZeroDecimals(CellText.code(text)));
    gift();
    Map<String, String> passthrough = passthrough();
    if (!passthrough.isEmpty()) {
      // Sorted, so that the meaning of a row does not depend on the order of the columns.
      order.set("metadata", JSON.valueToTree(new TreeMap<>(passthrough)));
    }
    return new RowReading(
        index,
        new Places(number, headings),
        order,
        RowMeaning.of(order, phoneIsSaid ? "" : phone),
        said(),
        problems,
        notes,
        goods.urls(),
        goods.quantities(),
        recipient(address),
        destination(address),
        maxPrice,
        credentials,
        key,
        passthrough);
  }

  /// The best heading of each place, by which a missing value is reported.
  private void headings() {
    for (Column column : Column.values()) {
      if (!plan.of(column).isEmpty()) {
        headings.putIfAbsent(column.path(), plan.of(column).getFirst().heading());
      }
    }
  }

  /// Faults outside of the known columns: cells beyond the headings or without one, and invalid
  /// text.
  private void wholeLine(Sheet.Row line) {
    if (line.beyond() > 0) {
      problems.put(
          "",
          "there are %d more cells than headings; put text that has the delimiter in quotation marks"
              .formatted(line.beyond()));
    }
    boolean known = false;
    for (Map.Entry<String, String> cell : line.cells().entrySet()) {
      String heading = cell.getKey();
      known |= plan.of(heading) != null;
      String damage = CellText.damage(cell.getValue());
      if (damage != null) {
        problems.putIfAbsent("", "column '" + heading + "': " + damage);
      }
      if (Unnamed.is(heading) && known && !CellText.isEmpty(cell.getValue())) {
        problems.putIfAbsent(
            "",
            "'%s' is in %s, which has no heading; add one, or put text that has the delimiter in quotation marks"
                .formatted(
                    CellText.line(cell.getValue()), heading.substring(1, heading.length() - 1)));
      } else if (Unnamed.is(heading) && !CellText.isEmpty(cell.getValue())) {
        notes.add(
            "Row %d: %s has no heading; its text is only carried along"
                .formatted(line.number(), heading.substring(1, heading.length() - 1)));
      }
    }
  }

  private @Nullable Cell cell(Column column) {
    return checked(picker.pick(column));
  }

  private String text(Column column) {
    Cell cell = cell(column);
    return cell == null ? "" : cell.text();
  }

  /// The cell, unless a spreadsheet has destroyed its value.
  private @Nullable Cell checked(@Nullable Cell cell) {
    if (cell == null) {
      return null;
    }
    headings.put(cell.column().path(), cell.heading());
    String mangled =
        cell.column().isIdentifier() ? Mangled.identifier(cell.text()) : Mangled.error(cell.text());
    if (mangled != null) {
      problems.putIfAbsent(cell.column().path(), mangled);
      return null;
    }
    return cell;
  }

  private @Nullable String copy(Column column, Function<String, String> how) {
    String text = how.apply(text(column));
    if (text.isEmpty()) {
      return null;
    }
    order.put(column.path(), text);
    return text;
  }

  /// A code; a long number loses the decimals that programs append to numbers.
  private static String identifier(String text) {
    String code = CellText.code(text);
    String whole = WholeNumber.withoutZeroDecimals(code);
    return whole.length() > 3 ? whole : code;
  }

  private void name(ObjectNode address) {
    String first = CellText.line(text(Column.FIRST_NAME));
    String last = CellText.line(text(Column.LAST_NAME));
    Cell whole = cell(Column.NAME);
    if (whole != null && first.isEmpty() && last.isEmpty()) {
      String name = CellText.line(whole.text());
      int cut = name.lastIndexOf(' ');
      if (cut < 0 && !name.isEmpty()) {
        problems.putIfAbsent(
            Column.NAME.path(), "'" + name + "' is one word; enter the first and the last name");
      }
      first = cut < 0 ? name : name.substring(0, cut);
      last = name.substring(cut + 1);
      headings.put(Column.FIRST_NAME.path(), whole.heading());
      headings.put(Column.LAST_NAME.path(), whole.heading());
    } else if (whole != null) {
      agree(whole, first, last);
    }
    address.put("first_name", first).put("last_name", last);
  }

  /// A full name may contain more than its parts, but not contradict them.
  private void agree(Cell whole, String first, String last) {
    String all = CellText.folded(whole.text());
    if (!all.contains(CellText.folded(first)) || !all.contains(CellText.folded(last))) {
      problems.putIfAbsent(
          Column.NAME.path(),
          "'%s' and '%s %s' are two names of one person; keep the right one"
              .formatted(CellText.line(whole.text()), first, last));
    }
  }

  private void address(ObjectNode address) {
    address.put("address_line1", CellText.address(text(Column.LINE1)));
    address.put("address_line2", furtherLines());
    address.put("city", CellText.line(text(Column.CITY)));
    String state = CellText.line(text(Column.STATE));
    if (!state.isEmpty()) {
      address.put("state", state);
    }
    String country = country();
    String written = CellText.code(text(Column.POSTAL_CODE));
    PostalCode.Restored code = PostalCode.restored(written, country, state);
    if (code.contradiction() != null) {
      problems.putIfAbsent(Column.POSTAL_CODE.path(), code.contradiction());
    } else if (!code.text().equals(written)) {
      notes.add(
          "Row %d, column '%s': '%s' was read as '%s'; a spreadsheet had converted it to a number"
              .formatted(number, headings.get(Column.POSTAL_CODE.path()), written, code.text()));
    }
    address.put("postal_code", code.text());
    if (!country.isEmpty()) {
      address.put("country", country);
    }
  }

  /// The second line, a unit and a third line, without repetitions.
  private String furtherLines() {
    Set<String> parts = new LinkedHashSet<>();
    parts.add(CellText.address(text(Column.LINE2)));
    for (TablePlan.Taken unit : plan.of(Column.UNIT)) {
      parts.add(CellText.address(picker.whole(unit)));
    }
    parts.add(CellText.address(text(Column.LINE3)));
    parts.remove("");
    return String.join(", ", parts);
  }

  /// The country's code when its name is written, as in exports.
  private String country() {
    String written = CellText.code(text(Column.COUNTRY));
    String code = written.length() > 3 ? CountryName.code(written) : null;
    return code == null ? written : code;
  }

  /// Whether the row has a telephone number; otherwise stores receive another one.
  private boolean phone(ObjectNode address) {
    String telephone = identifier(text(Column.PHONE));
    boolean said = !telephone.isEmpty();
    if (!said && !problems.containsKey(Column.PHONE.path())) {
      notes.add("Row %d: no telephone number; the store receives %s".formatted(number, phone));
    }
    address.put("phone_number", said ? telephone : phone);
    return said;
  }

  private long maxPrice() {
    Cell cell = cell(Column.MAX_PRICE);
    if (cell == null) {
      return 0;
    }
    return switch (Cents.of(cell.text())) {
      case Cents.Amount(var cents) -> {
        order.put("max_price", cents);
        yield cents;
      }
      case Cents.Unclear(var why) -> {
        problems.putIfAbsent(Column.MAX_PRICE.path(), why);
        yield 0;
      }
    };
  }

  private void gift() {
    String text = CellText.code(text(Column.IS_GIFT)).toLowerCase(Locale.ROOT);
    if (YES.contains(text)) {
      order.put("is_gift", true);
    } else if (!text.isEmpty() && !NO.contains(text)) {
      problems.putIfAbsent(Column.IS_GIFT.path(), "'" + text + "' is neither yes nor no");
    }
  }

  /// All texts that have not become part of the order; of several lines, the texts of each.
  private Map<String, String> passthrough() {
    Map<String, String> passthrough = new LinkedHashMap<>();
    for (String heading : plan.headings()) {
      if (!picker.isUsed(heading)) {
        Set<String> texts = new LinkedHashSet<>();
        lines.forEach(line -> texts.add(line.cells().getOrDefault(heading, "")));
        texts.removeIf(text -> lines.size() > 1 && CellText.isEmpty(text));
        String text = String.join(" | ", texts);
        if (plan.of(heading) == null || !CellText.isEmpty(text)) {
          passthrough.put(heading, text);
        }
      }
    }
    return passthrough;
  }

  private List<String> said() {
    List<String> said = new ArrayList<>();
    for (Sheet.Row line : lines) {
      line.cells()
          .forEach(
              (heading, text) -> {
                if (!Unnamed.is(heading) && !CellText.isEmpty(text)) {
                  said.add(CellText.said(text));
                }
              });
    }
    return said;
  }

  private static String recipient(ObjectNode address) {
    String first = address.path("first_name").asString();
    String last = address.path("last_name").asString();
    return first.equals(last) ? first : (first + " " + last).strip();
  }

  private static String destination(ObjectNode address) {
    String region =
        (address.path("state").asString("") + " " + address.path("postal_code").asString()).strip();
    List<String> parts =
        List.of(address.path("city").asString(), region, address.path("country").asString("US"));
    return String.join(", ", parts.stream().filter(part -> !part.isEmpty()).toList());
  }
}
