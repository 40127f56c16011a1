package dev.brass.connector.example;

import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import java.util.Map;

/// The shop's error codes in our words. A code that is not in the table is an `internal_error` that
/// carries the shop's own code (C6).
final class ExampleErrors {

  private static final int LONGEST_CODE = 100;

  private static final Map<String, ErrorCode> TABLE =
      Map.of(
          "unknown_product", ErrorCode.EXPIRED_PRODUCT_ID,
          "sold_out", ErrorCode.PRODUCT_UNAVAILABLE,
          "too_many", ErrorCode.MAX_QUANTITY_EXCEEDED,
          "no_delivery", ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE,
          "account_blocked", ErrorCode.PAYMENT_INFO_PROBLEM,
          "slow_down", ErrorCode.RETAILER_RATE_LIMITED);

  private ExampleErrors() {}

  static OrderError error(String theirs) {
    ErrorCode code = TABLE.getOrDefault(theirs, ErrorCode.INTERNAL_ERROR);
    String shown = theirs.substring(0, Math.min(theirs.length(), LONGEST_CODE));
    return new OrderError(
        code, code.meaning() + " The shop answered '" + shown + "'.", Map.of("store_code", shown));
  }
}
