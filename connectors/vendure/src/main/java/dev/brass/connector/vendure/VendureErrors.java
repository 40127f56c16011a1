package dev.brass.connector.vendure;

import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What Vendure's error codes mean in our words: those of its schema (`ErrorCode`, version 3.7),
/// the codes of GraphQL errors that we meet, and HTTP statuses as `HTTP_429`. A code that is not
/// here is an `internal_error` that carries Vendure's own code and words.
final class VendureErrors {

  static final String NO_ACTIVE_ORDER = "NO_ACTIVE_ORDER_ERROR";
  static final String FORBIDDEN = "FORBIDDEN";
  static final String ORDER_MODIFICATION = "ORDER_MODIFICATION_ERROR";
  private static final String ORDER_STATE_TRANSITION = "ORDER_STATE_TRANSITION_ERROR";
  private static final String INSUFFICIENT_STOCK = "INSUFFICIENT_STOCK_ERROR";
  private static final String USER_INPUT = "USER_INPUT_ERROR";

  private static final Map<String, ErrorCode> TABLE =
      Map.ofEntries(
          // adding to the cart
          Map.entry(INSUFFICIENT_STOCK, ErrorCode.PRODUCT_UNAVAILABLE),
          Map.entry("ORDER_LIMIT_ERROR", ErrorCode.MAX_QUANTITY_EXCEEDED),
          Map.entry("NEGATIVE_QUANTITY_ERROR", ErrorCode.INVALID_QUANTITY),
          Map.entry("ORDER_INTERCEPTOR_ERROR", ErrorCode.INVALID_QUANTITY),
          Map.entry("ENTITY_NOT_FOUND", ErrorCode.EXPIRED_PRODUCT_ID),
          // who buys
          Map.entry("EMAIL_ADDRESS_CONFLICT_ERROR", ErrorCode.INCOMPLETE_ACCOUNT_SETUP),
          Map.entry("GUEST_CHECKOUT_ERROR", ErrorCode.INCOMPLETE_ACCOUNT_SETUP),
          Map.entry("ALREADY_LOGGED_IN_ERROR", ErrorCode.INTERNAL_ERROR),
          // coupons, shipping, payment
          Map.entry("COUPON_CODE_INVALID_ERROR", ErrorCode.INVALID_PROMO_CODE),
          Map.entry("COUPON_CODE_EXPIRED_ERROR", ErrorCode.INVALID_PROMO_CODE),
          Map.entry("COUPON_CODE_LIMIT_ERROR", ErrorCode.INVALID_PROMO_CODE),
          Map.entry("COUPON_REMOVED_DURING_CHECKOUT_ERROR", ErrorCode.INVALID_PROMO_CODE),
          Map.entry("INELIGIBLE_SHIPPING_METHOD_ERROR", ErrorCode.SHIPPING_METHOD_UNAVAILABLE),
          Map.entry("INELIGIBLE_PAYMENT_METHOD_ERROR", ErrorCode.INVALID_PAYMENT_METHOD),
          Map.entry("PAYMENT_DECLINED_ERROR", ErrorCode.CREDIT_CARD_DECLINED),
          Map.entry("PAYMENT_FAILED_ERROR", ErrorCode.PAYMENT_INFO_PROBLEM),
          // the cart is not where we left it; another attempt starts with a cart of its own
          Map.entry(NO_ACTIVE_ORDER, ErrorCode.INTERNAL_ERROR),
          Map.entry(ORDER_MODIFICATION, ErrorCode.INTERNAL_ERROR),
          Map.entry(ORDER_STATE_TRANSITION, ErrorCode.INTERNAL_ERROR),
          Map.entry("ORDER_PAYMENT_STATE_ERROR", ErrorCode.INTERNAL_ERROR),
          Map.entry("UNKNOWN_ERROR", ErrorCode.INTERNAL_ERROR),
          // GraphQL and HTTP
          Map.entry("INTERNAL_SERVER_ERROR", ErrorCode.INTERNAL_ERROR),
          Map.entry("HTTP_429", ErrorCode.RETAILER_RATE_LIMITED));

  /// The answers to the paying call that say for sure that there is no order. Any other error there
  /// leaves the order in doubt (C3): `NO_ACTIVE_ORDER_ERROR`, for one, is also what the shop
  /// answers after it took the order.
  private static final Set<String> REFUSES_PAYMENT =
      Set.of(
          "PAYMENT_DECLINED_ERROR",
          "PAYMENT_FAILED_ERROR",
          "INELIGIBLE_PAYMENT_METHOD_ERROR",
          "COUPON_REMOVED_DURING_CHECKOUT_ERROR");

  private VendureErrors() {}

  static boolean refusesPayment(VendureRefusal refusal) {
    return REFUSES_PAYMENT.contains(refusal.code());
  }

  /// Whether the shop has no cart in this session any more, or one that is being paid already.
  static boolean cartIsTaken(VendureRefusal refusal) {
    return refusal.code().equals(NO_ACTIVE_ORDER) || refusal.code().equals(ORDER_MODIFICATION);
  }

  static boolean refusesCoupon(VendureRefusal refusal) {
    return code(refusal) == ErrorCode.INVALID_PROMO_CODE;
  }

  static OrderError error(VendureRefusal refusal) {
    ErrorCode code = code(refusal);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("store_code", refusal.code());
    data.put("store_message", String.valueOf(refusal.getMessage()));
    Integer available = refusal.quantityAvailable();
    if (available != null) {
      data.put("quantity_available", available);
    }
    return new OrderError(code, code.meaning() + " " + refusal.told(), data);
  }

  private static ErrorCode code(VendureRefusal refusal) {
    return switch (refusal.code()) {
      case INSUFFICIENT_STOCK -> {
        Integer available = refusal.quantityAvailable();
        yield available != null && available > 0
            ? ErrorCode.INVALID_QUANTITY
            : ErrorCode.PRODUCT_UNAVAILABLE;
      }
      // The only input of ours that Vendure checks by hand is the country.
      case USER_INPUT ->
          switch (refusal.operation()) {
            case "setOrderShippingAddress" -> ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE;
            case "setOrderBillingAddress" -> ErrorCode.BILLING_ADDRESS_REFUSED;
            default -> ErrorCode.INTERNAL_ERROR;
          };
      // Vendure tells the reason in words of the channel's language. In another language than
      // English the next attempt learns it from addItemToOrder.
      case ORDER_STATE_TRANSITION ->
          String.valueOf(refusal.getMessage()).contains("insufficient stock")
              ? ErrorCode.PRODUCT_UNAVAILABLE
              : ErrorCode.INTERNAL_ERROR;
      default -> TABLE.getOrDefault(refusal.code(), ErrorCode.INTERNAL_ERROR);
    };
  }
}
