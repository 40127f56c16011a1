package dev.brass.server.stripe;

import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionCreateParams.LineItem;
import com.stripe.param.checkout.SessionCreateParams.LineItem.PriceData;
import com.stripe.param.checkout.SessionCreateParams.Mode;
import com.stripe.param.checkout.SessionCreateParams.PaymentIntentData;
import com.stripe.param.checkout.SessionCreateParams.PaymentIntentData.CaptureMethod;
import com.stripe.param.checkout.SessionCreateParams.PaymentIntentData.SetupFutureUsage;
import com.stripe.param.checkout.SessionCreateParams.PaymentMethodType;
import java.util.Locale;

/// The parameters of a session: one line, one payment, by card, held and not captured.
final class CheckoutParams {

  private CheckoutParams() {}

  static SessionCreateParams of(NewSession session) {
    return SessionCreateParams.builder()
        .setMode(Mode.PAYMENT)
        .addPaymentMethodType(PaymentMethodType.CARD)
        .addLineItem(line(session))
        .setPaymentIntentData(payment(session))
        .setCustomer(session.customer())
        .setSuccessUrl(session.success().toString())
        .setCancelUrl(session.cancel().toString())
        .setExpiresAt(session.expiresAt().getEpochSecond())
        .putAllMetadata(session.metadata())
        .build();
  }

  private static LineItem line(NewSession session) {
    String currency = session.amount().currency().getCurrencyCode();
    return LineItem.builder()
        .setQuantity(1L)
        .setPriceData(
            PriceData.builder()
                .setCurrency(currency.toLowerCase(Locale.ROOT))
                .setUnitAmount(session.amount().minor())
                .setProductData(PriceData.ProductData.builder().setName(session.name()).build())
                .build())
        .build();
  }

  private static PaymentIntentData payment(NewSession session) {
    PaymentIntentData.Builder payment =
        PaymentIntentData.builder()
            .setCaptureMethod(CaptureMethod.MANUAL)
            .putAllMetadata(session.metadata());
    if (session.keepsCard()) {
      payment.setSetupFutureUsage(SetupFutureUsage.OFF_SESSION);
    }
    if (session.applicationFee() > 0) {
      payment.setApplicationFeeAmount(session.applicationFee());
    }
    return payment.build();
  }
}
