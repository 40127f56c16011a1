package dev.brass.server.api.v1;

import dev.brass.server.order.OrderSpec.Pay;
import dev.brass.server.text.Characters;
import dev.brass.server.text.CheckDigit;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Payment;
import dev.brass.spi.Secret;
import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads payment method objects (classic Zinc docs, Payment method object). Only the form of a card
/// is checked: the store decides whether it has expired or is accepted.
final class PaymentReader {

  static final Set<String> NAMES =
      Set.of(
          "name_on_card",
          "number",
          "security_code",
          "expiration_month",
          "expiration_year",
          "use_gift",
          "use_account_payment_defaults",
          "is_virtual_card",
          "reuse");

  private static final Set<String> CARD =
      Set.of("name_on_card", "number", "security_code", "expiration_month", "expiration_year");

  private static final LinearPattern CARD_NUMBER = LinearPattern.of("\\d{12,19}");
  private static final LinearPattern SECURITY_CODE = LinearPattern.of("\\d{3,4}");

  private PaymentReader() {}

  /// How an order is paid.
  ///
  /// @param card null unless it is paid by card
  record Paid(Pay pay, Payment.@Nullable Card card) {}

  /// Reads how an order is paid. A gift balance or the account's own payment methods take
  /// precedence over a card in the same object; that card is not stored.
  static Paid read(Value method, String retailer) {
    if (!method.isPresent()) {
      if (Retailers.wantsAccount(retailer)) {
        method.problem("is required; {\"use_gift\": true} pays from the account's gift balance");
      }
      return new Paid(Pay.STORE_DEFAULT, null);
    }
    Fields payment = method.hidden().fields(NAMES);
    payment.get("is_virtual_card").flag();
    payment.get("reuse").flag();
    boolean useGift = payment.get("use_gift").isTrue();
    if (payment.get("use_account_payment_defaults").isTrue()) {
      return new Paid(Pay.STORE_DEFAULT, null);
    }
    if (useGift) {
      if (!Retailers.mayKeepGiftBalance(retailer)) {
        payment
            .get("use_gift")
            .problem(
                V1Code.INVALID_PAYMENT_METHOD,
                "gift balances exist at amazon, amazon_uk, amazon_ca and walmart only");
      }
      return new Paid(Pay.GIFT_BALANCE, null);
    }
    if (method.json().isObject() && CARD.stream().noneMatch(payment::has)) {
      method
          .hidden()
          .problem(
              "needs a card (name_on_card, number, security_code, expiration_month,"
                  + " expiration_year) or \"use_gift\": true");
      return new Paid(Pay.STORE_DEFAULT, null);
    }
    return new Paid(Pay.CARD, card(payment));
  }

  private static Payment.Card card(Fields payment) {
    return new Payment.Card(
        payment.get("name_on_card").requiredText(Limits.TEXT),
        Secret.of(number(payment.get("number"))),
        Secret.of(securityCode(payment.get("security_code"))),
        expiry(payment.get("expiration_month"), 1, 12, "must be from 1 to 12"),
        expiry(payment.get("expiration_year"), 2000, 2099, "must be a year of four digits"));
  }

  /// The digits only: people type blanks and hyphens between them.
  private static String number(Value value) {
    String text = value.requiredText(Limits.TEXT);
    String number = Characters.only(text, c -> c != ' ' && c != '-');
    if (!text.isEmpty() && (!CARD_NUMBER.matches(number) || !CheckDigit.isRight(number))) {
      value.problem(
          V1Code.INVALID_CARD_NUMBER,
          "must be the 12 to 19 digits of a card number with a valid check digit");
    }
    return number;
  }

  private static String securityCode(Value value) {
    String code = value.requiredText(Limits.TEXT);
    if (!code.isEmpty() && !SECURITY_CODE.matches(code)) {
      value.problem(V1Code.INVALID_SECURITY_CODE, "must be three or four digits");
    }
    return code;
  }

  private static int expiry(Value value, int least, int most, String form) {
    BigDecimal given = value.number();
    if (given != null
        && (given.compareTo(BigDecimal.valueOf(least)) < 0
            || given.compareTo(BigDecimal.valueOf(most)) > 0)) {
      value.problem(V1Code.INVALID_EXPIRATION_DATE, form);
      return least;
    }
    return value.requiredWhole(least, most);
  }
}
