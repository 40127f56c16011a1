package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.MagicValue.Cure;
import dev.brass.connector.sandbox.MagicValue.Effect;
import dev.brass.connector.sandbox.MagicValue.Where;
import dev.brass.spi.Address;
import dev.brass.spi.Credential;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Gift;
import dev.brass.spi.Line;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PromoCode;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Secret;
import dev.brass.spi.Store;
import dev.brass.spi.Totp;
import dev.brass.spi.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A magic value that an order holds, and the error it stands for.
///
/// @param line the line that holds it, or that goes to the address that does; null when it is in
///     none
/// @param code the error; that of the value, unless what should cure it was wrong
record Provocation(MagicValue magic, @Nullable Line line, ErrorCode code) {

  private Provocation(MagicValue magic, @Nullable Line line) {
    this(magic, line, magic.code());
  }

  private static final Set<Effect> AT_QUOTE = Set.of(Effect.NOT_SOLD, Effect.REFUSES_QUOTE);
  private static final Set<Effect> AT_PLACING =
      Set.of(Effect.REFUSES_PLACING, Effect.WAITS_FOR_PERSON, Effect.HIDES_ORDER);

  /// The first one that a quote stumbles over.
  static Optional<Provocation> ofQuote(QuoteRequest request) {
    return inOrder(request).filter(it -> AT_QUOTE.contains(it.magic.effect())).findFirst();
  }

  /// The first one that placing stumbles over.
  static Optional<Provocation> ofPlacing(
      QuoteRequest request, String shippingOptionId, Store store) {
    Credential credential = store.credential();
    return Stream.concat(inOrder(request), inCheckout(request, shippingOptionId, credential))
        .filter(it -> AT_PLACING.contains(it.magic.effect()))
        .filter(it -> !cured(it.magic.cure(), request, store))
        .findFirst()
        .map(it -> it.magic.cure() == Cure.ONE_TIME_CODE ? it.answered(credential, store) : it);
  }

  /// A code that was given and does not fit is another error than none.
  private Provocation answered(@Nullable Credential credential, Store store) {
    return credential == null || oneTimeCode(credential, store) == null
        ? this
        : new Provocation(magic, line, ErrorCode.ACCOUNT_LOGIN_FAILED);
  }

  /// What the account's owner answers when the shop asks for the second factor.
  private static @Nullable Secret<String> oneTimeCode(Credential credential, Store store) {
    Secret<String> made = credential.oneTimeCode(store.clock());
    return made == null ? credential.verificationCode() : made;
  }

  /// Why nobody sells a product; empty when somebody does.
  static Optional<OrderError> ofProduct(String productId) {
    return MagicValue.of(Where.PRODUCT_ID, productId)
        .filter(magic -> magic.effect() == Effect.NOT_SOLD)
        .map(magic -> new Provocation(magic, new Line(productId, null, 1, List.of())).error());
  }

  /// The error, with the data that the documents name for its code.
  OrderError error() {
    Map<String, Object> data = new LinkedHashMap<>();
    if (line != null) {
      data.put("product_id", line.productId());
      if (magic.code() == ErrorCode.MAX_QUANTITY_EXCEEDED) {
        data.put("quantity", line.quantity());
        data.put("max_quantity", line.quantity() - 1);
      }
    }
    return new OrderError(code, message(), data);
  }

  String message() {
    Where where = magic.where();
    String which = where.secret() ? "" : " '" + magic.value() + "'";
    return "%s (The sandbox was asked for this by the %s%s.)"
        .formatted(code.meaning(), where.label(), which);
  }

  private static Stream<Provocation> inOrder(QuoteRequest request) {
    Stream<Provocation> lines = request.lines().stream().flatMap(Provocation::inLine);
    Stream<Provocation> address =
        request.lines().stream()
            .flatMap(
                line ->
                    line.shipTo() == null
                        ? inAddress(request.shipTo(), null)
                        : inAddress(line.shipTo(), line));
    Stream<Provocation> promos =
        request.promoCodes().stream()
            .filter(promo -> !promo.optional())
            .map(PromoCode::code)
            .map(code -> look(Where.PROMO_CODE, code))
            .flatMap(Optional::stream);
    return Stream.of(lines, address, promos, inGift(request.gift())).flatMap(it -> it);
  }

  /// @param line the line that goes there; null for the whole order
  private static Stream<Provocation> inAddress(Address to, @Nullable Line line) {
    return Stream.of(
            MagicValue.of(Where.SHIP_TO_LINE1, to.line1()),
            MagicValue.of(Where.SHIP_TO_POSTAL_CODE, to.postalCode()),
            MagicValue.of(Where.SHIP_TO_COUNTRY, to.country()))
        .flatMap(Optional::stream)
        .map(magic -> new Provocation(magic, line));
  }

  private static Stream<Provocation> inLine(Line line) {
    Stream<Optional<MagicValue>> itself =
        Stream.of(
            MagicValue.of(Where.PRODUCT_ID, line.productId()),
            MagicValue.of(Where.QUANTITY, Integer.toString(line.quantity())));
    Stream<Optional<MagicValue>> variants =
        line.variants().stream()
            .map(Variant::value)
            .map(value -> MagicValue.of(Where.VARIANT, value));
    return Stream.concat(itself, variants)
        .flatMap(Optional::stream)
        .map(magic -> new Provocation(magic, line));
  }

  private static Stream<Provocation> inGift(@Nullable Gift gift) {
    return gift == null || gift.message() == null
        ? Stream.empty()
        : look(Where.GIFT_MESSAGE, gift.message()).stream();
  }

  private static Stream<Provocation> inCheckout(
      QuoteRequest request, String shippingOptionId, @Nullable Credential credential) {
    Stream<Optional<Provocation>> account =
        credential == null
            ? Stream.empty()
            : Stream.of(look(Where.CREDENTIAL_EMAIL, credential.email()));
    Stream<Optional<Provocation>> shipping =
        Stream.of(look(Where.SHIPPING_METHOD, shippingOptionId));
    Address billTo = request.billTo();
    Stream<Optional<Provocation>> billing =
        billTo == null ? Stream.empty() : Stream.of(look(Where.BILL_TO_LINE1, billTo.line1()));
    return Stream.of(account, shipping, billing, inPayment(request.payment()))
        .flatMap(it -> it)
        .flatMap(Optional::stream);
  }

  private static Stream<Optional<Provocation>> inPayment(Payment payment) {
    return switch (payment) {
      case Payment.Card card ->
          Stream.of(
              look(Where.CARD_NUMBER, card.number().reveal()),
              look(Where.SECURITY_CODE, card.securityCode().reveal()),
              look(Where.EXPIRY, card.month() + "/" + card.year()));
      case Payment.GiftBalance _, Payment.StoreDefault _ -> Stream.empty();
    };
  }

  private static boolean cured(Cure cure, QuoteRequest request, Store store) {
    Credential credential = store.credential();
    return switch (cure) {
      case NONE -> false;
      case BILLING_PHONE -> {
        Address billTo = request.billTo();
        yield billTo != null && billTo.phone() != null && !billTo.phone().isBlank();
      }
      case VERIFICATION_CODE -> credential != null && credential.verificationCode() != null;
      case ONE_TIME_CODE -> {
        Secret<String> code = credential == null ? null : oneTimeCode(credential, store);
        yield code != null
            && Totp.of(Secret.of(MagicTable.TOTP_SEED)).accepts(code, store.clock().instant());
      }
    };
  }

  private static Optional<Provocation> look(Where where, String value) {
    return MagicValue.of(where, value).map(magic -> new Provocation(magic, null));
  }
}
