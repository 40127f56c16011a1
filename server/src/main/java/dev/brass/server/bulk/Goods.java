package dev.brass.server.bulk;

import dev.brass.server.bulk.RowReader.Cell;
import dev.brass.server.text.Characters;
import dev.brass.server.text.Found;
import dev.brass.server.text.LinearPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The products of a row: one, several in one cell, or several in numbered columns.
final class Goods {

  private static final JsonMapper JSON = JsonMapper.shared();

  /// Addresses have these characters too, but not before another address.
  private static final LinearPattern BETWEEN_URLS = LinearPattern.of("([|;,\\s]+)https?://");

  private static final LinearPattern BETWEEN = LinearPattern.of("\\s*[|;,\\n]\\s*");
  private static final LinearPattern BETWEEN_PRODUCTS = LinearPattern.of("\\s*[|\\n]\\s*");
  private static final LinearPattern BETWEEN_OPTIONS = LinearPattern.of("\\s*;\\s*");

  private final Map<Column, Cell> cells;
  private final Map<String, String> problems;
  private final List<Good> goods = new ArrayList<>();

  private record Good(String url, @Nullable String quantity, List<Option> options) {}

  private record Option(String label, String value) {}

  /// The products.
  ///
  /// @param numbered the cells of `product_url_2`, `quantity_2`, `variant_2` and `variant_Color`
  /// @param headings gets the headings of what is only in such columns
  /// @param problems gets what is not understood
  Goods(
      Map<Column, Cell> cells,
      List<Cell> numbered,
      Map<String, String> headings,
      Map<String, String> problems) {
    this.cells = cells;
    this.problems = problems;
    for (Cell cell : numbered) {
      headings.putIfAbsent(cell.meaning().column().path(), cell.heading());
    }
    list();
    byNumber(numbered);
    labelled(numbered.stream().filter(c -> c.meaning().label() != null).toList());
  }

  private String text(Column column) {
    Cell cell = cells.get(column);
    return cell == null ? "" : cell.text();
  }

  /// The products of the columns without a number.
  private void list() {
    String urls = text(Column.PRODUCT_URL);
    if (urls.isEmpty()) {
      return;
    }
    List<String> pages = pages(urls);
    List<String> counts = parts(BETWEEN, text(Column.QUANTITY));
    List<String> variants = parts(BETWEEN_PRODUCTS, text(Column.VARIANT));
    if (counts.size() > 1 && counts.size() != pages.size()) {
      problems.put(
          Column.QUANTITY.path(),
          "there are %d quantities for %d products; write one for each, or one for all"
              .formatted(counts.size(), pages.size()));
    }
    if (!variants.isEmpty() && variants.size() != pages.size()) {
      problems.put(
          Column.VARIANT.path(),
          "there are %d variants for %d products; write one for each, with | between them"
              .formatted(variants.size(), pages.size()));
    }
    for (int i = 0; i < pages.size(); i++) {
      String count = counts.isEmpty() ? null : counts.get(Math.min(i, counts.size() - 1));
      goods.add(
          new Good(
              pages.get(i).strip(), count, options(i < variants.size() ? variants.get(i) : "")));
    }
  }

  private static List<String> pages(String urls) {
    List<String> pages = new ArrayList<>();
    int start = 0;
    for (Found between : BETWEEN_URLS.all(urls)) {
      pages.add(urls.substring(start, between.start()));
      start = between.start() + between.groupOrEmpty(1).length();
    }
    pages.add(urls.substring(start));
    return pages;
  }

  private static List<String> parts(LinearPattern between, String text) {
    return text.isEmpty() ? List.of() : between.split(text);
  }

  /// The products of numbered columns. What has no number counts for all of them.
  private void byNumber(List<Cell> numbered) {
    Map<Integer, Map<Column, String>> byNumber = new TreeMap<>();
    for (Cell cell : numbered) {
      if (cell.meaning().number() > 0 && !cell.text().isEmpty()) {
        byNumber
            .computeIfAbsent(cell.meaning().number(), _ -> new TreeMap<>())
            .put(cell.meaning().column(), cell.text());
      }
    }
    byNumber.forEach(
        (number, texts) -> {
          String url = texts.get(Column.PRODUCT_URL);
          if (url != null) {
            String count = texts.getOrDefault(Column.QUANTITY, text(Column.QUANTITY));
            String variant = texts.getOrDefault(Column.VARIANT, text(Column.VARIANT));
            goods.add(new Good(url, count.isEmpty() ? null : count, options(variant)));
          } else if (number > 1 || goods.isEmpty()) {
            problems.put(
                "products",
                "there is no product %d, but something is said of it".formatted(number));
          }
        });
  }

  /// Options that have a column of their own, such as `variant_Color`.
  private void labelled(List<Cell> labelled) {
    List<Cell> chosen = labelled.stream().filter(c -> !c.text().isEmpty()).toList();
    if (!chosen.isEmpty() && goods.size() > 1) {
      problems.put(
          Column.VARIANT.path(),
          "'%s' does not say of which product; use a column 'variant' with one for each"
              .formatted(chosen.getFirst().heading()));
      return;
    }
    for (Good good : goods) {
      chosen.forEach(
          c -> good.options().add(new Option(String.valueOf(c.meaning().label()), c.text())));
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
            "'" + option + "' is no option; write them as Color=Black;Size=L");
      } else {
        options.add(
            new Option(option.substring(0, cut).strip(), option.substring(cut + 1).strip()));
      }
    }
    return options;
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

  /// Without the decimals that a spreadsheet adds.
  private static String count(String text) {
    return Characters.withoutZeroDecimals(text);
  }

  List<String> urls() {
    return goods.stream().map(Good::url).toList();
  }

  /// Those that are numbers; 1 where nothing is said.
  List<Integer> quantities() {
    List<Integer> quantities = new ArrayList<>();
    for (Good good : goods) {
      String text = good.quantity() == null ? "1" : count(good.quantity());
      quantities.add(Characters.areDigits(text, 1, 6) ? Integer.parseInt(text) : 0);
    }
    return quantities;
  }
}
