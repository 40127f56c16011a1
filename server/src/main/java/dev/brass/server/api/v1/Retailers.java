package dev.brass.server.api.v1;

import java.util.Set;

/// Rules of the documents for single retailers (classic Zinc docs, Supported retailers, Payment
/// method object, Order bundling). Other codes are shops that the operator set up; the documents'
/// requirements for retailer accounts do not apply to them, and their connectors define what they
/// accept.
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

  /// Whether an order must have an account at the retailer and a payment method. This also applies
  /// to an order without a retailer.
  static boolean wantsAccount(String code) {
    return code.isEmpty() || DOCUMENTED.contains(code);
  }

  /// Whether an order may be paid from the account's gift balance.
  static boolean mayKeepGiftBalance(String code) {
    return GIFT_BALANCE.contains(code) || !DOCUMENTED.contains(code);
  }

  /// Whether an order may select a shipping method by name (`amazon_day`). A missing retailer is
  /// reported elsewhere.
  static boolean hasAmazonDay(String code) {
    return code.isEmpty() || code.startsWith("amazon");
  }

  /// Whether the operator's own account may buy there.
  static boolean hasManagedAccounts(String code) {
    return code.equals("amazon") || !DOCUMENTED.contains(code);
  }

  /// Whether its orders may be bought together, if its connector supports it.
  static boolean mayBundle(String code) {
    return BUNDLING.contains(code) || !DOCUMENTED.contains(code);
  }
}
