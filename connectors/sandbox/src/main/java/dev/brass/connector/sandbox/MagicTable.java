package dev.brass.connector.sandbox;

import static dev.brass.connector.sandbox.MagicValue.Effect.HIDES_ORDER;
import static dev.brass.connector.sandbox.MagicValue.Effect.NOT_SOLD;
import static dev.brass.connector.sandbox.MagicValue.Effect.REFUSES_PLACING;
import static dev.brass.connector.sandbox.MagicValue.Effect.REFUSES_QUOTE;
import static dev.brass.connector.sandbox.MagicValue.Effect.WAITS_FOR_PERSON;
import static dev.brass.connector.sandbox.MagicValue.Where.BILL_TO_LINE1;
import static dev.brass.connector.sandbox.MagicValue.Where.CARD_NUMBER;
import static dev.brass.connector.sandbox.MagicValue.Where.CREDENTIAL_EMAIL;
import static dev.brass.connector.sandbox.MagicValue.Where.EXPIRY;
import static dev.brass.connector.sandbox.MagicValue.Where.GIFT_MESSAGE;
import static dev.brass.connector.sandbox.MagicValue.Where.PRODUCT_ID;
import static dev.brass.connector.sandbox.MagicValue.Where.PROMO_CODE;
import static dev.brass.connector.sandbox.MagicValue.Where.QUANTITY;
import static dev.brass.connector.sandbox.MagicValue.Where.SECURITY_CODE;
import static dev.brass.connector.sandbox.MagicValue.Where.SHIPPING_METHOD;
import static dev.brass.connector.sandbox.MagicValue.Where.SHIP_TO_COUNTRY;
import static dev.brass.connector.sandbox.MagicValue.Where.SHIP_TO_LINE1;
import static dev.brass.connector.sandbox.MagicValue.Where.SHIP_TO_POSTAL_CODE;
import static dev.brass.connector.sandbox.MagicValue.Where.VARIANT;

import dev.brass.connector.sandbox.MagicValue.Cure;
import dev.brass.connector.sandbox.MagicValue.Effect;
import dev.brass.connector.sandbox.MagicValue.Where;
import dev.brass.spi.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rows of [MagicValue#all]: one product id per error code, the traits of products, the test
/// products of the current API, and the values below.
final class MagicTable {

  /// The e-mail of an account whose gift balance is nothing, to begin with.
  static final String NO_BALANCE_EMAIL = "no-balance@sandbox.brass.test";

  /// The account that wants a one-time code, and what its codes are made of.
  static final String TWO_FACTOR_EMAIL = "two-factor@sandbox.brass.test";

  static final String TOTP_SEED = "JBSWY3DPEHPK3PXP";

  private static final List<MagicValue> ELSEWHERE =
      List.of(
          row(
              VARIANT,
              "Sold Out",
              ErrorCode.VARIANT_UNAVAILABLE,
              REFUSES_QUOTE,
              "Sold out, whatever the product."),
          row(
              VARIANT,
              "No Such Option",
              ErrorCode.INVALID_VARIANT,
              REFUSES_QUOTE,
              "As every value that the product does not have."),
          row(
              QUANTITY,
              "97",
              ErrorCode.INVALID_QUANTITY,
              REFUSES_QUOTE,
              "Nobody sells 97 of anything."),
          row(
              QUANTITY,
              "98",
              ErrorCode.MAX_QUANTITY_EXCEEDED,
              REFUSES_QUOTE,
              "As every quantity above the most that the chosen offer allows."),
          row(
              SHIP_TO_LINE1,
              "1 Refused Road",
              ErrorCode.SHIPPING_ADDRESS_REFUSED,
              REFUSES_QUOTE,
              "The shop does not accept this address."),
          row(
              SHIP_TO_LINE1,
              "1 Unreachable Island",
              ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE,
              REFUSES_QUOTE,
              "No carrier goes to this address."),
          row(
              SHIP_TO_LINE1,
              "1 Slow Lane",
              ErrorCode.SHIPPING_METHOD_UNAVAILABLE,
              REFUSES_QUOTE,
              "No way to ship reaches this address."),
          row(
              SHIP_TO_LINE1,
              "1 Nowhere Lane",
              ErrorCode.INVALID_ADDRESS,
              REFUSES_QUOTE,
              "The address does not exist."),
          row(
              SHIP_TO_POSTAL_CODE,
              "00000",
              ErrorCode.INVALID_ADDRESS,
              REFUSES_QUOTE,
              "The postal code does not exist."),
          row(
              SHIP_TO_COUNTRY,
              "AQ",
              ErrorCode.SHIPPING_ADDRESS_UNAVAILABLE,
              REFUSES_QUOTE,
              "Nobody ships to Antarctica."),
          row(
              BILL_TO_LINE1,
              "1 Refused Road",
              ErrorCode.BILLING_ADDRESS_REFUSED,
              REFUSES_PLACING,
              "The shop does not accept this billing address."),
          row(
              CARD_NUMBER,
              "4000000000000002",
              ErrorCode.CREDIT_CARD_DECLINED,
              REFUSES_PLACING,
              "The card is declined."),
          row(
              CARD_NUMBER,
              "4242424242424241",
              ErrorCode.INVALID_CARD_NUMBER,
              REFUSES_PLACING,
              "The number is not a card's."),
          row(
              CARD_NUMBER,
              "4000000000000069",
              ErrorCode.INVALID_EXPIRATION_DATE,
              REFUSES_PLACING,
              "The card has expired; no other card ever does."),
          row(
              CARD_NUMBER,
              "4000000000000127",
              ErrorCode.INVALID_SECURITY_CODE,
              REFUSES_PLACING,
              "Every security code is wrong for this card."),
          row(
              CARD_NUMBER,
              "4000000000000010",
              ErrorCode.BILLING_ADDRESS_REFUSED,
              REFUSES_PLACING,
              "No billing address belongs to this card."),
          row(
              CARD_NUMBER,
              "4000000000009995",
              ErrorCode.PAYMENT_INFO_PROBLEM,
              REFUSES_PLACING,
              "There is not enough money on the card's account."),
          row(
              CARD_NUMBER,
              "4000000000000341",
              ErrorCode.INVALID_PAYMENT_METHOD,
              REFUSES_PLACING,
              "The shop cannot use this card."),
          row(
              CARD_NUMBER,
              "3056930009020004",
              ErrorCode.BRAND_NOT_ACCEPTED,
              REFUSES_PLACING,
              "The shop takes no cards of this brand."),
          row(
              CARD_NUMBER,
              "4000000000000119",
              ErrorCode.INTERNAL_ERROR,
              REFUSES_PLACING,
              "The shop's card processor has an outage."),
          row(
              CARD_NUMBER,
              "4000000000003220",
              ErrorCode.MANUAL_REVIEW_REQUIRED,
              WAITS_FOR_PERSON,
              "The card's owner must confirm the payment."),
          row(
              SECURITY_CODE,
              "000",
              ErrorCode.INVALID_SECURITY_CODE,
              REFUSES_PLACING,
              "Wrong for every card."),
          row(
              EXPIRY,
              "1/1970",
              ErrorCode.INVALID_EXPIRATION_DATE,
              REFUSES_PLACING,
              "The only expiry that is refused, whatever the time is."),
          row(
              CREDENTIAL_EMAIL,
              "login-failed@sandbox.brass.test",
              ErrorCode.ACCOUNT_LOGIN_FAILED,
              REFUSES_PLACING,
              "The shop lets nobody log in."),
          row(
              CREDENTIAL_EMAIL,
              "wrong-password@sandbox.brass.test",
              ErrorCode.INVALID_LOGIN_CREDENTIALS,
              REFUSES_PLACING,
              "Every password is wrong."),
          row(
              CREDENTIAL_EMAIL,
              "locked@sandbox.brass.test",
              ErrorCode.ACCOUNT_LOCKED,
              REFUSES_PLACING,
              "The account is locked."),
          new MagicValue(
              CREDENTIAL_EMAIL,
              "verification@sandbox.brass.test",
              ErrorCode.ACCOUNT_LOCKED_VERIFICATION_REQUIRED,
              REFUSES_PLACING,
              Cure.VERIFICATION_CODE,
              "The shop mailed a code; the order goes through with any verification_code."),
          new MagicValue(
              CREDENTIAL_EMAIL,
              TWO_FACTOR_EMAIL,
              ErrorCode.ACCOUNT_LOCKED_VERIFICATION_REQUIRED,
              REFUSES_PLACING,
              Cure.ONE_TIME_CODE,
              "The account has a second factor, whose secret is "
                  + TOTP_SEED
                  + ": the order goes through with it, or with a right code as verification_code; a"
                  + " wrong code is account_login_failed."),
          new MagicValue(
              CREDENTIAL_EMAIL,
              "security-question@sandbox.brass.test",
              ErrorCode.ADDITIONAL_INFORMATION_REQUIRED,
              REFUSES_PLACING,
              Cure.BILLING_PHONE,
              "The shop asks a question that a phone_number in the billing address answers."),
          row(
              CREDENTIAL_EMAIL,
              "not-set-up@sandbox.brass.test",
              ErrorCode.INCOMPLETE_ACCOUNT_SETUP,
              REFUSES_PLACING,
              "The account has no default address and payment."),
          row(
              CREDENTIAL_EMAIL,
              "busy@sandbox.brass.test",
              ErrorCode.RETAILER_RATE_LIMITED,
              REFUSES_PLACING,
              "The shop says that this account orders too often."),
          row(
              CREDENTIAL_EMAIL,
              NO_BALANCE_EMAIL,
              ErrorCode.PAYMENT_INFO_PROBLEM,
              Effect.CONDITION,
              "The account opens with no gift balance; pay with use_gift."),
          row(
              PROMO_CODE,
              "EXPIRED",
              ErrorCode.INVALID_PROMO_CODE,
              REFUSES_QUOTE,
              "As every code that is not one of SAVE10, SAVE5 and FREESHIP."),
          row(
              GIFT_MESSAGE,
              "Refuse this message",
              ErrorCode.INVALID_GIFT_OPTIONS,
              REFUSES_QUOTE,
              "The shop does not print this."),
          row(
              SHIPPING_METHOD,
              "withdrawn",
              ErrorCode.INVALID_SHIPPING_METHOD,
              REFUSES_PLACING,
              "As every way to ship that the quote does not name."));

  static final List<MagicValue> ROWS = rows();

  private static final Map<Key, MagicValue> BY_KEY =
      ROWS.stream().collect(Collectors.toUnmodifiableMap(MagicTable::key, Function.identity()));

  private MagicTable() {}

  static Optional<MagicValue> find(Where where, String value) {
    return Optional.ofNullable(BY_KEY.get(new Key(where, where.normal(value))));
  }

  static MagicValue productIdFor(ErrorCode code) {
    String id = MagicValue.CODE_PREFIX + code.name().toLowerCase(Locale.ROOT);
    return row(PRODUCT_ID, id, code, effect(code), code.meaning());
  }

  /// When a real shop would say so: what an account or a payment is good for shows only when the
  /// order is placed.
  private static Effect effect(ErrorCode code) {
    return switch (code) {
      case EXPIRED_PRODUCT_ID -> NOT_SOLD;
      case MANUAL_REVIEW_REQUIRED -> WAITS_FOR_PERSON;
      case ORDER_PROBABLY_PLACED -> HIDES_ORDER;
      case MAX_PRICE_EXCEEDED, INVALID_SHIPPING_METHOD -> REFUSES_PLACING;
      default ->
          switch (code.category()) {
            case PRODUCT, PRICE, SHIPPING, ADDRESS, GIFT -> REFUSES_QUOTE;
            case PAYMENT, ACCOUNT, REQUEST, STORE -> REFUSES_PLACING;
          };
    };
  }

  private static List<MagicValue> rows() {
    List<MagicValue> rows = new ArrayList<>();
    Stream.of(ErrorCode.values()).map(MagicTable::productIdFor).forEach(rows::add);
    Arrays.stream(ProductTrait.values()).map(ProductTrait::magic).forEach(rows::add);
    rows.add(
        row(
            PRODUCT_ID,
            "018293801",
            ErrorCode.PRODUCT_UNAVAILABLE,
            REFUSES_QUOTE,
            "The product of the documents' example of an error."));
    Arrays.stream(TestProduct.values())
        .map(MagicTable::testProduct)
        .flatMap(Optional::stream)
        .forEach(rows::add);
    rows.addAll(ELSEWHERE);
    return List.copyOf(rows);
  }

  private static Optional<MagicValue> testProduct(TestProduct product) {
    return product
        .errorCode()
        .map(
            code ->
                row(
                    PRODUCT_ID,
                    product.productId(),
                    code,
                    effect(code),
                    "The test product " + product.url() + " of the current API."));
  }

  private static MagicValue row(
      Where where, String value, ErrorCode code, Effect effect, String sentence) {
    return new MagicValue(where, value, code, effect, Cure.NONE, sentence);
  }

  private static Key key(MagicValue magic) {
    return new Key(magic.where(), magic.where().normal(magic.value()));
  }

  private record Key(Where where, String value) {}
}
