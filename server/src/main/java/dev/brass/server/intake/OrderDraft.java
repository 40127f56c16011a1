package dev.brass.server.intake;

import dev.brass.server.form.Fields;
import dev.brass.server.mail.MailAddress;
import dev.brass.server.order.CountryAddress;
import dev.brass.server.order.Fulfilment;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Address;
import dev.brass.spi.Condition;
import dev.brass.spi.Gift;
import dev.brass.spi.Variant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client's order that fits the schema of `POST /orders` (Zinc SDK, OrderCreate), before its
/// stores and accounts are resolved.
///
/// @param maxPrice in cents
/// @param account the short id of the managed account to buy with; null for the best one
/// @param notes the client's own data
/// @param gift null when it is not a gift
public record OrderDraft(
    List<Product> products,
    Address shipTo,
    long maxPrice,
    @Nullable String idempotencyKey,
    @Nullable String account,
    Map<String, Object> notes,
    @Nullable String poNumber,
    @Nullable Integer handlingDaysMax,
    @Nullable Gift gift,
    Fulfilment fulfilment) {

  private static final LinearPattern ZIP = LinearPattern.of("\\d{5}(-\\d{4})?");
  private static final int MOST_PRODUCTS = 100;
  private static final int LARGEST_METADATA = 64 * 1024;
  private static final List<String> CONDITIONS =
      List.of(
          "New",
          "Refurbished",
          "UsedLikeNew",
          "UsedVeryGood",
          "UsedGood",
          "UsedAcceptable",
          "Used - Like New",
          "Used - Very Good",
          "Used - Good",
          "Used - Acceptable");
  private static final List<String> BEST_EFFORT = List.of("best_effort");

  /// One product of an order.
  ///
  /// @param url the address of its page
  public record Product(
      String url,
      int quantity,
      List<Variant> variants,
      Set<Condition> conditions,
      Set<Condition> otherConditions) {}

  /// Reads the body of `POST /orders`.
  ///
  /// @throws InvalidInput with every fault
  public static OrderDraft read(JsonNode body) {
    return read(body, _ -> {});
  }

  /// Reads a body as [#read(JsonNode)] does, with fields that only one channel has.
  ///
  /// @param more reads these fields, so that their faults are reported with the others
  public static OrderDraft read(JsonNode body, Consumer<Fields> more) {
    Fields f = Fields.of(body);
    List<Product> products = f.objects("products", true, 1, MOST_PRODUCTS, OrderDraft::product);
    Fields address = f.object("shipping_address");
    Address shipTo = address == null ? null : address(address);
    long maxPrice = f.number("max_price", 1, 100_000_000_00L);
    String key = f.textOrNull("idempotency_key", 1, 36);
    String credentials = f.textOrNull("retailer_credentials_id", 1, 64);
    Map<String, Object> notes = metadata(f);
    String poNumber = f.textOrNull("po_number", 0, 100);
    Long handling = f.numberOrNull("handling_days_max", 1, 365);
    boolean isGift = f.flag("is_gift");
    String message = f.linesOrNull("gift_message", 0, 240);
    if (message != null && !message.isBlank() && !isGift) {
      f.fault(
          "gift_message", "Value error, gift_message requires is_gift to be true", "value_error");
    }
    BestEffort fulfillment = fulfillment(f, isGift);
    more.accept(f);
    notifications(f);
    f.check();
    return new OrderDraft(
        products,
        Objects.requireNonNull(shipTo),
        maxPrice,
        key,
        credentials,
        notes,
        poNumber,
        handling == null ? null : handling.intValue(),
        isGift ? new Gift(message, !fulfillment.gift()) : null,
        new Fulfilment(fulfillment.items(), fulfillment.quantity()));
  }

  private static Product product(Fields f) {
    return new Product(
        f.text("url", 1, 2048),
        f.raw("quantity") == null ? 1 : (int) f.number("quantity", 1, 100),
        f.objects(
            "variant",
            false,
            0,
            20,
            v -> new Variant(v.text("label", 1, 200), v.text("value", 1, 500))),
        conditions(f.words("condition_in", CONDITIONS)),
        conditions(f.words("condition_not_in", CONDITIONS)));
  }

  private static Set<Condition> conditions(List<String> words) {
    return words.stream().flatMap(w -> Condition.parse(w).stream()).collect(Collectors.toSet());
  }

  private static Address address(Fields f) {
    String country = country(f);
    CountryAddress usual = CountryAddress.of(country);
    // `zip_code` was announced as an alias, and clients that come from v1 send it.
    String code =
        f.raw("postal_code") == null && f.raw("zip_code") != null ? "zip_code" : "postal_code";
    String postalCode = text(f, code, country.isEmpty() || usual.needsPostalCode(), 20);
    if (country.equals("US") && !postalCode.isEmpty() && !ZIP.matches(postalCode)) {
      f.fault(
          code,
          "Value error, a US postal code has 5 digits, optionally followed by '-' and 4 more",
          "value_error");
    }
    return new Address(
        f.text("first_name", 1, 100),
        f.text("last_name", 1, 100),
        f.text("address_line1", 1, 200),
        f.textOrNull("address_line2", 0, 200),
        text(f, "city", usual.needsCity(), 100),
        f.textOrNull("state", 0, 100),
        postalCode,
        country,
        f.text("phone_number", 1, 40),
        null);
  }

  private static String text(Fields f, String name, boolean required, int longest) {
    String text = required ? f.text(name, 1, longest) : f.textOrNull(name, 0, longest);
    return text == null ? "" : text;
  }

  /// The code; empty when there is none, which is one fault and causes no others.
  private static String country(Fields f) {
    String country = f.textOrNull("country", 1, 100);
    if (country == null) {
      return "US";
    }
    Optional<String> code = CountryCode.of(country);
    if (code.isEmpty()) {
      f.fault("country", CountryCode.fault(country), "value_error");
    }
    return code.orElse("");
  }

  private static Map<String, Object> metadata(Fields f) {
    JsonNode raw = f.raw("metadata");
    if (raw == null) {
      return Map.of();
    }
    JsonNode metadata = Fields.orEmptyObject(raw);
    if (!metadata.isObject()) {
      f.fault("metadata", "Input should be a valid dictionary", "dict_type");
      return Map.of();
    }
    if (metadata.toString().length() > LARGEST_METADATA) {
      f.fault("metadata", "Value error, metadata has at most 64 KiB of JSON", "value_error");
    }
    return Fields.map(metadata);
  }

  /// The parts that may be given up.
  private record BestEffort(boolean gift, boolean items, boolean quantity) {}

  private static BestEffort fulfillment(Fields f, boolean isGift) {
    Fields fulfillment = f.objectOrNull("fulfillment");
    if (fulfillment == null) {
      return new BestEffort(false, false, false);
    }
    String gift = fulfillment.wordOrNull("gift", BEST_EFFORT);
    String items = fulfillment.wordOrNull("items", BEST_EFFORT);
    String quantity = fulfillment.wordOrNull("quantity", BEST_EFFORT);
    fulfillment.nothingElse();
    if (gift != null && !isGift) {
      fulfillment.fault(
          "gift", "Value error, fulfillment.gift requires is_gift to be true", "value_error");
    }
    return new BestEffort(gift != null, items != null, quantity != null);
  }

  private static void notifications(Fields f) {
    Fields notifications = f.objectOrNull("customer_notifications");
    if (notifications != null) {
      String email = notifications.text("email", 1, 254);
      String problem = email.isEmpty() ? null : MailAddress.problem(email);
      if (problem != null) {
        notifications.fault(
            "email", "value is not a valid email address: " + problem, "value_error");
      }
    }
  }
}
