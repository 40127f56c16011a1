package dev.brass.connector.sandbox;

import dev.brass.spi.ErrorCode;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The test products of the current API (spec v2 §11), in its order. Those without a
/// [#synchronousError] are products of the retailer `zinc` and behave as the document says once
/// they are ordered. The others are refused by the API itself before there is an order; when one of
/// them is ordered through an API that does not, the shop refuses it with [#errorCode].
public enum TestProduct {
  SUCCESS("Success", null, null),
  PRICE_EXCEEDED("Price Exceeded", ErrorCode.MAX_PRICE_EXCEEDED, null),
  OUT_OF_STOCK("Out of Stock", ErrorCode.PRODUCT_UNAVAILABLE, null),
  INVALID_ADDRESS(
      "Invalid Address",
      ErrorCode.INVALID_ADDRESS,
      new SynchronousError(
          "invalid_shipping_address",
          "The shipping address failed validation (test scenario)",
          400)),
  URL_UNREACHABLE(
      "URL Unreachable",
      ErrorCode.EXPIRED_PRODUCT_ID,
      new SynchronousError(
          "url_unreachable", "The product URL could not be reached (test scenario)", 400)),
  INVALID_VARIANT("Invalid Variant", ErrorCode.INVALID_VARIANT, null),
  SHIPPING_UNAVAILABLE("Shipping Unavailable", ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE, null),
  INSUFFICIENT_FUNDS(
      "Insufficient Funds",
      ErrorCode.INSUFFICIENT_ZMA_BALANCE,
      new SynchronousError(
          "insufficient_funds", "The wallet does not cover this order (test scenario)", 402));

  static final String PAGE = "https://zinc.com/shop/products/";

  /// What [#SUCCESS] costs: 4500 + tax 250 + shipping 150 = 4900.
  static final long PRICE = 4500;

  static final long TAX = 250;
  static final long SHIPPING = 150;

  static final String CARRIER = "usps";
  static final String TRACKING_NUMBER = "ZINC_TEST_123456789";

  private final String displayName;
  private final @Nullable ErrorCode errorCode;

  // A record of strings and a number is immutable; Error Prone believes that only of annotated
  // types.
  @SuppressWarnings("ImmutableEnumChecker")
  private final @Nullable SynchronousError synchronousError;

  TestProduct(
      String displayName,
      @Nullable ErrorCode errorCode,
      @Nullable SynchronousError synchronousError) {
    this.displayName = displayName;
    this.errorCode = errorCode;
    this.synchronousError = synchronousError;
  }

  /// The test product with that id at the retailer `zinc`, such as `test-success`.
  public static Optional<TestProduct> ofProductId(String productId) {
    return Arrays.stream(values())
        .filter(it -> it.productId().equalsIgnoreCase(productId))
        .findFirst();
  }

  /// The scenario's name on the wire: `price_exceeded`.
  public String scenario() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The name on the wire: `Price Exceeded`.
  public String displayName() {
    return displayName;
  }

  /// The product's id at the retailer `zinc`: `test-price-exceeded`.
  public String productId() {
    return "test-" + scenario().replace('_', '-');
  }

  public URI url() {
    return URI.create(PAGE + productId());
  }

  public boolean isSynchronousError() {
    return synchronousError != null;
  }

  /// What the API answers instead of creating an order; empty when it creates one.
  public Optional<SynchronousError> synchronousError() {
    return Optional.ofNullable(synchronousError);
  }

  /// Why the shop does not sell it; empty for the one that it sells.
  public Optional<ErrorCode> errorCode() {
    return Optional.ofNullable(errorCode);
  }

  /// An error of the current API.
  ///
  /// @param code the API's own code (spec v2 §1.3)
  public record SynchronousError(String code, String message, int httpStatus) {}
}
