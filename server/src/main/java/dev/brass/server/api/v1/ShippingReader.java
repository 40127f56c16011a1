package dev.brass.server.api.v1;

import dev.brass.server.order.ShippingRule;
import java.util.Set;

/// Reads the accepted shipping of an order: either `shipping_method` or a shipping object (classic
/// Zinc docs, Required attributes and Shipping object; `amazon_day`: Optional attributes).
final class ShippingReader {

  static final Set<String> NAMES = Set.of("order_by", "max_days", "max_price");

  private static final String AMAZON_DAY = "amazon_day";

  private static final ShippingRule STAND_IN = new ShippingRule.Cheapest();

  private ShippingReader() {}

  static boolean isGiven(Fields order) {
    return order.has("shipping_method") || order.has("shipping") || order.has("amazon_day");
  }

  static ShippingRule rule(Fields order, String retailer) {
    Value method = order.get("shipping_method");
    Value shipping = order.get("shipping");
    Value day = order.get("amazon_day");
    if (method.isText(AMAZON_DAY) && !shipping.isPresent()) {
      return amazonDay(method, day, retailer);
    }
    if (day.text(Limits.TEXT) != null) {
      day.problem("needs \"shipping_method\": \"" + AMAZON_DAY + "\"");
    }
    if (method.isPresent() && shipping.isPresent()) {
      shipping.problem("must not be given together with shipping_method; send one of them");
      return STAND_IN;
    }
    if (!method.isPresent() && !shipping.isPresent()) {
      shipping.problem("is required, or shipping_method instead of it");
      return STAND_IN;
    }
    return method.isPresent() ? named(method) : within(shipping);
  }

  private static ShippingRule amazonDay(Value method, Value day, String retailer) {
    if (!Retailers.hasAmazonDay(retailer)) {
      method.problem(
          V1Code.INVALID_SHIPPING_METHOD,
          "\"" + AMAZON_DAY + "\" works at retailers whose code begins with \"amazon\" only");
    }
    return new ShippingRule.Named(day.requiredText(Limits.TEXT));
  }

  private static ShippingRule named(Value method) {
    String name = method.requiredText(Limits.TEXT).strip();
    return switch (name) {
      case "cheapest" -> new ShippingRule.Cheapest();
      case "fastest" -> new ShippingRule.Fastest();
      case "free" -> new ShippingRule.Free();
      case "" -> STAND_IN;
      default -> {
        method.problemWithValue(
            V1Code.INVALID_SHIPPING_METHOD,
            "must be \"cheapest\", \"fastest\", \"free\" or \"amazon_day\" (or send a shipping"
                + " object)");
        yield STAND_IN;
      }
    };
  }

  private static ShippingRule within(Value shipping) {
    Fields fields = shipping.fields(NAMES);
    return new ShippingRule.Within(
        orderBy(fields.get("order_by")),
        fields.get("max_days").whole(0, Limits.DAYS),
        fields.get("max_price").whole(0, Limits.AMOUNT));
  }

  /// The cheapest first by default, as the classic Zinc docs say (Selecting shipping).
  private static ShippingRule.Order orderBy(Value value) {
    String order = value.text(Limits.TEXT);
    if (order == null || order.equals("price")) {
      return ShippingRule.Order.PRICE;
    }
    if (!order.equals("speed")) {
      value.problemWithValue(V1Code.INVALID_REQUEST, "must be \"price\" or \"speed\"");
    }
    return ShippingRule.Order.SPEED;
  }
}
