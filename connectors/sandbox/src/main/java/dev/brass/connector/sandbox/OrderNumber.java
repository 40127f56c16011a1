package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.Item.Kind;
import dev.brass.spi.QuoteRequest;
import org.jspecify.annotations.Nullable;

/// The number of a merchant order in its retailer's format, made from the attempt so that nothing
/// need be counted.
///
/// @param number the number
/// @param printed the number that the documents print, to be taken if it is free; null where they
///     print none
/// @param repeats whether several orders may have the number
record OrderNumber(String number, @Nullable String printed, boolean repeats) {

  /// The number to try.
  ///
  /// @param collisions how many numbers turned out to be taken already
  static OrderNumber of(Basket basket, int collisions) {
    SandboxRetailer retailer = basket.retailer();
    QuoteRequest request = basket.request();
    Seed seed = Seed.of(retailer.code(), request.attempt().toString(), "number" + collisions);
    if (retailer == SandboxRetailer.ZINC) {
      return new OrderNumber("TEST-" + request.orderId().toString().substring(0, 8), null, true);
    }
    boolean documented =
        basket.goods().stream().anyMatch(one -> one.item().kind() == Kind.DOCUMENTED);
    return new OrderNumber(
        format(retailer, seed), documented ? DocumentedProduct.ORDER_NUMBER : null, false);
  }

  private static String format(SandboxRetailer retailer, Seed seed) {
    return switch (retailer) {
      case AMAZON -> amazon("11" + seed.between("series", 1, 4), seed);
      case AMAZON_UK -> amazon("20" + seed.between("series", 2, 6), seed);
      case AMAZON_CA, AMAZON_MX -> amazon("70" + seed.between("series", 1, 2), seed);
      case AMAZON_DE, AMAZON_FR, AMAZON_IT, AMAZON_ES ->
          amazon("30" + seed.between("series", 2, 6), seed);
      case AMAZON_JP -> amazon("25" + seed.between("series", 0, 3), seed);
      case ALIEXPRESS -> "8" + seed.digits("number", 15);
      case WALMART -> "2000" + seed.digits("number", 11);
      case COSTCO, COSTCO_CA -> "11" + seed.digits("number", 10);
      default -> seed.between("lead", 1, 9) + seed.digits("number", 11);
    };
  }

  private static String amazon(String series, Seed seed) {
    return series + "-" + seed.digits("middle", 7) + "-" + seed.digits("last", 7);
  }
}
