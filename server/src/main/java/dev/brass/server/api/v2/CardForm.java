package dev.brass.server.api.v2;

import dev.brass.server.card.CardTerms;
import dev.brass.server.card.Margin;
import dev.brass.server.form.Fields;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the `payment` of an order (Zinc SDK, OrderPayment and MarginSpec).
final class CardForm {

  private static final BigDecimal LARGEST_FLAT = new BigDecimal("10000000000");
  private static final BigDecimal LARGEST_PERCENT = new BigDecimal("1000");

  private CardForm() {}

  /// How the order is paid by card; null when it is paid from the wallet.
  static @Nullable CardTerms read(Fields order) {
    Fields payment = order.objectOrNull("payment");
    if (payment == null) {
      return null;
    }
    String mode = payment.wordOrNull("mode", List.of("wallet", "card", "connect"));
    String method = payment.textOrNull("payment_method", 1, 255);
    String customer = payment.textOrNull("customer", 1, 255);
    Margin margin = margin(payment);
    if (mode == null || mode.equals("wallet")) {
      return null;
    }
    boolean connect = mode.equals("connect");
    if (connect && method == null) {
      payment.fault(
          "payment_method",
          "Value error, mode 'connect' needs the payment_method of the customer to charge",
          "value_error");
    }
    if (!connect && margin != null) {
      payment.fault("margin", "Value error, margin requires mode 'connect'", "value_error");
    }
    if (!connect && customer != null) {
      payment.fault("customer", "Value error, customer requires mode 'connect'", "value_error");
    }
    return new CardTerms(
        connect ? CardTerms.Kind.CONNECT : CardTerms.Kind.CARD, method, customer, margin, null);
  }

  private static @Nullable Margin margin(Fields payment) {
    Fields margin = payment.objectOrNull("margin");
    if (margin == null) {
      return null;
    }
    Margin.Type type =
        Margin.Type.valueOf(
            margin.word("type", List.of("flat", "percent")).toUpperCase(Locale.ROOT));
    JsonNode value = margin.raw("value");
    if (value == null) {
      margin.fault("value", "Field required", "missing");
      return null;
    }
    if (!value.isNumber()) {
      margin.fault("value", "Input should be a valid number", "float_type");
      return null;
    }
    return new Margin(type, units(margin, type, value.decimalValue()));
  }

  /// Cents, or hundredths of a percent.
  private static long units(Fields margin, Margin.Type type, BigDecimal value) {
    boolean flat = type == Margin.Type.FLAT;
    BigDecimal largest = flat ? LARGEST_FLAT : LARGEST_PERCENT;
    if (value.signum() < 0) {
      margin.fault("value", "Input should be greater than or equal to 0", "greater_than_equal");
    } else if (value.compareTo(largest) > 0) {
      margin.fault(
          "value",
          "Input should be less than or equal to " + largest.toPlainString(),
          "less_than_equal");
    } else {
      BigDecimal units = flat ? value : value.movePointRight(2);
      if (units.stripTrailingZeros().scale() <= 0) {
        return units.longValueExact();
      }
      margin.fault(
          "value",
          flat
              ? "Value error, a flat margin is a whole number of cents"
              : "Value error, a percentage has at most two decimals",
          "value_error");
    }
    return 0;
  }
}
