package dev.brass.connector.sandbox;

import dev.brass.spi.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A value that provokes an error on purpose. [#all] is the one table of them: the marketplace
/// looks up there what it refuses, and the page of error codes is generated from it.
///
/// @param where what of an order holds the value
/// @param value as an order spells it; case and, in product ids, `-` against `_` do not matter
/// @param code the error it provokes
/// @param effect how the marketplace shows it
/// @param cure what lets the order through all the same
/// @param sentence one sentence for who reads the table
public record MagicValue(
    Where where, String value, ErrorCode code, Effect effect, Cure cure, String sentence) {

  /// Every product id that is made of an error code begins with this: `ERR-credit_card_declined`.
  static final String CODE_PREFIX = "ERR-";

  /// All magic values, those of product ids first, in a fixed order. Every [ErrorCode] is in at
  /// least one of them.
  public static List<MagicValue> all() {
    return MagicTable.ROWS;
  }

  /// The magic value for a code that works at every retailer that sells: a product id.
  public static MagicValue of(ErrorCode code) {
    return MagicTable.productIdFor(code);
  }

  /// The row for a value found in an order.
  static Optional<MagicValue> of(Where where, String value) {
    return MagicTable.find(where, value);
  }

  /// What of an order holds a magic value.
  public enum Where {
    PRODUCT_ID("product id", "products[].product_id", false),
    VARIANT("value of a variant", "products[].variants[].value", false),
    QUANTITY("quantity", "products[].quantity", false),
    SHIP_TO_LINE1("street of the shipping address", "shipping_address.address_line1", false),
    SHIP_TO_POSTAL_CODE("postal code of the shipping address", "shipping_address.zip_code", false),
    SHIP_TO_COUNTRY("country of the shipping address", "shipping_address.country", false),
    BILL_TO_LINE1("street of the billing address", "billing_address.address_line1", false),
    CARD_NUMBER("card number", "payment_method.number", true),
    SECURITY_CODE("security code of the card", "payment_method.security_code", true),
    EXPIRY("expiry of the card, month/year", "payment_method.expiration_year", false),
    CREDENTIAL_EMAIL("e-mail of the credential", "retailer_credentials.email", false),
    PROMO_CODE("promotion code", "promo_codes[]", false),
    GIFT_MESSAGE("gift message", "gift_message", false),
    SHIPPING_METHOD("way to ship", "the way to ship that was chosen from the quote", false);

    private final String label;
    private final String field;
    private final boolean secret;

    Where(String label, String field, boolean secret) {
      this.label = label;
      this.field = field;
      this.secret = secret;
    }

    /// What a reader calls it.
    public String label() {
      return label;
    }

    /// The field of the classic API's order that holds it.
    public String field() {
      return field;
    }

    /// Whether a value in this place is secret in a real order, so that no message repeats it.
    boolean secret() {
      return secret;
    }

    /// Spells a value as the table's keys do.
    String normal(String value) {
      String text = value.strip().toLowerCase(Locale.ROOT);
      return switch (this) {
        case PRODUCT_ID -> text.replace('_', '-');
        case CARD_NUMBER -> text.replaceAll("[\\s-]", "");
        default -> text;
      };
    }
  }

  /// How the marketplace shows an error.
  public enum Effect {
    /// Nobody sells it: product details, offers and quotes are refused.
    NOT_SOLD,
    /// The quote is refused.
    REFUSES_QUOTE,
    /// The quote is given, and placing it is refused.
    REFUSES_PLACING,
    /// Placing asks for a person first.
    WAITS_FOR_PERSON,
    /// The order is placed, but neither the answer nor a later look-up tells whether it is.
    HIDES_ORDER,
    /// The quote is refused, or placing it, when the order does what the sentence says.
    CONDITION,
    /// The marketplace sells, on terms that an order with the wish of the sentence cannot accept;
    /// whoever buys finds that out from the offers or the quote.
    TERMS
  }

  /// What lets an order with a magic value through.
  public enum Cure {
    NONE,
    /// A telephone number in the billing address.
    BILLING_PHONE,
    /// Any verification code in the credential.
    VERIFICATION_CODE,
    /// The one-time code of the moment, made of [MagicTable#TOTP_SEED] or given.
    ONE_TIME_CODE
  }
}
