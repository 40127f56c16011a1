package dev.brass.connector.sandbox;

import dev.brass.spi.DayRange;
import dev.brass.spi.Money;
import dev.brass.spi.ShippingOption;
import java.util.ArrayList;
import java.util.List;

/// What sellers charge for which speed. Every offer has `standard` and `expedited`; `next-day` is
/// offered for what is near. Pure.
final class ShippingRates {

  static final String STANDARD = "standard";
  static final String EXPEDITED = "expedited";
  static final String NEXT_DAY = "next-day";

  /// Of the Amazon retailers only, and of whole carts: no offer shows it.
  static final String AMAZON_DAY = "amazon-day";

  private ShippingRates() {}

  /// How many minor units stand for a US cent, roughly, so that a lamp costs in pesos what it costs
  /// in dollars.
  static long scale(SandboxRetailer retailer) {
    return retailer.currency().getCurrencyCode().equals("MXN") ? 20 : 1;
  }

  /// The ways to ship of one offer. What the retailer's own programme ships is free, and so is much
  /// of the rest.
  ///
  /// @param delivery of the standard way
  static List<ShippingOption> of(Item item, DayRange delivery, boolean prime, Seed seed) {
    SandboxRetailer retailer = item.retailer();
    boolean free = !item.has(ProductTrait.NO_FREE_SHIPPING) && (prime || seed.chance("free", 60));
    long standard = free ? 0 : seed.between("standard", 4, 12) * 50L - 1;
    long faster = standard + seed.between("expedited", 6, 16) * 50L - 1;
    long fastest = standard + seed.between("next-day", 20, 40) * 50L - 1;
    DayRange sooner = sooner(item, delivery);
    List<ShippingOption> options = new ArrayList<>();
    options.add(option(retailer, STANDARD, "Standard Shipping", standard, delivery));
    options.add(option(retailer, EXPEDITED, "Expedited Shipping", faster, sooner));
    if (sooner.min() == 1 && sooner.max() > 1) {
      options.add(option(retailer, NEXT_DAY, "Next-Day Shipping", fastest, new DayRange(1, 1)));
    }
    return options;
  }

  /// Everything at once on the weekday of the account's choice, for what the standard way costs. It
  /// always takes longer than that, so that nobody gets it who did not ask for it by name.
  static ShippingOption amazonDay(ShippingOption standard) {
    DayRange delivery = standard.delivery();
    return new ShippingOption(
        AMAZON_DAY,
        "Amazon Day Delivery",
        standard.price(),
        new DayRange(Math.max(2, delivery.min()), Math.max(7, delivery.max() + 1)));
  }

  private static DayRange sooner(Item item, DayRange delivery) {
    if (item.has(ProductTrait.NO_TWO_DAY) || item.has(ProductTrait.SLOW_BOAT)) {
      return new DayRange(Math.max(3, delivery.min() - 1), Math.max(3, delivery.max() - 1));
    }
    int soonest = Math.max(1, delivery.min() / 2);
    return new DayRange(soonest, Math.max(soonest, (delivery.max() + 1) / 2));
  }

  static List<ShippingOption> ofTestProduct(SandboxRetailer retailer, DayRange delivery) {
    return List.of(
        option(retailer, STANDARD, "Standard Shipping", TestProduct.SHIPPING, delivery),
        option(
            retailer,
            EXPEDITED,
            "Expedited Shipping",
            TestProduct.SHIPPING + 900,
            new DayRange(1, 2)));
  }

  private static ShippingOption option(
      SandboxRetailer retailer, String id, String name, long cents, DayRange delivery) {
    return new ShippingOption(
        id, name, new Money(cents * scale(retailer), retailer.currency()), delivery);
  }
}
