package dev.brass.server.bulk;

import dev.brass.server.text.LinearPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a column can be about, and the headings that say so (spec v2 §5.2). Headings are compared
/// without case, and blanks, dashes and dots count as underscores.
enum Column {
  PRODUCT_URL("products", "product_url", "url", "product", "link", "product_urls"),
  QUANTITY("products.quantity", "quantity", "qty", "quantities"),
  NAME("shipping_address.name", "name", "full_name", "recipient", "recipient_name", "ship_to_name"),
  FIRST_NAME("shipping_address.first_name", "first_name", "firstname"),
  LAST_NAME("shipping_address.last_name", "last_name", "lastname", "surname"),
  LINE1(
      "shipping_address.address_line1",
      "address1",
      "address",
      "address_1",
      "address_line1",
      "address_line_1",
      "street",
      "street1"),
  LINE2(
      "shipping_address.address_line2",
      "address2",
      "address_2",
      "address_line2",
      "address_line_2",
      "street2",
      "apt",
      "unit",
      "suite"),
  CITY("shipping_address.city", "city", "town"),
  STATE("shipping_address.state", "state", "province", "region"),
  POSTAL_CODE(
      "shipping_address.postal_code",
      "zip",
      "zip_code",
      "zipcode",
      "postal_code",
      "postcode",
      "postal"),
  COUNTRY("shipping_address.country", "country", "country_code"),
  PHONE("shipping_address.phone_number", "phone", "phone_number", "telephone"),
  MAX_PRICE("max_price", "max_price", "max_price_cents"),
  VARIANT("products.variant", "variant"),
  CREDENTIALS("retailer_credentials_id", "retailer_credentials_id", "account_id"),
  PO_NUMBER("po_number", "po_number"),
  KEY("idempotency_key", "idempotency_key"),
  IS_GIFT("is_gift", "is_gift"),
  GIFT_MESSAGE("gift_message", "gift_message"),
  HANDLING_DAYS_MAX("handling_days_max", "handling_days_max");

  private static final LinearPattern NUMBER = LinearPattern.of("[1-9]\\d?");
  private static final LinearPattern BLANKS = LinearPattern.of("[\\s\\-._]+");
  private static final LinearPattern EDGES = LinearPattern.of("^_|_$");
  private static final Map<String, Column> BY_ALIAS = byAlias();
  private static final List<String> ADDRESS_PREFIXES = List.of("shipping_", "ship_to_", "ship_");

  private final String path;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> aliases;

  Column(String path, String... aliases) {
    this.path = path;
    this.aliases = List.of(aliases);
  }

  /// A heading that was understood.
  ///
  /// @param number which of several products, from 1; 0 when it does not say
  /// @param label the option that a `variant_<label>` column is about; null for no such column
  record Meaning(Column column, int number, @Nullable String label) {}

  /// What a heading means; null when nothing.
  static @Nullable Meaning of(String heading) {
    String name = normal(heading);
    Column column = named(name);
    if (column != null) {
      return new Meaning(column, 0, null);
    }
    int cut = name.lastIndexOf('_');
    if (cut > 0 && NUMBER.matches(name.substring(cut + 1))) {
      Column numbered = BY_ALIAS.get(name.substring(0, cut));
      if (numbered == PRODUCT_URL || numbered == QUANTITY || numbered == VARIANT) {
        return new Meaning(numbered, Integer.parseInt(name.substring(cut + 1)), null);
      }
    }
    if (name.startsWith("variant_")) {
      return new Meaning(VARIANT, 0, heading.strip().substring("variant_".length()));
    }
    return null;
  }

  private static @Nullable Column named(String name) {
    Column column = BY_ALIAS.get(name);
    for (String prefix : ADDRESS_PREFIXES) {
      if (column == null && name.startsWith(prefix)) {
        Column without = BY_ALIAS.get(name.substring(prefix.length()));
        column = without != null && without.path.startsWith("shipping_address") ? without : null;
      }
    }
    return column;
  }

  private static String normal(String heading) {
    String lower = heading.strip().toLowerCase(Locale.ROOT);
    return EDGES.replaceAll(BLANKS.replaceAll(lower, "_"), "");
  }

  private static Map<String, Column> byAlias() {
    Map<String, Column> byAlias = new HashMap<>();
    for (Column column : values()) {
      for (String alias : column.aliases) {
        byAlias.put(alias, column);
      }
    }
    return Map.copyOf(byAlias);
  }

  /// Where its text goes in an order.
  String path() {
    return path;
  }

  /// The heading that is recommended to those who have none for it.
  String heading() {
    return aliases.getFirst();
  }

  /// The column that fills a place of an order, or the place that contains it.
  static @Nullable Column filling(String place) {
    for (Column column : values()) {
      if (column.path.equals(place)) {
        return column;
      }
    }
    int cut = place.lastIndexOf('.');
    return cut < 0 ? null : filling(place.substring(0, cut));
  }
}
