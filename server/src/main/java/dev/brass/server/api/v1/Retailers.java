package dev.brass.server.api.v1;

import java.util.Set;

/// What the documents say about single retailers (seed 002, supported retailers, payment method
/// object, order bundling; spec v1 §13). Other codes are shops that the operator set up; what the
/// documents demand for retailers' accounts does not hold for them, and their connectors tell what
/// they take.
final class Retailers {

  private static final Set<String> DOCUMENTED =
      Set.of(
          "aliexpress",
          "amazon",
          "amazon_ca",
          "amazon_de",
          "amazon_mx",
          "amazon_uk",
          "costco",
          "eastdane",
          "google_shopping",
          "homedepot",
          "lowes",
          "newegg",
          "nordstrom",
          "overstock",
          "shopbop",
          "walmart");

  private static final Set<String> GIFT_BALANCE =
      Set.of("amazon", "amazon_uk", "amazon_ca", "walmart");

  private static final Set<String> BUNDLING = Set.of("amazon", "amazon_uk");

  private Retailers() {}

  /// Whether an order must name an account at the retailer and how it pays. An order that names no
  /// retailer is held to it, too.
  static boolean wantsAccount(String code) {
    return code.isEmpty() || DOCUMENTED.contains(code);
  }

  /// Whether an order may ask for payment from the account's gift balance.
  static boolean mayKeepGiftBalance(String code) {
    return GIFT_BALANCE.contains(code) || !DOCUMENTED.contains(code);
  }

  /// Whether an order may ask for a way to ship by its name (`amazon_day`). An order that names no
  /// retailer has that problem already.
  static boolean hasAmazonDay(String code) {
    return code.isEmpty() || code.startsWith("amazon");
  }

  /// Whether the operator's own account may buy there.
  static boolean hasManagedAccounts(String code) {
    return code.equals("amazon") || !DOCUMENTED.contains(code);
  }

  /// Whether its orders may be bought together, where its connector can.
  static boolean mayBundle(String code) {
    return BUNDLING.contains(code) || !DOCUMENTED.contains(code);
  }
}
