package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.Basket.Goods;
import dev.brass.connector.sandbox.MagicValue.Effect;
import dev.brass.connector.sandbox.MagicValue.Where;
import dev.brass.connector.sandbox.SandboxOrder.BoughtLine;
import dev.brass.connector.sandbox.SandboxOrder.ShipTo;
import dev.brass.connector.sandbox.SandboxOrder.Wishes;
import dev.brass.spi.Address;
import dev.brass.spi.Answer;
import dev.brass.spi.Credential;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Gift;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Quote.PricedShipping;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.RequiredAction;
import dev.brass.spi.Store;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the marketplace makes of a request to buy before it looks at its books: a pure function of
/// the request, the credential and the time.
sealed interface Decision {

  /// Sell it, if stock and balance suffice.
  ///
  /// @param draft the order as it will be written down, but for entry and number
  record Sell(Basket basket, SandboxOrder draft, Scenario scenario) implements Decision {}

  /// Say no.
  record Refuse(OrderError error) implements Decision {}

  /// Wait for a person.
  record Wait(RequiredAction action) implements Decision {}

  static Decision of(SandboxRetailer retailer, Store store, PlaceOrder order) {
    try {
      Scenario scenario = Scenario.of(order.request().notes());
      return switch (Cart.fill(retailer, order.request())) {
        case Answer.Refused<Basket>(var error) -> new Refuse(error);
        case Answer.Given<Basket>(var basket) -> of(basket, store, order, scenario);
      };
    } catch (ScenarioException e) {
      return new Refuse(unknownScenario(e));
    }
  }

  /// The answer to a scenario that does not exist. The code is one that is not tried again, since
  /// the same order would say the same the next time.
  static OrderError unknownScenario(ScenarioException e) {
    return new OrderError(
        ErrorCode.ITEM_NOT_SUPPORTED, e.getMessage(), Map.of("field", "scenario"));
  }

  private static Decision of(Basket basket, Store store, PlaceOrder order, Scenario scenario) {
    if (!basket.handle().equals(order.handle())) {
      return new Refuse(
          new OrderError(
              ErrorCode.INTERNAL_ERROR,
              "The cart is no longer there as it was quoted; nothing was bought. A new quote"
                  + " tells what it costs now."));
    }
    Optional<Provocation> provoked =
        Provocation.ofPlacing(order.request(), order.shippingOptionId(), store);
    Effect effect = provoked.map(it -> it.magic().effect()).orElse(Effect.TERMS);
    if (effect == Effect.WAITS_FOR_PERSON) {
      return new Wait(provoked.map(Decision::action).orElseThrow());
    }
    if (effect == Effect.REFUSES_PLACING
        && provoked.orElseThrow().magic().code() != ErrorCode.MAX_PRICE_EXCEEDED) {
      return new Refuse(provoked.orElseThrow().error());
    }
    Optional<PricedShipping> shipping = basket.shippingOption(order.shippingOptionId());
    if (shipping.isEmpty()) {
      return new Refuse(
          ErrorCode.INVALID_SHIPPING_METHOD.error("shipping_option", order.shippingOptionId()));
    }
    PriceComponents price = dearer(shipping.get().price(), scenario.priceJump());
    Optional<OrderError> refused =
        overCap(price.total(), order.priceCap(), effect == Effect.REFUSES_PLACING)
            .or(() -> giftWithoutAccount(order.request().payment(), store.credential()));
    return refused.isPresent()
        ? new Refuse(refused.get())
        : new Sell(
            basket,
            draft(basket, store, order, scenario, price, effect == Effect.HIDES_ORDER),
            scenario);
  }

  private static RequiredAction action(Provocation provocation) {
    return new RequiredAction(
        provocation.magic().where() == Where.CARD_NUMBER
            ? RequiredAction.Kind.PAYMENT_CONFIRMATION
            : RequiredAction.Kind.MANUAL_REVIEW,
        provocation.message(),
        Map.of());
  }

  /// @param always whether the order must meet this error whatever the cap is
  private static Optional<OrderError> overCap(Money total, @Nullable Money cap, boolean always) {
    if (cap != null && !cap.currency().equals(total.currency())) {
      return Optional.of(
          new OrderError(
              ErrorCode.MAX_PRICE_EXCEEDED,
              "Nothing was bought: the price cap in %s says nothing about a price in %s."
                  .formatted(cap.currency(), total.currency()),
              Map.of("currency", total.currency().getCurrencyCode())));
    }
    if (always) {
      Money rise = cap != null && cap.exceeds(total) ? cap : total;
      return Optional.of(tooDear(rise.plus(new Money(1, rise.currency())), cap));
    }
    return cap != null && total.exceeds(cap) ? Optional.of(tooDear(total, cap)) : Optional.empty();
  }

  private static OrderError tooDear(Money total, @Nullable Money cap) {
    return new OrderError(
        ErrorCode.MAX_PRICE_EXCEEDED,
        "The final price %s is above the price cap%s; nothing was bought."
            .formatted(total, cap == null ? "" : " " + cap),
        cap == null
            ? Map.of("total", total.minor())
            : Map.of("max_price", cap.minor(), "total", total.minor()));
  }

  private static Optional<OrderError> giftWithoutAccount(
      Payment payment, @Nullable Credential credential) {
    return payment instanceof Payment.GiftBalance && credential == null
        ? Optional.of(
            new OrderError(
                ErrorCode.PAYMENT_INFO_PROBLEM,
                "A gift balance belongs to an account, and the order names no credential."))
        : Optional.empty();
  }

  private static PriceComponents dearer(PriceComponents quoted, long jump) {
    if (jump == 0) {
      return quoted;
    }
    Money more = new Money(jump, quoted.total().currency());
    Money gift = quoted.giftCertificate();
    return new PriceComponents(
        quoted.subtotal().plus(more),
        quoted.shipping(),
        quoted.tax(),
        quoted.discount(),
        quoted.fees(),
        quoted.total().plus(more),
        gift == null ? null : gift.plus(more));
  }

  private static SandboxOrder draft(
      Basket basket,
      Store store,
      PlaceOrder order,
      Scenario scenario,
      PriceComponents price,
      boolean hidden) {
    QuoteRequest request = order.request();
    Credential credential = store.credential();
    return new SandboxOrder(
        0,
        request.attempt(),
        request.orderId(),
        basket.retailer(),
        "",
        store.code(),
        credential == null ? null : credential.email(),
        store.clock().instant().truncatedTo(ChronoUnit.MILLIS),
        price,
        basket.goods().stream().map(Decision::bought).toList(),
        shipTo(request.shipTo()),
        wishes(basket, order),
        scenario.course(),
        hidden,
        null,
        null);
  }

  private static BoughtLine bought(Goods goods) {
    return new BoughtLine(
        goods.line().productId(),
        goods.offer().offerId(),
        goods.offer().seller().id(),
        goods.line().quantity(),
        goods.offer().price().minor(),
        goods.variants(),
        goods.line().shipTo() == null ? null : shipTo(goods.line().shipTo()));
  }

  private static ShipTo shipTo(Address to) {
    return new ShipTo(
        to.fullName(),
        to.line1(),
        to.line2(),
        to.city(),
        to.state(),
        to.postalCode(),
        to.country());
  }

  private static Wishes wishes(Basket basket, PlaceOrder order) {
    QuoteRequest request = order.request();
    Gift gift = request.gift();
    String payment =
        switch (request.payment()) {
          case Payment.Card _ -> "card";
          case Payment.GiftBalance _ -> "gift_balance";
          case Payment.StoreDefault _ -> "store_default";
        };
    List<String> promos = basket.promos().stream().map(Enum::name).sorted().toList();
    return new Wishes(
        payment,
        order.shippingOptionId(),
        gift != null && basket.giftable(),
        gift != null && basket.giftable() ? gift.message() : null,
        request.poNumber(),
        promos);
  }
}
