package dev.brass.server.bulk;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The reading of rows before migration V46: it identifies an order of that time when its table is
/// uploaded again ([FormerOrders]). It must not change.
final class FormerReading {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Set<Part> OF_ADDRESS = EnumSet.range(Part.NAME, Part.PHONE);

  private enum Part {
    URL("product_url url product link product_urls"),
    QUANTITY("quantity qty quantities"),
    NAME("name full_name recipient recipient_name ship_to_name"),
    FIRST("first_name firstname"),
    LAST("last_name lastname surname"),
    LINE1("address1 address address_1 address_line1 address_line_1 street street1"),
    LINE2("address2 address_2 address_line2 address_line_2 street2 apt unit suite"),
    CITY("city town"),
    STATE("state province region"),
    POSTAL("zip zip_code zipcode postal_code postcode postal"),
    COUNTRY("country country_code"),
    PHONE("phone phone_number telephone"),
    MAX_PRICE("max_price max_price_cents"),
    VARIANT("variant"),
    CREDENTIALS("retailer_credentials_id account_id"),
    PO_NUMBER("po_number"),
    KEY("idempotency_key"),
    IS_GIFT("is_gift"),
    GIFT_MESSAGE("gift_message"),
    HANDLING("handling_days_max");

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> names;

    Part(String names) {
      this.names = List.of(names.split(" ", -1));
    }

    static @Nullable Part named(String name) {
      for (Part part : values()) {
        if (part.names.contains(name)) {
          return part;
        }
      }
      return null;
    }

    boolean isOfAddress() {
      return OF_ADDRESS.contains(this);
    }
  }

  /// A product of a numbered column, or an option.
  private record Extra(Part part, int number, @Nullable String label, String text) {}

  private final Map<Part, String> texts = new EnumMap<>(Part.class);
  private final List<Extra> extras = new ArrayList<>();
  private final TreeMap<String, String> passthrough = new TreeMap<>();

  private FormerReading(Sheet.Row row) {
    row.cells().forEach(this::put);
  }

  /// The meaning of a row as it was read then.
  ///
  /// @param phone the telephone number that stores receive for orders without one
  static String meaning(Sheet.Row row, String phone) {
    return RowMeaning.of(new FormerReading(row).order(), phone);
  }

  private void put(String heading, String text) {
    String name = normal(heading);
    Part part = part(name);
    if (part != null) {
      texts.merge(part, text.strip(), (first, second) -> first.isEmpty() ? second : first);
      return;
    }
    int cut = name.lastIndexOf('_');
    String number = name.substring(cut + 1);
    Part numbered = cut > 0 ? Part.named(name.substring(0, cut)) : null;
    boolean isNumbered =
        (numbered == Part.URL || numbered == Part.QUANTITY || numbered == Part.VARIANT)
            && !number.isEmpty()
            && number.length() <= 2
            && number.charAt(0) != '0'
            && number.chars().allMatch(c -> c >= '0' && c <= '9');
    if (numbered != null && isNumbered) {
      extras.add(new Extra(numbered, Integer.parseInt(number), null, text.strip()));
    } else if (name.startsWith("variant_")) {
      extras.add(
          new Extra(Part.VARIANT, 0, heading.strip().substring("variant_".length()), text.strip()));
    } else {
      passthrough.put(heading, text);
    }
  }

  private static @Nullable Part part(String name) {
    Part part = Part.named(name);
    for (String prefix : List.of("shipping_", "ship_to_", "ship_")) {
      if (part == null && name.startsWith(prefix)) {
        Part without = Part.named(name.substring(prefix.length()));
        part = without != null && without.isOfAddress() ? without : null;
      }
    }
    return part;
  }

  /// Blanks, dashes and dots as one underscore, none at the ends.
  private static String normal(String heading) {
    StringBuilder name = new StringBuilder();
    for (char c : heading.strip().toLowerCase(Locale.ROOT).toCharArray()) {
      boolean between = c <= ' ' || c == '-' || c == '.' || c == '_';
      if (!between) {
        name.append(c);
      } else if (name.isEmpty() || name.charAt(name.length() - 1) != '_') {
        name.append('_');
      }
    }
    int from = !name.isEmpty() && name.charAt(0) == '_' ? 1 : 0;
    int to = name.length();
    return name.substring(from, to > from && name.charAt(to - 1) == '_' ? to - 1 : to);
  }

  private String text(Part part) {
    return texts.getOrDefault(part, "");
  }

  private ObjectNode order() {
    ObjectNode order = JSON.createObjectNode();
    products(order.putArray("products"));
    ObjectNode address = order.putObject("shipping_address");
    name(address);
    address
        .put("address_line1", text(Part.LINE1))
        .put("address_line2", text(Part.LINE2))
        .put("city", text(Part.CITY))
        .put("state", text(Part.STATE))
        .put("country", text(Part.COUNTRY))
        // Leading zeros of a number are ignored in a meaning.
        .put("postal_code", text(Part.POSTAL))
        .put("phone_number", text(Part.PHONE));
    order
        .put("max_price", whole(text(Part.MAX_PRICE)))
        .put("po_number", text(Part.PO_NUMBER))
        .put("retailer_credentials_id", text(Part.CREDENTIALS))
        .put("handling_days_max", text(Part.HANDLING))
        .put("gift_message", text(Part.GIFT_MESSAGE))
        .put(
            "is_gift",
            List.of("yes", "y", "true", "1", "x")
                .contains(text(Part.IS_GIFT).toLowerCase(Locale.ROOT)));
    order.set("metadata", JSON.valueToTree(passthrough));
    return order;
  }

  private void name(ObjectNode address) {
    String first = text(Part.FIRST);
    String last = text(Part.LAST);
    String whole = text(Part.NAME);
    if (first.isEmpty() && last.isEmpty() && !whole.isEmpty()) {
      int cut = whole.lastIndexOf(' ');
      first = whole.substring(0, Math.max(cut, 0)).strip();
      last = whole.substring(cut + 1);
    }
    address.put("first_name", first).put("last_name", last);
  }

  private void products(ArrayNode products) {
    List<Extra> options = extras.stream().filter(extra -> extra.label() != null).toList();
    if (!text(Part.URL).isEmpty()) {
      ProductColumns.former(text(Part.URL), text(Part.QUANTITY), text(Part.VARIANT))
          .forEach(products::add);
    }
    TreeMap<Integer, Map<Part, String>> numbered = new TreeMap<>();
    extras.stream()
        .filter(extra -> extra.number() > 0 && !extra.text().isEmpty())
        .forEach(
            extra ->
                numbered
                    .computeIfAbsent(extra.number(), _ -> new EnumMap<>(Part.class))
                    .put(extra.part(), extra.text()));
    numbered
        .values()
        .forEach(
            of ->
                ProductColumns.former(
                        of.getOrDefault(Part.URL, ""),
                        of.getOrDefault(Part.QUANTITY, text(Part.QUANTITY)),
                        of.getOrDefault(Part.VARIANT, text(Part.VARIANT)))
                    .forEach(products::add));
    products.forEach(
        product ->
            options.stream()
                .filter(option -> !option.text().isEmpty())
                .forEach(
                    option ->
                        ((ObjectNode) product)
                            .withArray("variant")
                            .addObject()
                            .put("label", option.label())
                            .put("value", option.text())));
  }

  /// Any number without decimals that are zeros, which were dropped then.
  private static String whole(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '0') {
      end--;
    }
    return end > 1 && end < text.length() && text.charAt(end - 1) == '.'
        ? text.substring(0, end - 1)
        : text;
  }
}
