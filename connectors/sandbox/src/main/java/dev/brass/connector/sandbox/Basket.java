package dev.brass.connector.sandbox;

import dev.brass.spi.Address;
import dev.brass.spi.DayRange;
import dev.brass.spi.Line;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.Payment;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Quote;
import dev.brass.spi.Quote.PricedShipping;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.ShippingOption;
import dev.brass.spi.Variant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A priced cart: what is in it, and every way to ship it with the whole price. A pure function of
/// retailer and request, so that placing can work it out again and compare it with the quote.
///
/// @param promos the codes that count
record Basket(
    SandboxRetailer retailer,
    QuoteRequest request,
    List<Goods> goods,
    Set<PromoRule> promos,
    boolean giftable,
    List<PricedShipping> shipping) {

  /// Changes whenever a release prices the same request in another way.
  private static final String HANDLE_VERSION = "sandbox-1.";

  Basket {
    goods = List.copyOf(goods);
    promos = Set.copyOf(promos);
    shipping = List.copyOf(shipping);
  }

  /// A line with what it turned out to be.
  ///
  /// @param variants the whole combination that is bought
  record Goods(Line line, Item item, Offer offer, List<Variant> variants) {
    Goods {
      variants = List.copyOf(variants);
    }

    Money subtotal() {
      return offer.price().times(line.quantity());
    }

    Address shipTo(QuoteRequest request) {
      return line.shipTo() == null ? request.shipTo() : line.shipTo();
    }
  }

  static Basket of(
      SandboxRetailer retailer,
      QuoteRequest request,
      List<Goods> goods,
      Set<PromoRule> promos,
      boolean giftable) {
    Pricing pricing = new Pricing(retailer, request, goods, promos);
    return new Basket(
        retailer,
        request,
        goods,
        promos,
        giftable,
        ways(retailer, goods).stream()
            .map(option -> new PricedShipping(option, pricing.with(option)))
            .toList());
  }

  Quote quote() {
    return new Quote(handle(), shipping, giftable);
  }

  /// A fingerprint of everything that the quote promises: what is bought, where it goes, and what
  /// every way to ship costs. There is nothing secret in it, and nothing to forge: placing works it
  /// out anew.
  String handle() {
    StringBuilder promise = new StringBuilder(retailer.code());
    for (Goods one : goods) {
      promise.append('\n').append(one.line().productId());
      promise.append('\n').append(one.line().quantity());
      promise.append('\n').append(one.offer().offerId());
      promise.append('\n').append(one.variants());
      Address to = one.shipTo(request);
      promise.append('\n').append(to.country()).append(to.state()).append(to.postalCode());
    }
    promise.append('\n').append(shipping);
    byte[] digest = Seed.sha256().digest(promise.toString().getBytes(StandardCharsets.UTF_8));
    return HANDLE_VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }

  Optional<PricedShipping> shippingOption(String id) {
    return shipping.stream().filter(it -> it.option().id().equals(id)).findFirst();
  }

  /// How many units of each product with a finite stock, in the order of the ids.
  Map<String, StockLimit> limitedStock() {
    Map<String, StockLimit> limits = new TreeMap<>();
    for (Goods one : goods) {
      one.item()
          .number(ProductTrait.STOCK)
          .ifPresent(
              stock ->
                  limits.merge(
                      one.item().family(),
                      new StockLimit(stock, one.line().quantity()),
                      (a, b) -> new StockLimit(stock, a.wanted() + b.wanted())));
    }
    return limits;
  }

  /// @param opening how many there were before anything was sold
  record StockLimit(int opening, int wanted) {}

  private static List<ShippingOption> ways(SandboxRetailer retailer, List<Goods> goods) {
    List<ShippingOption> ways = combined(goods);
    if (retailer.has(RetailerFeature.AMAZON_DAY)) {
      ways.stream()
          .filter(way -> way.id().equals(ShippingRates.STANDARD))
          .findFirst()
          .map(ShippingRates::amazonDay)
          .ifPresent(ways::add);
    }
    return ways;
  }

  /// The speeds that every seller in the cart offers. Each seller is paid once, however many units
  /// he sends; the slowest one decides when the order is there.
  private static List<ShippingOption> combined(List<Goods> goods) {
    Map<String, Offer> parcels = new LinkedHashMap<>();
    goods.forEach(one -> parcels.putIfAbsent(one.offer().offerId(), one.offer()));
    List<Offer> offers = new ArrayList<>(parcels.values());
    Set<String> ids = new LinkedHashSet<>();
    offers.getFirst().shipping().forEach(option -> ids.add(option.id()));
    List<ShippingOption> combined = new ArrayList<>();
    for (String id : ids) {
      List<ShippingOption> same =
          offers.stream()
              .flatMap(offer -> offer.shipping().stream())
              .filter(option -> option.id().equals(id))
              .toList();
      if (same.size() == offers.size()) {
        combined.add(same.stream().reduce(Basket::together).orElseThrow());
      }
    }
    return combined;
  }

  private static ShippingOption together(ShippingOption a, ShippingOption b) {
    return new ShippingOption(
        a.id(),
        a.name(),
        a.price().plus(b.price()),
        new DayRange(
            Math.max(a.delivery().min(), b.delivery().min()),
            Math.max(a.delivery().max(), b.delivery().max())));
  }

  /// The arithmetic of one cart.
  private record Pricing(
      SandboxRetailer retailer, QuoteRequest request, List<Goods> goods, Set<PromoRule> promos) {

    PriceComponents with(ShippingOption option) {
      Money none = Money.zero(retailer.currency());
      Money subtotal = goods.stream().map(Goods::subtotal).reduce(none, Money::plus);
      Money discount = none;
      for (PromoRule promo : promos) {
        discount = discount.plus(promo.discount(retailer, subtotal, option.price()));
      }
      Money most = subtotal.plus(option.price());
      discount = discount.exceeds(most) ? most : discount;
      Money tax = none;
      for (Goods one : goods) {
        tax =
            tax.plus(
                TaxTable.on(
                    one.item(), one.subtotal(), one.line().quantity(), one.shipTo(request)));
      }
      Money total = most.plus(tax).minus(discount);
      Money gift = request.payment() instanceof Payment.GiftBalance ? total : null;
      return new PriceComponents(subtotal, option.price(), tax, discount, none, total, gift);
    }
  }
}
