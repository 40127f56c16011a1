package dev.brass.connector.sandbox;

import dev.brass.spi.Address;
import dev.brass.spi.Money;
import java.util.Locale;
import java.util.Map;

/// What a destination adds to a price, in basis points: the base rate of a state, a province or a
/// country, and nothing for a country whose own retailers print their prices with the tax in them.
/// Pure.
final class TaxTable {

  private static final Map<String, Integer> US =
      Map.ofEntries(
          Map.entry("AL", 400),
          Map.entry("AZ", 560),
          Map.entry("AR", 650),
          Map.entry("CA", 725),
          Map.entry("CO", 290),
          Map.entry("CT", 635),
          Map.entry("DC", 600),
          Map.entry("FL", 600),
          Map.entry("GA", 400),
          Map.entry("HI", 400),
          Map.entry("ID", 600),
          Map.entry("IL", 625),
          Map.entry("IN", 700),
          Map.entry("IA", 600),
          Map.entry("KS", 650),
          Map.entry("KY", 600),
          Map.entry("LA", 500),
          Map.entry("ME", 550),
          Map.entry("MD", 600),
          Map.entry("MA", 625),
          Map.entry("MI", 600),
          Map.entry("MN", 688),
          Map.entry("MS", 700),
          Map.entry("MO", 423),
          Map.entry("NE", 550),
          Map.entry("NV", 685),
          Map.entry("NJ", 663),
          Map.entry("NM", 488),
          Map.entry("NY", 400),
          Map.entry("NC", 475),
          Map.entry("ND", 500),
          Map.entry("OH", 575),
          Map.entry("OK", 450),
          Map.entry("PA", 600),
          Map.entry("PR", 1150),
          Map.entry("RI", 700),
          Map.entry("SC", 600),
          Map.entry("SD", 420),
          Map.entry("TN", 700),
          Map.entry("TX", 625),
          Map.entry("UT", 610),
          Map.entry("VT", 600),
          Map.entry("VA", 530),
          Map.entry("WA", 650),
          Map.entry("WV", 600),
          Map.entry("WI", 500),
          Map.entry("WY", 400));

  private static final Map<String, Integer> CANADA =
      Map.ofEntries(
          Map.entry("ON", 1300),
          Map.entry("NB", 1500),
          Map.entry("NL", 1500),
          Map.entry("PE", 1500),
          Map.entry("NS", 1400),
          Map.entry("BC", 1200),
          Map.entry("MB", 1200),
          Map.entry("SK", 1100),
          Map.entry("QC", 1498));

  private static final Map<String, Integer> COUNTRIES =
      Map.ofEntries(
          Map.entry("AT", 2000),
          Map.entry("AU", 1000),
          Map.entry("BE", 2100),
          Map.entry("CH", 810),
          Map.entry("DE", 1900),
          Map.entry("DK", 2500),
          Map.entry("ES", 2100),
          Map.entry("FI", 2550),
          Map.entry("FR", 2000),
          Map.entry("GB", 2000),
          Map.entry("IE", 2300),
          Map.entry("IT", 2200),
          Map.entry("JP", 1000),
          Map.entry("MX", 1600),
          Map.entry("NL", 2100),
          Map.entry("NO", 2500),
          Map.entry("NZ", 1500),
          Map.entry("PL", 2300),
          Map.entry("PT", 2300),
          Map.entry("SE", 2500));

  private static final int TAXED_PRODUCT = 1000;
  private static final int CANADA_FEDERAL = 500;

  private TaxTable() {}

  /// The tax on an amount of one product, rounded half up.
  static Money on(Item item, Money amount, int quantity, Address to) {
    if (item.kind() == Item.Kind.TEST) {
      return new Money(TestProduct.TAX * quantity, amount.currency());
    }
    long basisPoints =
        item.kind() == Item.Kind.DOCUMENTED
            ? 0
            : item.has(ProductTrait.TAXED) ? TAXED_PRODUCT : rate(item.retailer(), to);
    return new Money((amount.minor() * basisPoints + 5_000) / 10_000, amount.currency());
  }

  static int rate(SandboxRetailer retailer, Address to) {
    String state = to.state() == null ? "" : to.state().strip().toUpperCase(Locale.ROOT);
    String country = to.country().toUpperCase(Locale.ROOT);
    return switch (country) {
      case "US" -> US.getOrDefault(state, 0);
      case "CA" -> CANADA.getOrDefault(state, CANADA_FEDERAL);
      default -> retailer.country().equals(country) ? 0 : COUNTRIES.getOrDefault(country, 0);
    };
  }
}
