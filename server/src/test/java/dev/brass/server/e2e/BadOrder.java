package dev.brass.server.e2e;

import dev.brass.connector.sandbox.MagicValue;
import dev.brass.connector.sandbox.MagicValue.Effect;
import dev.brass.connector.sandbox.MagicValue.Where;
import dev.brass.server.api.v1.ClassicRequests;
import dev.brass.spi.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// An order that a shop of the sandbox refuses on purpose: what to change in [#base], and the code
/// that it ends with. The reference of error codes is printed from it and proven by it.
record BadOrder(List<Change> changes, ErrorCode code, String sentence) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String GONE = "-";

  /// Attributes that would end an order before the shop sees what was changed.
  private static final List<Change> LEFT_OUT =
      List.of(
          new Change("max_price", GONE),
          new Change("webhooks", GONE),
          new Change("client_notes", GONE),
          new Change("shipping", GONE),
          new Change("shipping_method", "\"cheapest\""));

  /// One value of the order.
  ///
  /// @param json its new text; `-` takes it away
  record Change(String path, String json) {

    static Change text(String path, String value) {
      return new Change(path, JSON.writeValueAsString(value));
    }

    @Override
    public String toString() {
      return json.equals(GONE) ? "no `" + path + "`" : "`" + path + "`: `" + json + "`";
    }
  }

  /// The order of seed 002 without what would get in the way.
  static ObjectNode base() {
    return changed(LEFT_OUT);
  }

  ObjectNode order(String email) {
    List<Change> all = new ArrayList<>(LEFT_OUT);
    // One account checks out once at a time; so many at once need one each.
    all.add(Change.text("retailer_credentials.email", email));
    all.addAll(changes);
    return changed(all);
  }

  private static ObjectNode changed(List<Change> changes) {
    ObjectNode order = ClassicRequests.seedOrder();
    changes.forEach(change -> ClassicRequests.set(order, change.path(), change.json()));
    return order;
  }

  String how() {
    return changes.stream().map(Change::toString).collect(Collectors.joining(", "));
  }

  static BadOrder byProductId(ErrorCode code) {
    return of(MagicValue.of(code)).orElseThrow();
  }

  /// Every value that provokes an error, as far as an order of the classic API can hold it.
  static List<BadOrder> all() {
    return MagicValue.all().stream().map(BadOrder::of).flatMap(Optional::stream).toList();
  }

  private static Optional<BadOrder> of(MagicValue magic) {
    List<Change> changes = changes(magic);
    return changes.isEmpty()
        ? Optional.empty()
        : Optional.of(new BadOrder(changes, magic.code(), magic.sentence()));
  }

  private static List<Change> changes(MagicValue magic) {
    Change itself = Change.text(magic.where().field().replace("[]", "[0]"), magic.value());
    return switch (magic.where()) {
      case PRODUCT_ID -> product(magic, itself);
      case QUANTITY -> List.of(new Change(itself.path(), magic.value()));
      case PROMO_CODE -> List.of(new Change("promo_codes", "[" + itself.json() + "]"));
      case EXPIRY -> {
        int slash = magic.value().indexOf('/');
        yield List.of(
            new Change("payment_method.expiration_month", magic.value().substring(0, slash)),
            new Change("payment_method.expiration_year", magic.value().substring(slash + 1)));
      }
      case CREDENTIAL_EMAIL ->
          switch (magic.code()) {
            case PAYMENT_INFO_PROBLEM ->
                List.of(itself, new Change("payment_method", "{\"use_gift\":true}"));
            case ADDITIONAL_INFORMATION_REQUIRED ->
                List.of(itself, new Change("billing_address.phone_number", GONE));
            default -> List.of(itself);
          };
      // Only a quote names ways to ship.
      case SHIPPING_METHOD -> List.of();
      case VARIANT,
          SHIP_TO_LINE1,
          SHIP_TO_POSTAL_CODE,
          SHIP_TO_COUNTRY,
          BILL_TO_LINE1,
          CARD_NUMBER,
          SECURITY_CODE,
          GIFT_MESSAGE ->
          List.of(itself);
    };
  }

  /// A product's own id, and what its sentence says to do with it.
  private static List<Change> product(MagicValue magic, Change itself) {
    if (magic.effect() != Effect.CONDITION && magic.effect() != Effect.TERMS) {
      return List.of(itself);
    }
    return switch (magic.code()) {
      case INSUFFICIENT_VARIANTS -> List.of(itself, new Change("products[0].variants", GONE));
      case MAX_QUANTITY_EXCEEDED -> List.of(itself, new Change("products[0].quantity", "3"));
      case INVALID_QUANTITY -> List.of(itself, new Change("products[0].quantity", "8"));
      case NO_GIFT_SHIPPING -> List.of(itself, new Change("require_gift", "true"));
      case NO_FREE_SHIPPING -> List.of(itself, new Change("shipping_method", "\"free\""));
      case NO_TWO_DAY_SHIPPING ->
          List.of(
              itself,
              new Change("shipping_method", GONE),
              new Change("shipping", "{\"order_by\":\"price\",\"max_days\":2}"));
      case MAX_DELIVERY_DAYS_EXCEEDED ->
          List.of(
              itself,
              new Change("products[0].seller_selection_criteria", "{}"),
              new Change("shipping", GONE),
              new Change("shipping_method", "\"cheapest\""),
              new Change("max_delivery_days", "5"));
      case TAXED -> List.of(itself, new Change("fail_if_taxed", "true"));
      default -> List.of(itself);
    };
  }

  /// Whether a value is one that no order of the classic API can hold.
  static boolean cannotBeOrdered(MagicValue magic) {
    return magic.where() == Where.SHIPPING_METHOD || changes(magic).isEmpty();
  }
}
