package dev.brass.connector.sandbox;

/// What a retailer can do, by the capabilities that the platform's connector implements.
public enum RetailerPlatform {
  /// Products, offers, search and orders.
  ALL("sandbox"),
  /// Orders only: eastdane, newegg, nordstrom, shopbop.
  ORDERS("sandbox-orders"),
  /// Product details and offers only: google_shopping, overstock.
  CATALOGUE("sandbox-catalogue");

  private final String code;

  RetailerPlatform(String code) {
    this.code = code;
  }

  /// What stores name as their platform.
  public String code() {
    return code;
  }
}
