package dev.brass.server.api.v2;

import dev.brass.server.card.CardTerms;
import dev.brass.server.mail.MailAddress;
import dev.brass.server.order.CountryAddress;
import dev.brass.server.order.Fulfilment;
import dev.brass.server.order.Order;
import dev.brass.server.payment.Payments;
import dev.brass.server.text.LinearPattern;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The body of `POST /orders` once it fits the schema (spec v2 §3.1, SDK type OrderCreate).
///
/// @param maxPrice in cents
/// @param card how it is paid by card; null when it is paid from the wallet
record OrderForm(
    List<ProductForm> products,
    AddressForm shippingAddress,
    long maxPrice,
    @Nullable String idempotencyKey,
    @Nullable String retailerCredentialsId,
    @Nullable JsonNode metadata,
    @Nullable String poNumber,
    @Nullable Integer handlingDaysMax,
    boolean isGift,
    @Nullable String giftMessage,
    boolean giftBestEffort,
    Fulfilment fulfilment,
    @Nullable CardTerms card) {

  /// What orders of this API are known by.
  static final String DOOR = "v2";

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

  /// One product of the order.
  record ProductForm(
      String url,
      int quantity,
      List<VariantForm> variant,
      List<String> conditionIn,
      List<String> conditionNotIn) {}

  /// One chosen option.
  record VariantForm(String label, String value) {}

  /// Where it goes.
  ///
  /// @param country ISO alpha-2, upper case
  record AddressForm(
      String firstName,
      String lastName,
      String addressLine1,
      @Nullable String addressLine2,
      String city,
      @Nullable String state,
      String postalCode,
      String phoneNumber,
      String country) {}

  /// Whether an order came with this form: its echo can be read like it.
  static boolean isOf(Order order) {
    return order.door().equals(DOOR) || order.door().equals(Payments.DOOR);
  }

  /// Reads the body.
  ///
  /// @throws InvalidInput with every fault
  static OrderForm read(JsonNode body) {
    Fields f = Fields.of(body);
    List<ProductForm> products = f.objects("products", true, 1, MOST_PRODUCTS, OrderForm::product);
    Fields address = f.object("shipping_address");
    AddressForm shippingAddress = address == null ? null : address(address);
    long maxPrice = f.number("max_price", 1, 100_000_000_00L);
    String key = f.textOrNull("idempotency_key", 1, 36);
    String credentials = f.textOrNull("retailer_credentials_id", 1, 64);
    JsonNode metadata = metadata(f);
    String poNumber = f.textOrNull("po_number", 0, 100);
    Long handling = f.numberOrNull("handling_days_max", 1, 365);
    boolean isGift = f.flag("is_gift");
    String message = f.linesOrNull("gift_message", 0, 240);
    if (message != null && !message.isBlank() && !isGift) {
      f.fault(
          "gift_message", "Value error, gift_message requires is_gift to be true", "value_error");
    }
    BestEffort fulfillment = fulfillment(f, isGift);
    CardTerms card = CardForm.read(f);
    notifications(f);
    f.check();
    return new OrderForm(
        products,
        Objects.requireNonNull(shippingAddress),
        maxPrice,
        key,
        credentials,
        metadata,
        poNumber,
        handling == null ? null : handling.intValue(),
        isGift,
        message,
        fulfillment.gift(),
        new Fulfilment(fulfillment.items(), fulfillment.quantity()),
        card);
  }

  private static ProductForm product(Fields f) {
    return new ProductForm(
        f.text("url", 1, 2048),
        f.raw("quantity") == null ? 1 : (int) f.number("quantity", 1, 100),
        f.objects(
            "variant",
            false,
            0,
            20,
            v -> new VariantForm(v.text("label", 1, 200), v.text("value", 1, 500))),
        f.words("condition_in", CONDITIONS),
        f.words("condition_not_in", CONDITIONS));
  }

  private static AddressForm address(Fields f) {
    String country = country(f);
    CountryAddress usual = CountryAddress.of(country);
    // `zip_code` was announced as another name of it, and clients coming from v1 send it.
    String code =
        f.raw("postal_code") == null && f.raw("zip_code") != null ? "zip_code" : "postal_code";
    String postalCode = text(f, code, country.isEmpty() || usual.needsPostalCode(), 20);
    if (country.equals("US") && !postalCode.isEmpty() && !ZIP.matches(postalCode)) {
      f.fault(
          code,
          "Value error, a US postal code has 5 digits, optionally followed by '-' and 4 more",
          "value_error");
    }
    return new AddressForm(
        f.text("first_name", 1, 100),
        f.text("last_name", 1, 100),
        f.text("address_line1", 1, 200),
        f.textOrNull("address_line2", 0, 200),
        text(f, "city", usual.needsCity(), 100),
        f.textOrNull("state", 0, 100),
        postalCode,
        f.text("phone_number", 1, 40),
        country);
  }

  private static String text(Fields f, String name, boolean required, int longest) {
    String text = required ? f.text(name, 1, longest) : f.textOrNull(name, 0, longest);
    return text == null ? "" : text;
  }

  /// The code; empty when there is none, which is a fault of its own and leads to no others.
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

  private static @Nullable JsonNode metadata(Fields f) {
    JsonNode raw = f.raw("metadata");
    JsonNode metadata = raw == null ? null : Fields.orEmptyObject(raw);
    if (metadata == null || metadata.isObject()) {
      if (metadata != null && metadata.toString().length() > LARGEST_METADATA) {
        f.fault("metadata", "Value error, metadata has at most 64 KiB of JSON", "value_error");
      }
      return metadata;
    }
    f.fault("metadata", "Input should be a valid dictionary", "dict_type");
    return null;
  }

  /// What may be given up.
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
