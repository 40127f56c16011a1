package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.ErrorCode;
import java.net.URI;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestProductTest {

  @Test
  void isTheTableOfTheDocumentsInItsOrder() {
    assertThat(TestProduct.values())
        .extracting(
            it -> it.url().toString(),
            TestProduct::scenario,
            TestProduct::displayName,
            TestProduct::isSynchronousError)
        .containsExactly(
            row("test-success", "success", "Success", false),
            row("test-price-exceeded", "price_exceeded", "Price Exceeded", false),
            row("test-out-of-stock", "out_of_stock", "Out of Stock", false),
            row("test-invalid-address", "invalid_address", "Invalid Address", true),
            row("test-url-unreachable", "url_unreachable", "URL Unreachable", true),
            row("test-invalid-variant", "invalid_variant", "Invalid Variant", false),
            row("test-shipping-unavailable", "shipping_unavailable", "Shipping Unavailable", false),
            row("test-insufficient-funds", "insufficient_funds", "Insufficient Funds", true));
  }

  @Test
  void namesTheErrorsThatTheApiAnswersAtOnce() {
    assertThat(TestProduct.INVALID_ADDRESS.synchronousError())
        .contains(
            new TestProduct.SynchronousError(
                "invalid_shipping_address",
                "The shipping address failed validation (test scenario)",
                400));
    assertThat(TestProduct.URL_UNREACHABLE.synchronousError().orElseThrow())
        .extracting(TestProduct.SynchronousError::code, TestProduct.SynchronousError::httpStatus)
        .containsExactly("url_unreachable", 400);
    assertThat(TestProduct.INSUFFICIENT_FUNDS.synchronousError().orElseThrow())
        .extracting(TestProduct.SynchronousError::code, TestProduct.SynchronousError::httpStatus)
        .containsExactly("insufficient_funds", 402);
  }

  @Test
  void failsWithTheErrorTypesOfTheDocuments() {
    assertThat(TestProduct.PRICE_EXCEEDED.errorCode().map(ErrorCode::v2ErrorType))
        .contains("max_price_exceeded");
    assertThat(TestProduct.OUT_OF_STOCK.errorCode().map(ErrorCode::v2ErrorType))
        .contains("product_out_of_stock");
    assertThat(TestProduct.INVALID_VARIANT.errorCode().map(ErrorCode::v2ErrorType))
        .contains("invalid_variant");
    assertThat(TestProduct.SHIPPING_UNAVAILABLE.errorCode().map(ErrorCode::v2ErrorType))
        .contains("shipping_unavailable");
    assertThat(TestProduct.SUCCESS.errorCode()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void isFoundByItsPage(TestProduct product) {
    URI page = product.url();
    assertThat(SandboxRetailer.ofPage(page)).contains(SandboxRetailer.ZINC);
    assertThat(SandboxRetailer.ZINC.productId(page).flatMap(TestProduct::ofProductId))
        .contains(product);
  }

  private static Tuple row(String slug, String scenario, String name, boolean synchronous) {
    return Tuple.tuple("https://zinc.com/shop/products/" + slug, scenario, name, synchronous);
  }
}
