package dev.brass.connector.sandbox;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One row of the retailers' table, filled while [SandboxRetailer] is loaded and only read
/// afterwards.
final class RetailerRow {

  /// Where Amazon's pages have the id, in all countries.
  private static final String[] AMAZON_PAGES = {
    "dp/{id}",
    "dp/product/{id}",
    "gp/product/{id}",
    "gp/product/glance/{id}",
    "gp/offer-listing/{id}",
    "gp/aw/d/{id}",
    "gp/aw/ol/{id}",
    "gp/aw/d.html?a={id}",
    "gp/product?asin={id}",
    "o/ASIN/{id}",
    "exec/obidos/ASIN/{id}",
    "exec/obidos/tg/detail/-/{id}"
  };

  final String code;
  final String displayName;
  final String country;
  final Currency currency;
  final List<String> hosts = new ArrayList<>();
  final Set<RetailerFeature> features = EnumSet.noneOf(RetailerFeature.class);
  RetailerPlatform platform = RetailerPlatform.ALL;
  List<Carrier> carriers = List.of();
  @Nullable FirstParty firstParty;
  boolean later;

  private ProductPages pages = new ProductPages(ProductIdForm.SLUG, "%s");

  private RetailerRow(String code, String displayName, String country, Currency currency) {
    this.code = code;
    this.displayName = displayName;
    this.country = country;
    this.currency = currency;
  }

  static RetailerRow retailer(String code, String displayName, String country, String currency) {
    return new RetailerRow(code, displayName, country, Currency.getInstance(currency));
  }

  /// One of Amazon's shops.
  ///
  /// @param domain such as `amazon.co.uk`
  /// @param sellerId of Amazon itself there
  static RetailerRow amazon(
      String code, String name, String country, String currency, String domain, String sellerId) {
    return retailer(code, name, country, currency)
        .hosts(domain, "www." + domain, "smile." + domain, "m." + domain)
        .pages(ProductIdForm.ASIN, "https://www." + domain + "/dp/%s", AMAZON_PAGES)
        .firstParty(
            sellerId, domain.equals("amazon.com.mx") ? "Amazon Mexico" : "A" + domain.substring(1))
        .features(
            RetailerFeature.PRIME,
            RetailerFeature.AMAZON_DAY,
            RetailerFeature.ADD_ON_ITEMS,
            RetailerFeature.GIFTS);
  }

  RetailerRow platform(RetailerPlatform platform) {
    this.platform = platform;
    return this;
  }

  /// Not one of the classic API's first thirteen.
  RetailerRow later() {
    this.later = true;
    return this;
  }

  RetailerRow hosts(String... more) {
    Collections.addAll(hosts, more);
    return this;
  }

  /// How product pages look.
  ///
  /// @param template to make their addresses
  /// @param forms every form that the retailer's real pages have
  RetailerRow pages(ProductIdForm form, String template, String... forms) {
    pages = new ProductPages(form, template);
    pages.add(forms);
    return this;
  }

  /// An addition to an address that says which product of a family's page is meant.
  RetailerRow choice(String form) {
    pages.addChoice(form);
    return this;
  }

  RetailerRow firstParty(String id, String name) {
    this.firstParty = new FirstParty(id, name);
    return this;
  }

  RetailerRow features(RetailerFeature... more) {
    Collections.addAll(features, more);
    return this;
  }

  RetailerRow carriers(Carrier... carriers) {
    this.carriers = List.of(carriers);
    return this;
  }

  boolean hasHostOf(URI page) {
    String scheme = page.getScheme();
    String host = page.getHost();
    return scheme != null
        && host != null
        && (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
        && hosts.contains(host.toLowerCase(Locale.ROOT));
  }

  Optional<String> productId(URI page) {
    return hasHostOf(page) ? pages.productId(page) : Optional.empty();
  }

  URI page(String productId) {
    return pages.page(productId);
  }

  /// The retailer as a seller on its own pages.
  record FirstParty(String id, String name) {}
}
