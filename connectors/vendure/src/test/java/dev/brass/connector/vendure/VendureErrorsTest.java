package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendureErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "ORDER_LIMIT_ERROR, MAX_QUANTITY_EXCEEDED",
    "NEGATIVE_QUANTITY_ERROR, INVALID_QUANTITY",
    "ORDER_INTERCEPTOR_ERROR, INVALID_QUANTITY",
    "ENTITY_NOT_FOUND, EXPIRED_PRODUCT_ID",
    "EMAIL_ADDRESS_CONFLICT_ERROR, INCOMPLETE_ACCOUNT_SETUP",
    "GUEST_CHECKOUT_ERROR, INCOMPLETE_ACCOUNT_SETUP",
    "COUPON_CODE_INVALID_ERROR, INVALID_PROMO_CODE",
    "COUPON_CODE_EXPIRED_ERROR, INVALID_PROMO_CODE",
    "COUPON_CODE_LIMIT_ERROR, INVALID_PROMO_CODE",
    "COUPON_REMOVED_DURING_CHECKOUT_ERROR, INVALID_PROMO_CODE",
    "INELIGIBLE_SHIPPING_METHOD_ERROR, SHIPPING_METHOD_UNAVAILABLE",
    "INELIGIBLE_PAYMENT_METHOD_ERROR, INVALID_PAYMENT_METHOD",
    "PAYMENT_DECLINED_ERROR, CREDIT_CARD_DECLINED",
    "PAYMENT_FAILED_ERROR, PAYMENT_INFO_PROBLEM",
    "NO_ACTIVE_ORDER_ERROR, INTERNAL_ERROR",
    "HTTP_429, RETAILER_RATE_LIMITED",
    "HTTP_503, INTERNAL_ERROR",
  })
  void mapsCodes(String theirs, ErrorCode ours) {
    assertThat(error("anything", theirs, "words").code()).isEqualTo(ours);
  }

  @Test
  void tellsHowManyUnitsThereAre() {
    OrderError some =
        VendureErrors.error(
            new VendureRefusal("addItemToOrder", "INSUFFICIENT_STOCK_ERROR", "Only 15", 15));
    OrderError none =
        VendureErrors.error(
            new VendureRefusal("addItemToOrder", "INSUFFICIENT_STOCK_ERROR", "No items", 0));

    assertThat(some.code()).isEqualTo(ErrorCode.INVALID_QUANTITY);
    assertThat(some.data()).containsEntry("quantity_available", 15);
    assertThat(none.code()).isEqualTo(ErrorCode.PRODUCT_UNAVAILABLE);
  }

  @Test
  void readsTheReasonOfARefusedTransition() {
    String shortOfStock =
        "Cannot transition Order to the \"ArrangingPayment\" state due to insufficient stock of"
            + " Laptop 13 inch 8GB";

    assertThat(error("transitionOrderToState", "ORDER_STATE_TRANSITION_ERROR", shortOfStock).code())
        .isEqualTo(ErrorCode.PRODUCT_UNAVAILABLE);
    assertThat(error("transitionOrderToState", "ORDER_STATE_TRANSITION_ERROR", "else").code())
        .isEqualTo(ErrorCode.INTERNAL_ERROR);
  }

  @Test
  void blamesTheAddressForAnUnknownCountry() {
    assertThat(error("setOrderShippingAddress", "USER_INPUT_ERROR", "XX").code())
        .isEqualTo(ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE);
    assertThat(error("setOrderBillingAddress", "USER_INPUT_ERROR", "XX").code())
        .isEqualTo(ErrorCode.BILLING_ADDRESS_REFUSED);
    assertThat(error("addItemToOrder", "USER_INPUT_ERROR", "?").code())
        .isEqualTo(ErrorCode.INTERNAL_ERROR);
  }

  @Test
  void keepsTheWordsOfAnUnknownError() {
    OrderError error = error("addItemToOrder", "LOYALTY_ERROR", "only for members");

    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
    assertThat(error.data())
        .containsEntry("store_code", "LOYALTY_ERROR")
        .containsEntry("store_message", "only for members");
  }

  @Test
  void shortensLongWords() {
    assertThat(String.valueOf(error("x", "y", "z".repeat(5_000)).data().get("store_message")))
        .hasSizeLessThan(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PAYMENT_DECLINED_ERROR",
        "PAYMENT_FAILED_ERROR",
        "INELIGIBLE_PAYMENT_METHOD_ERROR",
        "COUPON_REMOVED_DURING_CHECKOUT_ERROR"
      })
  void takesAnExplicitNoToThePaymentForANo(String code) {
    assertThat(VendureErrors.refusesPayment(new VendureRefusal("addPaymentToOrder", code, "")))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NO_ACTIVE_ORDER_ERROR",
        "ORDER_PAYMENT_STATE_ERROR",
        "ORDER_STATE_TRANSITION_ERROR",
        "UNKNOWN_ERROR",
        "HTTP_502",
        "INTERNAL_SERVER_ERROR",
        "USER_INPUT_ERROR",
        "FORBIDDEN",
        "UNREADABLE_REPLY",
        "UNNAMED_GRAPHQL_ERROR"
      })
  void leavesEverythingElseThatThePaymentIsAnsweredWithInDoubt(String code) {
    assertThat(VendureErrors.refusesPayment(new VendureRefusal("addPaymentToOrder", code, "")))
        .isFalse();
  }

  private static OrderError error(String operation, String code, String message) {
    return VendureErrors.error(new VendureRefusal(operation, code, message));
  }
}
