package dev.brass.connector.sandbox;

import static dev.brass.connector.sandbox.RetailerFeature.GIFTS;

import dev.brass.connector.sandbox.Basket.Goods;
import dev.brass.connector.sandbox.Item.Choice;
import dev.brass.spi.Address;
import dev.brass.spi.Answer;
import dev.brass.spi.Condition;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Gift;
import dev.brass.spi.Line;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.PromoCode;
import dev.brass.spi.QuoteRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What happens when an order is put into a cart: every check that needs neither stock nor
/// balances, then the prices. Pure.
final class Cart {

  private static final int MOST_LINES = 100;
  private static final int MOST_PROMO_CODES = 10;
  private static final int GIFT_MESSAGE_LENGTH = 240;
  private static final int GIFT_MESSAGE_LINES = 9;

  private Cart() {}

  static Answer<Basket> fill(SandboxRetailer retailer, QuoteRequest request) {
    List<Goods> goods = new ArrayList<>();
    Optional<OrderError> refused =
        lineCount(request)
            .or(() -> Provocation.ofQuote(request).map(Provocation::error))
            .or(() -> addresses(request))
            .or(() -> payment(retailer, request))
            .or(() -> goods(retailer, request, goods))
            .or(() -> addOnsAlone(goods))
            .or(() -> promos(request))
            .or(() -> gift(retailer, request.gift(), goods));
    return refused.isPresent()
        ? Answer.refused(refused.get())
        : Answer.of(
            Basket.of(retailer, request, goods, honoured(request), giftable(retailer, goods)));
  }

  private static Optional<OrderError> lineCount(QuoteRequest request) {
    int lines = request.lines().size();
    return lines >= 1 && lines <= MOST_LINES
        ? Optional.empty()
        : refuse(
            ErrorCode.INVALID_QUANTITY,
            "An order has 1 to %d lines; this one has %d.".formatted(MOST_LINES, lines),
            Map.of());
  }

  private static Optional<OrderError> addresses(QuoteRequest request) {
    for (Line line : request.lines()) {
      Optional<OrderError> refused =
          line.shipTo() == null
              ? address(request.shipTo(), Map.of())
              : address(line.shipTo(), Map.of("product_id", line.productId()));
      if (refused.isPresent()) {
        return refused;
      }
    }
    return Optional.empty();
  }

  /// @param about what of the order goes there, where that is not all of it
  private static Optional<OrderError> address(Address to, Map<String, Object> about) {
    Optional<String> blank =
        to.line1().isBlank()
            ? Optional.of("address_line1")
            : to.city().isBlank()
                ? Optional.of("city")
                : to.postalCode().isBlank()
                    ? Optional.of("zip_code")
                    : to.country().isBlank() ? Optional.of("country") : Optional.empty();
    if (blank.isPresent()) {
      return refuse(
          ErrorCode.INVALID_ADDRESS,
          "The shipping address has no " + blank.get() + ".",
          field(blank.get(), about));
    }
    boolean readable =
        !to.country().equalsIgnoreCase("US")
            || to.postalCode().strip().matches("\\d{5}(-?\\d{4})?");
    return readable
        ? Optional.empty()
        : refuse(
            ErrorCode.INVALID_ADDRESS,
            "A zip code of the US has five digits, or five and four.",
            field("zip_code", about));
  }

  private static Map<String, Object> field(String name, Map<String, Object> about) {
    Map<String, Object> data = new HashMap<>(about);
    data.put("field", name);
    return data;
  }

  private static Optional<OrderError> payment(SandboxRetailer retailer, QuoteRequest request) {
    return retailer.takes(request.payment())
        ? Optional.empty()
        : refuse(
            ErrorCode.INVALID_PAYMENT_METHOD,
            retailer.displayName() + " keeps no gift balances that could pay.",
            Map.of("retailer", retailer.code()));
  }

  private static Optional<OrderError> goods(
      SandboxRetailer retailer, QuoteRequest request, List<Goods> goods) {
    for (Line line : request.lines()) {
      Optional<OrderError> unknown = Catalogue.refusal(line.productId());
      if (unknown.isPresent()) {
        return unknown;
      }
      Item item = Catalogue.item(retailer, line.productId());
      switch (item.choose(line.variants())) {
        case Choice.Unknown(var variant) -> {
          return refuse(
              ErrorCode.INVALID_VARIANT,
              "The product '%s' has no option %s = %s; it has %s."
                  .formatted(
                      line.productId(), variant.dimension(), variant.value(), describe(item)),
              Map.of(
                  "product_id", line.productId(),
                  "dimension", variant.dimension(),
                  "value", variant.value()));
        }
        case Choice.Incomplete(var dimensions) -> {
          return refuse(
              ErrorCode.INSUFFICIENT_VARIANTS,
              "The product '%s' needs a choice of %s too."
                  .formatted(line.productId(), String.join(" and ", dimensions)),
              Map.of("product_id", line.productId(), "dimensions", dimensions));
        }
        case Choice.Chosen(var variants) -> {
          Optional<Offer> offer = offer(item, line, OfferSheet.of(item, variants));
          if (offer.isEmpty()) {
            return noOffer(item, line);
          }
          Optional<OrderError> quantity = quantity(item, line, offer.get());
          if (quantity.isPresent()) {
            return quantity;
          }
          goods.add(new Goods(line, item, offer.get(), variants));
        }
      }
    }
    return Optional.empty();
  }

  private static String describe(Item item) {
    return item.options().isEmpty()
        ? "nothing to choose"
        : item.options().stream()
            .map(option -> option.dimension() + " of " + String.join(", ", option.values()))
            .collect(Collectors.joining("; "));
  }

  /// The offer that a line names, or the buy box, or else the cheapest in the best condition.
  private static Optional<Offer> offer(Item item, Line line, List<Offer> offers) {
    boolean onlyLooks = item.has(ProductTrait.LOOKS_SOLD_OUT);
    return line.offerId() == null
        ? offers.stream()
            .filter(Offer::available)
            .min(
                Comparator.comparing((Offer it) -> !it.buyBox())
                    .thenComparing(it -> it.condition() != Condition.NEW)
                    .thenComparing(Offer::price))
        : offers.stream()
            .filter(it -> it.available() || onlyLooks)
            .filter(it -> it.offerId().equals(line.offerId()))
            .findFirst();
  }

  private static Optional<OrderError> noOffer(Item item, Line line) {
    boolean chosen = line.offerId() != null;
    return refuse(
        !chosen && item.has(ProductTrait.LOOKS_SOLD_OUT)
            ? ErrorCode.PRODUCT_UNAVAILABLE
            : ErrorCode.NO_MATCHING_OFFER,
        chosen
            ? "The chosen offer of this product is no longer there."
            : "Nobody offers this product now.",
        Map.of("product_id", line.productId()));
  }

  private static Optional<OrderError> quantity(Item item, Line line, Offer offer) {
    int quantity = line.quantity();
    Integer most = offer.maximumQuantity();
    if (most != null && quantity > most) {
      return refuse(
          ErrorCode.MAX_QUANTITY_EXCEEDED,
          "At most %d of this product are sold at once; the order asks for %d."
              .formatted(most, quantity),
          Map.of("product_id", line.productId(), "max_quantity", most, "quantity", quantity));
    }
    Integer least = offer.minimumQuantity();
    boolean pack = item.has(ProductTrait.PACK);
    boolean broken = least != null && (quantity < least || (pack && quantity % least != 0));
    if (quantity < 1 || broken) {
      return refuse(
          ErrorCode.INVALID_QUANTITY,
          "This product is sold from %d on%s; the order asks for %d."
              .formatted(
                  least == null ? 1 : least, pack ? " and in multiples of it" : "", quantity),
          Map.of("product_id", line.productId(), "quantity", quantity));
    }
    return Optional.empty();
  }

  private static Optional<OrderError> addOnsAlone(List<Goods> goods) {
    return goods.stream().allMatch(one -> one.offer().addon())
        ? refuse(
            ErrorCode.ADD_ON_ITEM,
            ErrorCode.ADD_ON_ITEM.meaning(),
            Map.of("product_id", goods.getFirst().line().productId()))
        : Optional.empty();
  }

  private static Optional<OrderError> promos(QuoteRequest request) {
    if (request.promoCodes().size() > MOST_PROMO_CODES) {
      return refuse(
          ErrorCode.INVALID_PROMO_CODE,
          "An order has at most " + MOST_PROMO_CODES + " promotion codes.",
          Map.of());
    }
    return request.promoCodes().stream()
        .filter(promo -> !promo.optional())
        .map(PromoCode::code)
        .filter(code -> PromoRule.of(code).isEmpty())
        .findFirst()
        .flatMap(
            code ->
                refuse(
                    ErrorCode.INVALID_PROMO_CODE,
                    "The shop does not know the promotion code '" + code + "'.",
                    Map.of("promo_code", code)));
  }

  private static Set<PromoRule> honoured(QuoteRequest request) {
    Set<PromoRule> rules = EnumSet.noneOf(PromoRule.class);
    request.promoCodes().stream()
        .map(PromoCode::code)
        .map(PromoRule::of)
        .flatMap(Optional::stream)
        .forEach(rules::add);
    return rules;
  }

  private static Optional<OrderError> gift(
      SandboxRetailer retailer, @Nullable Gift gift, List<Goods> goods) {
    if (gift == null) {
      return Optional.empty();
    }
    String message = gift.message() == null ? "" : gift.message();
    if (message.length() > GIFT_MESSAGE_LENGTH || message.lines().count() > GIFT_MESSAGE_LINES) {
      return refuse(
          ErrorCode.INVALID_GIFT_OPTIONS,
          "A gift message has at most %d characters and %d lines."
              .formatted(GIFT_MESSAGE_LENGTH, GIFT_MESSAGE_LINES),
          Map.of());
    }
    return gift.required() && !giftable(retailer, goods)
        ? refuse(ErrorCode.NO_GIFT_SHIPPING, ErrorCode.NO_GIFT_SHIPPING.meaning(), Map.of())
        : Optional.empty();
  }

  private static boolean giftable(SandboxRetailer retailer, List<Goods> goods) {
    return retailer.has(GIFTS)
        && goods.stream().noneMatch(one -> one.item().has(ProductTrait.NO_GIFT));
  }

  private static Optional<OrderError> refuse(
      ErrorCode code, String message, Map<String, Object> data) {
    return Optional.of(new OrderError(code, message, data));
  }
}
