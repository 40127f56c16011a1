package dev.brass.server.bulk;

import dev.brass.server.bulk.Column.Meaning;
import dev.brass.server.text.Characters;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Turns the rows of one table into what `POST /orders` takes. It judges only what cannot be handed
/// on: whether the order is a good one is the gate's to say. Used by one thread.
final class RowReader {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<String> YES = Set.of("yes", "y", "true", "1", "x");
  private static final Set<String> NO = Set.of("no", "n", "false", "0");

  private final String phone;
  private final Map<String, Optional<Meaning>> meanings = new HashMap<>();

  /// A reader.
  ///
  /// @param phone what stores get for rows without a telephone number
  RowReader(String phone) {
    this.phone = phone;
  }

  /// A cell and what its heading means.
  record Cell(String heading, Meaning meaning, String text) {}

  RowReading read(int index, Sheet.Row row) {
    Map<Column, Cell> single = new EnumMap<>(Column.class);
    List<Cell> goods = new ArrayList<>();
    Map<String, String> passthrough = new LinkedHashMap<>();
    row.cells()
        .forEach(
            (heading, text) -> {
              Meaning meaning =
                  meanings
                      .computeIfAbsent(heading, h -> Optional.ofNullable(Column.of(h)))
                      .orElse(null);
              if (meaning == null) {
                passthrough.put(heading, text);
              } else if (meaning.number() > 0 || meaning.label() != null) {
                goods.add(new Cell(heading, meaning, text.strip()));
              } else {
                single.merge(
                    meaning.column(),
                    new Cell(heading, meaning, text.strip()),
                    (first, second) -> first.text().isEmpty() ? second : first);
              }
            });
    return new Reading(index, row, single, goods, passthrough).read();
  }

  /// One row on its way.
  private final class Reading {
    private final int index;
    private final Sheet.Row row;
    private final Map<Column, Cell> cells;
    private final List<Cell> goods;
    private final Map<String, String> passthrough;
    private final ObjectNode order = JSON.createObjectNode();
    private final Map<String, String> headings = new HashMap<>();
    private final Map<String, String> problems = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private Reading(
        int index,
        Sheet.Row row,
        Map<Column, Cell> cells,
        List<Cell> goods,
        Map<String, String> passthrough) {
      this.index = index;
      this.row = row;
      this.cells = cells;
      this.goods = goods;
      this.passthrough = passthrough;
    }

    private RowReading read() {
      cells.forEach((column, cell) -> headings.put(column.path(), cell.heading()));
      if (row.beyond() > 0) {
        problems.put(
            "",
            "there are %d more cells than headings; put text that has the delimiter in quotation marks"
                .formatted(row.beyond()));
      }
      Goods products = new Goods(cells, goods, headings, problems);
      order.set("products", products.json());
      ObjectNode address = order.putObject("shipping_address");
      name(address);
      address(address);
      long maxPrice = maxPrice();
      String key = copy(Column.KEY);
      String credentials = copy(Column.CREDENTIALS);
      copy(Column.PO_NUMBER);
      copy(Column.GIFT_MESSAGE);
      copy(Column.HANDLING_DAYS_MAX);
      gift();
      if (!passthrough.isEmpty()) {
        // Sorted, so that the same row asks for the same whatever the order of the columns.
        order.set("metadata", JSON.valueToTree(new TreeMap<>(passthrough)));
      }
      return new RowReading(
          index,
          new Places(row.number(), headings),
          order,
          problems,
          notes,
          products.urls(),
          products.quantities(),
          recipient(address),
          destination(address),
          maxPrice,
          credentials,
          key,
          passthrough);
    }

    private String text(Column column) {
      Cell cell = cells.get(column);
      return cell == null ? "" : cell.text();
    }

    private @Nullable String copy(Column column) {
      String text = text(column);
      if (text.isEmpty()) {
        return null;
      }
      order.put(column.path(), text);
      return text;
    }

    private void name(ObjectNode address) {
      String first = text(Column.FIRST_NAME);
      String last = text(Column.LAST_NAME);
      Cell whole = cells.get(Column.NAME);
      if (first.isEmpty() && last.isEmpty() && whole != null) {
        int cut = whole.text().lastIndexOf(' ');
        if (cut < 0 && !whole.text().isEmpty()) {
          problems.put(
              "shipping_address.name",
              "'" + whole.text() + "' is one word; write the first and the last name");
        }
        first = whole.text().substring(0, Math.max(cut, 0)).strip();
        last = whole.text().substring(cut + 1);
        if (cut < 0) {
          first = last;
        }
        headings.put("shipping_address.first_name", whole.heading());
        headings.put("shipping_address.last_name", whole.heading());
      }
      address.put("first_name", first).put("last_name", last);
    }

    private void address(ObjectNode address) {
      address.put("address_line1", text(Column.LINE1));
      address.put("address_line2", text(Column.LINE2));
      address.put("city", text(Column.CITY));
      if (!text(Column.STATE).isEmpty()) {
        address.put("state", text(Column.STATE));
      }
      String country = text(Column.COUNTRY);
      String written = text(Column.POSTAL_CODE);
      String code = PostalCode.restored(written, country);
      if (!code.equals(written)) {
        notes.add(
            "Row %d, column '%s': '%s' was read as '%s'; a spreadsheet had taken it for a number"
                .formatted(row.number(), headings.get(Column.POSTAL_CODE.path()), written, code));
      }
      address.put("postal_code", code);
      if (!country.isEmpty()) {
        address.put("country", country);
      }
      String telephone = text(Column.PHONE);
      if (telephone.isEmpty()) {
        notes.add(
            "Row %d: there is no telephone number; the store gets %s"
                .formatted(row.number(), phone));
      }
      address.put("phone_number", telephone.isEmpty() ? phone : telephone);
    }

    private long maxPrice() {
      String text = text(Column.MAX_PRICE);
      if (text.isEmpty()) {
        return 0;
      }
      String whole = Characters.withoutZeroDecimals(text);
      if (Characters.areDigits(whole, 1, 12)) {
        long cents = Long.parseLong(whole);
        order.put("max_price", cents);
        return cents;
      }
      problems.put(
          "max_price",
          "'" + text + "' is no number of cents; write 4999 for 49.99, without a currency sign");
      return 0;
    }

    private void gift() {
      String text = text(Column.IS_GIFT).toLowerCase(Locale.ROOT);
      if (YES.contains(text)) {
        order.put("is_gift", true);
      } else if (!text.isEmpty() && !NO.contains(text)) {
        problems.put("is_gift", "'" + text(Column.IS_GIFT) + "' is neither yes nor no");
      }
    }

    private static String recipient(ObjectNode address) {
      String first = address.path("first_name").asString();
      String last = address.path("last_name").asString();
      return first.equals(last) ? first : (first + " " + last).strip();
    }

    private static String destination(ObjectNode address) {
      String region =
          (address.path("state").asString("") + " " + address.path("postal_code").asString())
              .strip();
      List<String> parts =
          List.of(address.path("city").asString(), region, address.path("country").asString("US"));
      return String.join(", ", parts.stream().filter(part -> !part.isEmpty()).toList());
    }
  }
}
