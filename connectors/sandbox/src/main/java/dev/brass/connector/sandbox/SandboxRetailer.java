package dev.brass.connector.sandbox;

import static dev.brass.connector.sandbox.RetailerFeature.ADD_ON_ITEMS;
import static dev.brass.connector.sandbox.RetailerFeature.AMAZON_DAY;
import static dev.brass.connector.sandbox.RetailerFeature.BUNDLING;
import static dev.brass.connector.sandbox.RetailerFeature.GIFTS;
import static dev.brass.connector.sandbox.RetailerFeature.GIFT_BALANCE;
import static dev.brass.connector.sandbox.RetailerFeature.PRIME;
import static dev.brass.connector.sandbox.RetailerPlatform.CATALOGUE;
import static dev.brass.connector.sandbox.RetailerPlatform.ORDERS;
import static dev.brass.connector.sandbox.RetailerRow.ID;
import static dev.brass.connector.sandbox.RetailerRow.retailer;

import dev.brass.spi.Payment;
import dev.brass.spi.StoreSettings;
import java.net.URI;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A retailer of the marketplace: the thirteen codes of seed 002 (Supported retailers) and `zinc`,
/// the shop of the test products of spec v2 §11. Which capabilities a retailer has is told by its
/// [Platform] (spec v1 §13); everything else that differs between retailers is a property here.
public enum SandboxRetailer {
  ALIEXPRESS(
      retailer("aliexpress", "AliExpress", "CN", "USD")
          .hosts("aliexpress.com", "www.aliexpress.com", "m.aliexpress.com")
          .hosts("aliexpress.us", "www.aliexpress.us")
          .page(
              "https://www.aliexpress.com/item/%s.html", "/(?:item|i)/(?:[^/]+/)?" + ID + "\\.html")
          .carriers(Carrier.ALIEXPRESS_STANDARD, Carrier.DHL)),
  AMAZON(
      retailer("amazon", "Amazon", "US", "USD")
          .hosts("amazon.com", "www.amazon.com", "smile.amazon.com", "m.amazon.com")
          .page("https://www.amazon.com/dp/%s", RetailerRow.AMAZON_PAGES)
          .firstParty("ATVPDKIKX0DER", "Amazon.com")
          .features(PRIME, AMAZON_DAY, GIFT_BALANCE, BUNDLING, ADD_ON_ITEMS, GIFTS)
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.UPS, Carrier.USPS)),
  AMAZON_UK(
      retailer("amazon_uk", "Amazon United Kingdom", "GB", "GBP")
          .hosts("amazon.co.uk", "www.amazon.co.uk", "smile.amazon.co.uk", "m.amazon.co.uk")
          .page("https://www.amazon.co.uk/dp/%s", RetailerRow.AMAZON_PAGES)
          .firstParty("A3P5ROKL5A1OLE", "Amazon.co.uk")
          .features(PRIME, AMAZON_DAY, GIFT_BALANCE, BUNDLING, ADD_ON_ITEMS, GIFTS)
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.ROYAL_MAIL, Carrier.DHL)),
  AMAZON_CA(
      retailer("amazon_ca", "Amazon Canada", "CA", "CAD")
          .hosts("amazon.ca", "www.amazon.ca", "m.amazon.ca")
          .page("https://www.amazon.ca/dp/%s", RetailerRow.AMAZON_PAGES)
          .firstParty("A3DWYIK6Y9EEQB", "Amazon.ca")
          .features(PRIME, AMAZON_DAY, GIFT_BALANCE, ADD_ON_ITEMS, GIFTS)
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.CANADA_POST, Carrier.UPS)),
  AMAZON_MX(
      retailer("amazon_mx", "Amazon Mexico", "MX", "MXN")
          .hosts("amazon.com.mx", "www.amazon.com.mx", "m.amazon.com.mx")
          .page("https://www.amazon.com.mx/dp/%s", RetailerRow.AMAZON_PAGES)
          .firstParty("AVDBXBAVVSXLQ", "Amazon Mexico")
          .features(PRIME, AMAZON_DAY, ADD_ON_ITEMS, GIFTS)
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.ESTAFETA, Carrier.DHL)),
  COSTCO(
      retailer("costco", "Costco", "US", "USD")
          .hosts("costco.com", "www.costco.com")
          .page("https://www.costco.com/product.%s.html", ".*\\bproduct\\." + ID + "\\.html")
          .alsoLastSegment()
          .firstParty("COSTCO", "Costco.com")
          .carriers(Carrier.UPS, Carrier.FEDEX)),
  EASTDANE(
      retailer("eastdane", "East Dane", "US", "USD")
          .platform(ORDERS)
          .hosts("eastdane.com", "www.eastdane.com")
          .page("https://www.eastdane.com/product/vp/v=1/%s.htm", RetailerRow.SHOPBOP_PAGES)
          .alsoLastSegment()
          .firstParty("EASTDANE", "East Dane")
          .features(GIFTS)
          .carriers(Carrier.UPS)),
  GOOGLE_SHOPPING(
      retailer("google_shopping", "Google Shopping", "US", "USD")
          .platform(CATALOGUE)
          .hosts("shopping.google.com", "google.com", "www.google.com")
          .page(
              "https://shopping.google.com/product/%s",
              "/(?:shopping/)?product/" + ID + "(?:/.*)?")),
  NEWEGG(
      retailer("newegg", "Newegg", "US", "USD")
          .platform(ORDERS)
          .hosts("newegg.com", "www.newegg.com")
          .page("https://www.newegg.com/p/%s", "/(?:[^/]+/)?p/" + ID)
          .alsoLastSegment()
          .firstParty("NEWEGG", "Newegg")
          .carriers(Carrier.UPS, Carrier.FEDEX, Carrier.USPS)),
  NORDSTROM(
      retailer("nordstrom", "Nordstrom", "US", "USD")
          .platform(ORDERS)
          .hosts("nordstrom.com", "www.nordstrom.com", "shop.nordstrom.com", "m.nordstrom.com")
          .page("https://www.nordstrom.com/s/%s", "/s/(?:[^/]+/)?" + ID)
          .alsoLastSegment()
          .firstParty("NORDSTROM", "Nordstrom")
          .features(GIFTS)
          .carriers(Carrier.UPS, Carrier.USPS)),
  OVERSTOCK(
      retailer("overstock", "Overstock", "US", "USD")
          .platform(CATALOGUE)
          .hosts("overstock.com", "www.overstock.com")
          .page("https://www.overstock.com/%s/product.html", "/(?:.+/)?" + ID + "/product\\.html")
          .alsoLastSegment()
          .firstParty("OVERSTOCK", "Overstock.com")),
  SHOPBOP(
      retailer("shopbop", "Shopbop", "US", "USD")
          .platform(ORDERS)
          .hosts("shopbop.com", "www.shopbop.com")
          .page("https://www.shopbop.com/product/vp/v=1/%s.htm", RetailerRow.SHOPBOP_PAGES)
          .alsoLastSegment()
          .firstParty("SHOPBOP", "Shopbop")
          .features(GIFTS)
          .carriers(Carrier.UPS)),
  WALMART(
      retailer("walmart", "Walmart", "US", "USD")
          .hosts("walmart.com", "www.walmart.com", "m.walmart.com")
          .page("https://www.walmart.com/ip/%s", "/ip/(?:[^/]+/)?" + ID)
          .firstParty("F55CDC31AB754BB68FE0B39041159D63", "Walmart.com")
          .features(GIFT_BALANCE, GIFTS)
          .carriers(Carrier.FEDEX, Carrier.UPS, Carrier.USPS)),
  ZINC(
      retailer("zinc", "Zinc test shop", "US", "USD")
          .hosts("zinc.com", "www.zinc.com")
          .page(TestProduct.PAGE + "%s", "/shop/products/" + ID)
          .firstParty("ZINC", "Zinc")
          .features(GIFTS)
          .carriers(Carrier.USPS));

  /// The setting of a store that names its retailer.
  static final String SETTING = "retailer";

  // A row is filled before it is handed over here and only read afterwards.
  @SuppressWarnings("ImmutableEnumChecker")
  private final RetailerRow row;

  SandboxRetailer(RetailerRow row) {
    this.row = row;
  }

  /// The retailer with that code, such as `amazon_uk`.
  public static Optional<SandboxRetailer> ofCode(String code) {
    return Arrays.stream(values()).filter(it -> it.code().equals(code)).findFirst();
  }

  /// The retailer whose page an address is, whether or not it is a product's.
  public static Optional<SandboxRetailer> ofPage(URI page) {
    return Arrays.stream(values()).filter(it -> it.row.hasHostOf(page)).findFirst();
  }

  /// The retailer that a store's settings name.
  ///
  /// @throws IllegalArgumentException when they name none, or one that does not exist
  static SandboxRetailer of(StoreSettings settings) {
    String code = settings.required(SETTING);
    return ofCode(code)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the store's setting '%s' is '%s' and should be one of %s"
                        .formatted(SETTING, code, codes())));
  }

  private static String codes() {
    return Arrays.stream(values()).map(SandboxRetailer::code).collect(Collectors.joining(", "));
  }

  /// The retailer code of the documents, such as `amazon_uk`.
  public String code() {
    return row.code;
  }

  public String displayName() {
    return row.displayName;
  }

  public RetailerPlatform platform() {
    return row.platform;
  }

  /// The hosts of its pages, in lower case; no two retailers share one.
  public List<String> hosts() {
    return List.copyOf(row.hosts);
  }

  /// ISO 3166 alpha-2 code of the country that the retailer sells in and ships from.
  public String country() {
    return row.country;
  }

  public Currency currency() {
    return row.currency;
  }

  public boolean has(RetailerFeature feature) {
    return row.features.contains(feature);
  }

  /// Whether the retailer takes that way to pay: a gift balance only where it keeps them, and
  /// nothing where it sells nothing.
  public boolean takes(Payment payment) {
    return row.platform != CATALOGUE
        && switch (payment) {
          case Payment.Card _, Payment.StoreDefault _ -> true;
          case Payment.GiftBalance _ -> has(GIFT_BALANCE);
        };
  }

  /// The product that a page of this retailer sells; empty when it is no product page of it.
  public Optional<String> productId(URI page) {
    return row.productId(page);
  }

  /// The page of a product, whose address leads back to it by [#productId].
  public URI page(String productId) {
    return row.page(productId);
  }

  /// The retailer as a seller of its own; empty for pure market places.
  Optional<RetailerRow.FirstParty> firstParty() {
    return Optional.ofNullable(row.firstParty);
  }

  List<Carrier> carriers() {
    return row.carriers;
  }
}
