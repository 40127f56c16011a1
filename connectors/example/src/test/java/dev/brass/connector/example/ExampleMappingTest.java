package dev.brass.connector.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PromoCode;
import dev.brass.testkit.TestOrder;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExampleMappingTest {

  private static final TestOrder ORDER = TestOrder.of("widget").paidBy(new Payment.StoreDefault());

  @Test
  void refusesWhatTheShopCannotDo() {
    assertThat(refused(ORDER)).isEmpty();
    assertThat(refused(ORDER.paidBy(TestOrder.CARD))).contains(ErrorCode.INVALID_PAYMENT_METHOD);
    assertThat(refused(ORDER.paidBy(new Payment.GiftBalance())))
        .contains(ErrorCode.INVALID_PAYMENT_METHOD);
    assertThat(refused(ORDER.asGift("For you"))).contains(ErrorCode.NO_GIFT_SHIPPING);
    assertThat(refused(ORDER.promoCode(new PromoCode("TEN", false))))
        .contains(ErrorCode.INVALID_PROMO_CODE);
    assertThat(refused(ORDER.promoCode(new PromoCode("TEN", true)))).isEmpty();
    assertThat(refused(ORDER.variant("Color", "Red"))).contains(ErrorCode.INVALID_VARIANT);
  }

  private static Optional<ErrorCode> refused(TestOrder order) {
    AttemptId attempt = new AttemptId(UUID.fromString("0193e4b6-0000-8000-8000-000000000001"));
    return ExampleMapping.unsupported(order.request(attempt)).map(OrderError::code);
  }
}
