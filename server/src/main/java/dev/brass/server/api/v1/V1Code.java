package dev.brass.server.api.v1;

import java.util.Locale;

/// The codes with which the channel itself refuses a request before it becomes an order, and their
/// HTTP status (the documents name none: compatibility A2). Codes of failed orders are in
/// [dev.brass.spi.ErrorCode].
enum V1Code {
  DUPLICATE_ORDER(409),
  INSUFFICIENT_ZMA_BALANCE(402),
  INTERNAL_ERROR(500),
  INVALID_ADDRESS(400),
  INVALID_CARD_NUMBER(400),
  INVALID_CLIENT_TOKEN(401),
  INVALID_EXPIRATION_DATE(400),
  INVALID_JSON(400),
  INVALID_PAYMENT_METHOD(400),
  INVALID_REQUEST(400),
  INVALID_REQUEST_ID(404),
  INVALID_SECURITY_CODE(400),
  INVALID_SHIPPING_METHOD(400),
  MISMATCHING_RETAILER(400),
  RATE_LIMIT_EXCEEDED(429),
  UNAUTHORIZED_ACCESS(403),
  UNKNOWN_RETAILER(400),
  UNSUPPORTED_PRODUCT_ID(400);

  private final int status;

  V1Code(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }

  /// The spelling of the documents: `invalid_request`.
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
