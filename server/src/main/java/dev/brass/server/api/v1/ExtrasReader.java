package dev.brass.server.api.v1;

import dev.brass.server.order.OfferDiscount;
import dev.brass.spi.Gift;
import dev.brass.spi.PromoCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Reads the other optional parts of an order: gift, promotion codes, purchase order number and the
/// client's notes (classic Zinc docs, Optional attributes and Promo code object).
final class ExtrasReader {

  private static final int GIFT_MESSAGE = 240;
  private static final int GIFT_LINES = 9;

  static final Set<String> PROMO_NAMES =
      Set.of(
          "code",
          "optional",
          "merchant_id",
          "discount_amount",
          "discount_percentage",
          "cost_override");

  private ExtrasReader() {}

  /// The gift; null when the order is not a gift.
  static @Nullable Gift gift(Fields order) {
    Value isGift = order.get("is_gift");
    Boolean flag = isGift.flag();
    boolean gift = Boolean.TRUE.equals(flag);
    boolean required = order.get("require_gift").isTrue();
    Value value = order.get("gift_message");
    String message = value.lines(Limits.TEXT);
    if (message != null) {
      if (!gift && (flag != null || !isGift.isPresent())) {
        value.problem("needs \"is_gift\": true");
      }
      int length = message.codePointCount(0, message.length());
      if (length > GIFT_MESSAGE) {
        value.problem("must have at most %d characters, had %d".formatted(GIFT_MESSAGE, length));
      }
      long lines = message.lines().count();
      if (lines > GIFT_LINES) {
        value.problem("must have at most %d lines, had %d".formatted(GIFT_LINES, lines));
      }
    }
    return gift ? new Gift(message, required) : null;
  }

  /// Promotion codes, and the client's conditions for them when offers are compared.
  record Promotions(List<PromoCode> codes, List<OfferDiscount> discounts) {}

  static Promotions promotions(Fields order) {
    boolean optional = order.get("ignore_invalid_promo_code").isTrue();
    List<PromoCode> codes = new ArrayList<>();
    List<OfferDiscount> discounts = new ArrayList<>();
    for (Value item : order.get("promo_codes").items(Limits.PROMO_CODES)) {
      if (item.json().isObject()) {
        Fields fields = item.fields(PROMO_NAMES);
        codes.add(
            new PromoCode(
                fields.get("code").requiredText(Limits.TEXT),
                fields.get("optional").isTrue() || optional));
        OfferDiscount discount = discount(fields);
        if (discount != null) {
          discounts.add(discount);
        }
      } else {
        codes.add(new PromoCode(item.requiredText(Limits.TEXT), optional));
      }
    }
    return new Promotions(codes, discounts);
  }

  private static @Nullable OfferDiscount discount(Fields fields) {
    String merchant = fields.get("merchant_id").text(Limits.TEXT);
    Value amount = fields.get("discount_amount");
    Value percentage = fields.get("discount_percentage");
    Value override = fields.get("cost_override");
    Long off = amount.whole(0, Limits.AMOUNT);
    Integer percent = percentage.whole(0, 100);
    Long cost = override.whole(0, Limits.AMOUNT);
    if (merchant == null) {
      for (Value value : List.of(amount, percentage, override)) {
        if (value.isPresent()) {
          value.problem("needs merchant_id");
        }
      }
      return null;
    }
    return new OfferDiscount(merchant, off == null ? 0 : off, percent == null ? 0 : percent, cost);
  }

  /// The purchase order number: the documents have a number, clients also send text.
  static @Nullable String poNumber(Value value) {
    if (value.isPresent() && !value.json().isNumber() && !value.json().isString()) {
      value.problemWithValue(V1Code.INVALID_REQUEST, "must be a number or text");
      return null;
    }
    if (!value.json().isNumber()) {
      return value.text(Limits.TEXT);
    }
    BigDecimal number = value.json().decimalValue();
    return number.stripTrailingZeros().scale() <= 0
        ? number.toBigInteger().toString()
        : number.toPlainString();
  }

  static Map<String, Object> notes(Value value) {
    if (!value.isPresent()) {
      return Map.of();
    }
    if (!(value.json() instanceof ObjectNode notes)) {
      value.problemWithValue(V1Code.INVALID_REQUEST, "must be an object");
      return Map.of();
    }
    int length = V1Json.write(notes).length();
    if (length > Limits.CLIENT_NOTES) {
      value.problem(
          "must be at most %d characters of JSON, was %d".formatted(Limits.CLIENT_NOTES, length));
    }
    return V1Json.map(notes);
  }
}
