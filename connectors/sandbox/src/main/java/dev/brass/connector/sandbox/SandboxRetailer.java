package dev.brass.connector.sandbox;

import static dev.brass.connector.sandbox.RetailerFeature.BUNDLING;
import static dev.brass.connector.sandbox.RetailerFeature.GIFTS;
import static dev.brass.connector.sandbox.RetailerFeature.GIFT_BALANCE;
import static dev.brass.connector.sandbox.RetailerPlatform.CATALOGUE;
import static dev.brass.connector.sandbox.RetailerPlatform.ORDERS;
import static dev.brass.connector.sandbox.RetailerRow.amazon;
import static dev.brass.connector.sandbox.RetailerRow.retailer;

import dev.brass.spi.Payment;
import dev.brass.spi.StoreSettings;
import java.net.URI;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A retailer of the marketplace: the thirteen codes of seed 002 (Supported retailers), twelve that
/// the classic API had later, and `zinc`, the shop of the test products of spec v2 §11. Which
// capabilities a retailer has is told by its
/// [Platform] (spec v1 §13); everything else that differs between retailers is a property here.
public enum SandboxRetailer {
  ALIEXPRESS(
      retailer("aliexpress", "AliExpress", "CN", "USD")
          .hosts("aliexpress.com", "www.aliexpress.com", "m.aliexpress.com")
          .hosts("ar.aliexpress.com", "de.aliexpress.com", "es.aliexpress.com")
          .hosts("fr.aliexpress.com", "he.aliexpress.com", "id.aliexpress.com")
          .hosts("it.aliexpress.com", "ja.aliexpress.com", "ko.aliexpress.com")
          .hosts("nl.aliexpress.com", "pl.aliexpress.com", "pt.aliexpress.com")
          .hosts("th.aliexpress.com", "tr.aliexpress.com", "vi.aliexpress.com")
          .hosts("aliexpress.us", "www.aliexpress.us", "m.aliexpress.us")
          .pages(
              ProductIdForm.ALIEXPRESS,
              "https://www.aliexpress.com/item/%s.html",
              "item/{id}.html",
              "item/{id}",
              "item/*/{id}.html",
              "i/{id}.html",
              "store/product/*/*_{id}.html")
          .carriers(Carrier.ALIEXPRESS_STANDARD, Carrier.DHL)),
  AMAZON(
      amazon("amazon", "Amazon", "US", "USD", "amazon.com", "ATVPDKIKX0DER")
          .features(GIFT_BALANCE, BUNDLING)
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.UPS, Carrier.USPS)),
  AMAZON_UK(
      amazon("amazon_uk", "Amazon United Kingdom", "GB", "GBP", "amazon.co.uk", "A3P5ROKL5A1OLE")
          .features(GIFT_BALANCE, BUNDLING)
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.ROYAL_MAIL, Carrier.DHL)),
  AMAZON_CA(
      amazon("amazon_ca", "Amazon Canada", "CA", "CAD", "amazon.ca", "A3DWYIK6Y9EEQB")
          .features(GIFT_BALANCE)
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.CANADA_POST, Carrier.UPS)),
  AMAZON_MX(
      amazon("amazon_mx", "Amazon Mexico", "MX", "MXN", "amazon.com.mx", "AVDBXBAVVSXLQ")
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.ESTAFETA, Carrier.DHL)),
  COSTCO(
      retailer("costco", "Costco", "US", "USD")
          .hosts("costco.com", "www.costco.com", "m.costco.com")
          .pages(
              ProductIdForm.COSTCO,
              "https://www.costco.com/product.%s.html",
              "product.{id}.html",
              "*.product.{id}.html",
              "p/-/*/{id}",
              "p/-/{id}")
          .firstParty("COSTCO", "Costco.com")
          .carriers(Carrier.UPS, Carrier.FEDEX)),
  EASTDANE(
      retailer("eastdane", "East Dane", "US", "USD")
          .platform(ORDERS)
          .hosts("eastdane.com", "www.eastdane.com", "m.eastdane.com")
          .pages(
              ProductIdForm.SHOPBOP,
              "https://www.eastdane.com/product/vp/v=1/%s.htm",
              "vp/v=1/{id}.htm")
          .firstParty("EASTDANE", "East Dane")
          .features(GIFTS)
          .carriers(Carrier.UPS)),
  GOOGLE_SHOPPING(
      retailer("google_shopping", "Google Shopping", "US", "USD")
          .platform(CATALOGUE)
          .hosts("shopping.google.com", "google.com", "www.google.com")
          .pages(
              ProductIdForm.GOOGLE,
              "https://shopping.google.com/product/%s",
              "product/{id}",
              "shopping/product/{id}")),
  NEWEGG(
      retailer("newegg", "Newegg", "US", "USD")
          .platform(ORDERS)
          .hosts("newegg.com", "www.newegg.com", "m.newegg.com")
          .pages(
              ProductIdForm.NEWEGG,
              "https://www.newegg.com/p/%s",
              "p/{id}",
              "products/{id}",
              "Product/Product.aspx?Item={id}")
          .choice("?Item={id}")
          .firstParty("NEWEGG", "Newegg")
          .carriers(Carrier.UPS, Carrier.FEDEX, Carrier.USPS)),
  NORDSTROM(
      retailer("nordstrom", "Nordstrom", "US", "USD")
          .platform(ORDERS)
          .hosts("nordstrom.com", "www.nordstrom.com", "shop.nordstrom.com", "m.nordstrom.com")
          .pages(ProductIdForm.NORDSTROM, "https://www.nordstrom.com/s/%s", "s/{id}", "s/*/{id}")
          .firstParty("NORDSTROM", "Nordstrom")
          .features(GIFTS)
          .carriers(Carrier.UPS, Carrier.USPS)),
  OVERSTOCK(
      retailer("overstock", "Overstock", "US", "USD")
          .platform(CATALOGUE)
          .hosts("overstock.com", "www.overstock.com", "m.overstock.com")
          .pages(
              ProductIdForm.OVERSTOCK,
              "https://www.overstock.com/%s/product.html",
              "{id}/product.html",
              "products/{id}",
              "products/*-{id}")
          .firstParty("OVERSTOCK", "Overstock.com")),
  SHOPBOP(
      retailer("shopbop", "Shopbop", "US", "USD")
          .platform(ORDERS)
          .hosts("shopbop.com", "www.shopbop.com", "m.shopbop.com")
          .pages(
              ProductIdForm.SHOPBOP,
              "https://www.shopbop.com/product/vp/v=1/%s.htm",
              "vp/v=1/{id}.htm")
          .firstParty("SHOPBOP", "Shopbop")
          .features(GIFTS)
          .carriers(Carrier.UPS)),
  WALMART(
      retailer("walmart", "Walmart", "US", "USD")
          .hosts("walmart.com", "www.walmart.com", "m.walmart.com")
          .pages(ProductIdForm.WALMART, "https://www.walmart.com/ip/%s", "ip/{id}", "ip/*/{id}")
          .firstParty("F55CDC31AB754BB68FE0B39041159D63", "Walmart.com")
          .features(GIFT_BALANCE, GIFTS)
          .carriers(Carrier.FEDEX, Carrier.UPS, Carrier.USPS)),
  AMAZON_DE(
      amazon("amazon_de", "Amazon Germany", "DE", "EUR", "amazon.de", "A3JWKAKR8XB7XF")
          .later()
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.DHL)),
  AMAZON_FR(
      amazon("amazon_fr", "Amazon France", "FR", "EUR", "amazon.fr", "A1X6FK5RDHNB96")
          .later()
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.UPS, Carrier.DHL)),
  AMAZON_IT(
      amazon("amazon_it", "Amazon Italy", "IT", "EUR", "amazon.it", "A11IL2PNWYJU7H")
          .later()
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.UPS, Carrier.DHL)),
  AMAZON_ES(
      amazon("amazon_es", "Amazon Spain", "ES", "EUR", "amazon.es", "A1AT7YVPFBWXBL")
          .later()
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.UPS, Carrier.DHL)),
  AMAZON_JP(
      amazon("amazon_jp", "Amazon Japan", "JP", "JPY", "amazon.co.jp", "AN1VRQENFRJN5")
          .later()
          .carriers(Carrier.AMAZON_LOGISTICS, Carrier.DHL)),
  BESTBUY(
      retailer("bestbuy", "Best Buy", "US", "USD")
          .later()
          .hosts("bestbuy.com", "www.bestbuy.com", "m.bestbuy.com")
          .pages(
              ProductIdForm.BESTBUY,
              "https://www.bestbuy.com/site/%s.p",
              "site/{id}.p",
              "site/*/{id}.p",
              "product/*/{id}")
          .choice("sku/{id}")
          .choice("?skuId={id}")
          .firstParty("BESTBUY", "Best Buy")
          .carriers(Carrier.UPS, Carrier.FEDEX)),
  COSTCO_CA(
      retailer("costco_ca", "Costco Canada", "CA", "CAD")
          .later()
          .hosts("costco.ca", "www.costco.ca", "m.costco.ca")
          .pages(
              ProductIdForm.COSTCO,
              "https://www.costco.ca/product.%s.html",
              "product.{id}.html",
              "*.product.{id}.html",
              "p/-/*/{id}",
              "p/-/{id}")
          .firstParty("COSTCO_CA", "Costco.ca")
          .carriers(Carrier.CANADA_POST, Carrier.UPS)),
  HOMEDEPOT(
      retailer("homedepot", "Home Depot", "US", "USD")
          .later()
          .hosts("homedepot.com", "www.homedepot.com", "m.homedepot.com")
          .pages(ProductIdForm.HOMEDEPOT, "https://www.homedepot.com/p/%s", "p/{id}", "p/*/{id}")
          .firstParty("HOMEDEPOT", "Home Depot")
          .carriers(Carrier.UPS, Carrier.FEDEX)),
  LOWES(
      retailer("lowes", "Lowe's", "US", "USD")
          .later()
          .hosts("lowes.com", "www.lowes.com", "m.lowes.com")
          .pages(ProductIdForm.LOWES, "https://www.lowes.com/pd/%s", "pd/{id}", "pd/*/{id}")
          .firstParty("LOWES", "Lowe's")
          .carriers(Carrier.UPS, Carrier.FEDEX)),
  TARGET(
      retailer("target", "Target", "US", "USD")
          .later()
          .hosts("target.com", "www.target.com", "m.target.com")
          .pages(
              ProductIdForm.TARGET,
              "https://www.target.com/p/-/A-%s",
              "p/-/A-{id}",
              "p/*/-/A-{id}",
              "p/A-{id}")
          .choice("?preselect={id}")
          .firstParty("TARGET", "Target")
          .features(GIFTS)
          .carriers(Carrier.UPS, Carrier.USPS)),
  WALMART_CA(
      retailer("walmart_ca", "Walmart Canada", "CA", "CAD")
          .later()
          .hosts("walmart.ca", "www.walmart.ca", "m.walmart.ca")
          .pages(ProductIdForm.WALMART_CA, "https://www.walmart.ca/ip/%s", "ip/{id}", "ip/*/{id}")
          .firstParty("WALMART_CA", "Walmart.ca")
          .carriers(Carrier.CANADA_POST, Carrier.UPS)),
  WAYFAIR(
      retailer("wayfair", "Wayfair", "US", "USD")
          .later()
          .hosts("wayfair.com", "www.wayfair.com", "m.wayfair.com")
          .pages(
              ProductIdForm.WAYFAIR,
              "https://www.wayfair.com/pdp/%s.html",
              "pdp/{id}.html",
              "pdp/*-{id}.html")
          .firstParty("WAYFAIR", "Wayfair")
          .carriers(Carrier.FEDEX, Carrier.UPS)),
  ZINC(
      retailer("zinc", "Zinc test shop", "US", "USD")
          .hosts("zinc.com", "www.zinc.com")
          .pages(ProductIdForm.SLUG, TestProduct.PAGE + "%s", "shop/products/{id}")
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

  /// Whether it is none of the classic API's first thirteen: one that it had later, or `zinc`.
  public boolean later() {
    return row.later;
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
