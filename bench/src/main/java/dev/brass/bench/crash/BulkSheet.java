package dev.brass.bench.crash;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The file of the bulk simulation, as a spreadsheet of western Europe saves it: semicolons and
/// Windows-1252. Each row buys a product of its own, so that the store's book tells which rows it
/// sold; of a hundred rows one is wrong, and of each [Mistake] there is at least one.
final class BulkSheet {

  private static final Charset WINDOWS = Charset.forName("windows-1252");

  /// Above the first bad one, so that a bad row can repeat its key.
  private static final int KEYED = 1;

  private static final String KEY = "first-of-its-key";

  /// A good row without what is its own.
  private static final Map<String, String> CELLS = cells();

  private final List<Row> rows;

  /// A row.
  ///
  /// @param number as a spreadsheet counts; the headings are row 1
  /// @param product at the store; no other row has it
  /// @param error what is wrong with it; null for a good row
  /// @param line as it is in the file
  record Row(int number, String product, @Nullable String error, String line) {}

  /// One way to be wrong.
  ///
  /// @param cells what the row has instead, by heading; `%1$d` stands for its number
  /// @param error what is said of it; `%2$d` stands for the row of its key
  private record Mistake(Map<String, String> cells, String error) {

    Mistake(String heading, String text, String error) {
      this(Map.of(heading, text), "Row %1$d, column '" + heading + "': " + error);
    }
  }

  private static final String MISSING = "a value is missing; fill it in";
  private static final String NO_CENTS =
      " is not a number of cents; write 4999 for 49.99, without a currency sign";

  private static final List<Mistake> MISTAKES =
      List.of(
          new Mistake(
              "Product URL",
              "https://nowhere.example/x",
              "No store of this server has the page https://nowhere.example/x"
                  + " (unsupported_retailer)"),
          new Mistake(
              "Product URL",
              "a red bicycle",
              "A product's url is the http or https address of its page, not 'a red bicycle'"
                  + ": it must start with http:// or https:// (url_unreachable)"),
          new Mistake(
              "Product URL",
              "https://www.amazon.com/about",
              "The address is not the page of a product: https://www.amazon.com/about"
                  + " (url_unreachable)"),
          new Mistake("Product URL", "", MISSING),
          new Mistake("Qty", "0", "Input should be greater than or equal to 1"),
          new Mistake("Qty", "101", "Input should be less than or equal to 100"),
          new Mistake(
              "Qty",
              "two",
              "Input should be a valid integer, unable to parse string as an integer"),
          new Mistake(
              "Qty",
              "1,2",
              "there are 2 quantities for 1 products; enter one for each, or one for all"),
          new Mistake("Variant", "red", "'red' is not an option; use the form Color=Black;Size=L"),
          new Mistake("Name", "Zoë", "'Zoë' is one word; enter the first and the last name"),
          new Mistake("Name", "", MISSING),
          new Mistake("Street", "", MISSING),
          new Mistake("City", "", MISSING),
          new Mistake(
              "ZIP",
              "ABCDE",
              "a US postal code has 5 digits, optionally followed by '-' and 4 more"),
          new Mistake("ZIP", "", MISSING),
          new Mistake(
              Map.of("Country", "Atlantis", "ZIP", "02139"),
              "Row %1$d, column 'Country': 'Atlantis' is not an ISO 3166-1 alpha-2 country code"),
          new Mistake("Country", "KP", "Orders to KP are not supported (unsupported_country)"),
          new Mistake(
              "Max Price",
              "49,99 €",
              "'49,99 €' is not a number of cents; write 4999 for 49.99, without decimals or a"
                  + " currency sign"),
          new Mistake("Max Price", "-1", "'-1'" + NO_CENTS),
          new Mistake("Max Price", "0", "Input should be greater than or equal to 1"),
          new Mistake("Max Price", "", MISSING),
          new Mistake("Is Gift", "maybe", "'maybe' is neither yes nor no"),
          new Mistake("Gift Message", "For Zoë", "gift_message requires is_gift to be true"),
          new Mistake(
              "Handling Days Max",
              "soon",
              "Input should be a valid integer, unable to parse string as an integer"),
          new Mistake("Account ID", "nobody", "RetailerCredentials not found (not_found)"),
          new Mistake(
              "Idempotency Key",
              "a-key-of-its-own-%1$030d",
              "String should have at most 36 characters"),
          new Mistake(
              "Idempotency Key",
              KEY,
              "row %2$d has the same idempotency key; give each row its own"),
          new Mistake(
              Map.of("internal_ref", "PO;1"),
              "Row %1$d: there are 1 more cells than headings; put text that has the delimiter in"
                  + " quotation marks"),
          new Mistake(
              Map.of("Max Price", "much", "ZIP", "1"),
              "Row %1$d, column 'Max Price': 'much'"
                  + NO_CENTS
                  + "; Row %1$d, column 'ZIP': a US postal code has 5 digits, optionally followed by"
                  + " '-' and 4 more"));

  private BulkSheet(List<Row> rows) {
    this.rows = List.copyOf(rows);
  }

  /// A file with so many rows.
  static BulkSheet of(int count) {
    int bad = Math.max(MISTAKES.size(), count / 100);
    List<Row> rows = new ArrayList<>();
    for (int i = 0, mistakes = 0; i < count; i++) {
      // Spread from the first to the last row, and never the row whose key another one repeats.
      boolean isBad = i > KEYED && (long) i * bad / count > mistakes - 1 && mistakes < bad;
      rows.add(row(i, isBad ? MISTAKES.get(mistakes++ % MISTAKES.size()) : null));
    }
    return new BulkSheet(rows);
  }

  private static Row row(int index, @Nullable Mistake mistake) {
    int number = index + 2;
    String product = "B0SIM%05d".formatted(index);
    Map<String, String> cells = new LinkedHashMap<>(CELLS);
    cells.put("Product URL", "https://www.amazon.com/dp/" + product);
    cells.put("Street", "Straße " + number);
    cells.put("internal_ref", number + " €");
    if (index == KEYED) {
      cells.put("Idempotency Key", KEY);
    }
    if (mistake != null) {
      mistake.cells().forEach((heading, text) -> cells.put(heading, text.formatted(number)));
    }
    String error = mistake == null ? null : mistake.error().formatted(number, KEYED + 2);
    return new Row(number, product, error, String.join(";", cells.values()));
  }

  private static Map<String, String> cells() {
    Map<String, String> cells = new LinkedHashMap<>();
    cells.put("Product URL", "");
    cells.put("Qty", "1");
    cells.put("Variant", "");
    cells.put("Name", "Zoë Müller");
    cells.put("Street", "");
    cells.put("City", "Cambridge");
    cells.put("State", "MA");
    // What a spreadsheet made of 02139.
    cells.put("ZIP", "2139");
    cells.put("Country", "US");
    cells.put("Phone", "5551230101");
    cells.put("Max Price", "9999900");
    cells.put("Is Gift", "");
    cells.put("Gift Message", "");
    cells.put("Handling Days Max", "");
    cells.put("Account ID", "");
    cells.put("Idempotency Key", "");
    cells.put("internal_ref", "");
    return cells;
  }

  List<Row> rows() {
    return rows;
  }

  /// How many rows are orders.
  int good() {
    return (int) rows.stream().filter(row -> row.error() == null).count();
  }

  /// How many are not.
  int bad() {
    return rows.size() - good();
  }

  /// The good rows by what they buy.
  Map<String, Row> byProduct() {
    Map<String, Row> byProduct = new HashMap<>();
    rows.stream()
        .filter(row -> row.error() == null)
        .forEach(row -> byProduct.put(row.product(), row));
    return byProduct;
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder(String.join(";", CELLS.keySet())).append("\r\n");
    rows.forEach(row -> text.append(row.line()).append("\r\n"));
    return text.toString().getBytes(WINDOWS);
  }
}
