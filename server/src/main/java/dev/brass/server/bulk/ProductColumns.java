package dev.brass.server.bulk;

import dev.brass.server.bulk.CellPicker.Cell;
import dev.brass.server.entry.CellText;
import dev.brass.server.entry.WholeNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The products of a row: one, several in one cell, or several in numbered columns; and those of
/// further rows of the same order.
final class ProductColumns {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String BETWEEN = "|;,\n";
  private static final String BETWEEN_PRODUCTS = "|\n";
  private static final String BETWEEN_OPTIONS = ";";

  private final Map<String, String> headings;
  private final Map<String, String> problems;
  private final List<Good> goods = new ArrayList<>();

  private record Good(String url, @Nullable String quantity, List<Option> options) {}

  private record Option(String label, String value) {}

  /// Creates an empty list.
  ///
  /// @param headings receives the headings of parts that are only in numbered columns
  /// @param problems receives faults
  ProductColumns(Map<String, String> headings, Map<String, String> problems) {
    this.headings = headings;
    this.problems = problems;
  }

  /// The products of a line.
  ///
  /// @param numbered the cells of `product_url_2`, `quantity_2`, `variant_2` and `variant_Color`
  void add(
      @Nullable Cell url, @Nullable Cell quantity, @Nullable Cell variant, List<Cell> numbered) {
    for (Cell cell : numbered) {
      headings.putIfAbsent(cell.column().path(), cell.heading());
    }
    List<Good> ofLine = list(text(url), text(quantity), text(variant));
    byNumber(ofLine, text(quantity), text(variant), numbered);
    labelled(ofLine, numbered.stream().filter(c -> c.label() != null).toList());
    goods.addAll(ofLine);
  }

  private static String text(@Nullable Cell cell) {
    return cell == null ? "" : cell.text();
  }

  /// The products of the columns without a number.
  private List<Good> list(String urls, String quantities, String options) {
    List<Good> listed = new ArrayList<>();
    if (urls.isEmpty()) {
      return listed;
    }
    List<String> pages = pages(urls);
    List<String> counts = parts(BETWEEN, quantities);
    List<String> variants = parts(BETWEEN_PRODUCTS, options);
    if (counts.size() > 1 && counts.size() != pages.size()) {
      problems.put(
          Column.QUANTITY.path(),
          "there are %d quantities for %d products; enter one for each, or one for all"
              .formatted(counts.size(), pages.size()));
    }
    if (!variants.isEmpty() && variants.size() != pages.size()) {
      problems.put(
          Column.VARIANT.path(),
          "there are %d variants for %d products; enter one for each, separated by |"
              .formatted(variants.size(), pages.size()));
    }
    for (int i = 0; i < pages.size(); i++) {
      String count = counts.isEmpty() ? null : counts.get(Math.min(i, counts.size() - 1));
      listed.add(
          new Good(pages.get(i), count, options(i < variants.size() ? variants.get(i) : "")));
    }
    return listed;
  }

  /// Page addresses may contain the separators themselves, but not before another address.
  private static List<String> pages(String urls) {
    List<String> pages = new ArrayList<>();
    int from = 0;
    boolean between = false;
    for (int i = 0; i < urls.length(); i++) {
      char c = urls.charAt(i);
      boolean begins = between && (urls.startsWith("https://", i) || urls.startsWith("http://", i));
      if (begins) {
        pages.add(page(urls.substring(from, i)));
        from = i;
      }
      between = "|;,".indexOf(c) >= 0 || CellText.isBlank(c);
    }
    pages.add(page(urls.substring(from)));
    return pages;
  }

  /// Without the separator before the next address, or at the end.
  private static String page(String text) {
    int end = text.length();
    while (end > 0
        && ("|;,".indexOf(text.charAt(end - 1)) >= 0 || CellText.isBlank(text.charAt(end - 1)))) {
      end--;
    }
    return CellText.trimmed(text.substring(0, end));
  }

  private static List<String> parts(String between, String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= text.length() && !text.isEmpty(); i++) {
      if (i == text.length() || between.indexOf(text.charAt(i)) >= 0) {
        parts.add(CellText.trimmed(text.substring(from, i)));
        from = i + 1;
      }
    }
    return parts;
  }

  /// The products of numbered columns. Columns without a number apply to all of them.
  private void byNumber(List<Good> ofLine, String quantity, String variant, List<Cell> numbered) {
    Map<Integer, Map<Column, String>> byNumber = new TreeMap<>();
    for (Cell cell : numbered) {
      if (cell.number() > 0 && !cell.text().isEmpty()) {
        byNumber
            .computeIfAbsent(cell.number(), _ -> new TreeMap<>())
            .put(cell.column(), cell.text());
      }
    }
    byNumber.forEach(
        (number, texts) -> {
          String url = texts.get(Column.PRODUCT_URL);
          if (url != null) {
            String count = texts.getOrDefault(Column.QUANTITY, quantity);
            String options = texts.getOrDefault(Column.VARIANT, variant);
            ofLine.add(new Good(url, count.isEmpty() ? null : count, options(options)));
          } else if (number > 1 || ofLine.isEmpty()) {
            problems.put(
                "products",
                "there is no product %d, but other columns refer to it".formatted(number));
          }
        });
  }

  /// Options that have a column of their own, such as `variant_Color`.
  private void labelled(List<Good> ofLine, List<Cell> labelled) {
    List<Cell> chosen = labelled.stream().filter(c -> !c.text().isEmpty()).toList();
    if (!chosen.isEmpty() && ofLine.size() > 1) {
      problems.put(
          Column.VARIANT.path(),
          "'%s' does not name its product; use a column 'variant' with one value for each"
              .formatted(chosen.getFirst().heading()));
      return;
    }
    for (Good good : ofLine) {
      chosen.forEach(
          c -> good.options().add(new Option(String.valueOf(c.label()), CellText.line(c.text()))));
    }
  }

  /// `Color=Black;Size=L`.
  private List<Option> options(String text) {
    List<Option> options = new ArrayList<>();
    for (String option : parts(BETWEEN_OPTIONS, text)) {
      int cut = option.indexOf('=') < 0 ? option.indexOf(':') : option.indexOf('=');
      if (cut < 1) {
        problems.put(
            Column.VARIANT.path(),
            "'" + option + "' is not an option; use the form Color=Black;Size=L");
      } else {
        options.add(
            new Option(
                CellText.line(option.substring(0, cut)), CellText.line(option.substring(cut + 1))));
      }
    }
    return options;
  }

  /// The products that cells named before migration V46 ([FormerReading]).
  static ArrayNode former(String urls, String quantities, String variants) {
    ProductColumns goods = new ProductColumns(new HashMap<>(), new HashMap<>());
    goods.goods.addAll(goods.list(urls, quantities, variants));
    return goods.json();
  }

  ArrayNode json() {
    ArrayNode json = JSON.createArrayNode();
    for (Good good : goods) {
      ObjectNode product = json.addObject().put("url", good.url());
      if (good.quantity() != null) {
        product.put("quantity", count(good.quantity()));
      }
      if (!good.options().isEmpty()) {
        ArrayNode variant = product.putArray("variant");
        good.options()
            .forEach(o -> variant.addObject().put("label", o.label()).put("value", o.value()));
      }
    }
    return json;
  }

  /// Without the decimals that a spreadsheet appends.
  private static String count(String text) {
    return WholeNumber.withoutZeroDecimals(CellText.code(text));
  }

  List<String> urls() {
    return goods.stream().map(Good::url).toList();
  }

  /// The values that are numbers; 1 for an empty one.
  List<Integer> quantities() {
    List<Integer> quantities = new ArrayList<>();
    for (Good good : goods) {
      OptionalLong count =
          good.quantity() == null ? OptionalLong.of(1) : WholeNumber.of(good.quantity());
      quantities.add(
          count.isPresent() && count.getAsLong() < 1_000_000 ? (int) count.getAsLong() : 0);
    }
    return quantities;
  }
}
