package dev.brass.testkit.instant;

import dev.brass.spi.Condition;
import dev.brass.spi.DayRange;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Line;
import dev.brass.spi.Money;
import dev.brass.spi.Offer;
import dev.brass.spi.OrderError;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Product;
import dev.brass.spi.Quote;
import dev.brass.spi.Shipment;
import dev.brass.spi.ShippingOption;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an [InstantShop] sells and for how much: pure functions of its prices.
final class Goods {
  private static final String OFFER_PREFIX = "offer-";
  private static final long EXPRESS = 999;
  private static final DayRange STANDARD_DAYS = new DayRange(3, 5);
  private static final DayRange EXPRESS_DAYS = new DayRange(1, 2);

  private Goods() {}

  static Product product(InstantShop shop, String productId, URI page) {
    return new Product(
        productId,
        "Instant " + productId,
        "Instant",
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        shop.unitPrice(),
        !shop.isSoldOut(productId),
        page,
        null,
        null,
        Map.of());
  }

  static Offer offer(InstantShop shop, String productId) {
    return new Offer(
        OFFER_PREFIX + productId,
        productId,
        new Offer.Seller(shop.code(), "Instant " + shop.code(), null, null, true),
        Condition.NEW,
        shop.unitPrice(),
        !shop.isSoldOut(productId),
        STANDARD_DAYS,
        shippingOptions(shop),
        false,
        false,
        true,
        null,
        false,
        null,
        null);
  }

  /// Why lines cannot be bought; null when they can.
  static @Nullable OrderError unavailable(InstantShop shop, List<Line> lines) {
    for (Line line : lines) {
      String productId = line.productId();
      String offerId = line.offerId();
      if (!shop.sells(productId)) {
        return ErrorCode.EXPIRED_PRODUCT_ID.error("product_id", productId);
      }
      if (shop.isSoldOut(productId)) {
        return ErrorCode.PRODUCT_UNAVAILABLE.error("product_id", productId);
      }
      if (offerId != null && !offerId.equals(OFFER_PREFIX + productId)) {
        return ErrorCode.NO_MATCHING_OFFER.error("offer_id", offerId);
      }
    }
    return null;
  }

  /// The ways to ship and what the whole order costs with each: free, or express.
  ///
  /// @param dearerBy added to the subtotal, in minor units
  static List<Quote.PricedShipping> shipping(InstantShop shop, List<Line> lines, long dearerBy) {
    Money unit = shop.unitPrice();
    long units = 0;
    for (Line line : lines) {
      units += line.quantity();
    }
    Money subtotal = unit.times(units).plus(new Money(dearerBy, unit.currency()));
    Money none = Money.zero(unit.currency());
    List<Quote.PricedShipping> priced = new ArrayList<>();
    for (ShippingOption option : shippingOptions(shop)) {
      priced.add(
          new Quote.PricedShipping(option, PriceComponents.of(subtotal, option.price(), none)));
    }
    return priced;
  }

  static Shipment parcel(SoldOrder sold) {
    List<String> contents = new ArrayList<>();
    for (Line line : sold.lines()) {
      for (int i = 0; i < line.quantity(); i++) {
        contents.add(line.productId());
      }
    }
    String id = sold.merchantOrder().id();
    return new Shipment(
        id, "Instant Post", "T-" + id, null, contents, Shipment.Status.IN_TRANSIT, null, List.of());
  }

  static String escaped(String productId) {
    return URLEncoder.encode(productId, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static List<ShippingOption> shippingOptions(InstantShop shop) {
    Money express = new Money(EXPRESS, shop.unitPrice().currency());
    return List.of(
        new ShippingOption("standard", "Standard", Money.zero(express.currency()), STANDARD_DAYS),
        new ShippingOption("express", "Express", express, EXPRESS_DAYS));
  }
}
