package dev.brass.connector.sandbox;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One row of the retailers' table, filled while [SandboxRetailer] is loaded and only read
/// afterwards. It also reads product ids off the addresses of product pages.
final class RetailerRow {

  /// A product id in the path of an address, as the one group of a pattern; `%` because ids may
  /// be percent-encoded there.
  static final String ID = "([A-Za-z0-9._~%-]{1,200}?)";

  static final String AMAZON_PAGES =
      "/(?:[^/]+/)?(?:dp|gp/product|gp/aw/d|o/ASIN|exec/obidos/ASIN)/" + ID + "(?:/.*)?";

  static final String SHOPBOP_PAGES = "/(?:.+/)?vp/v=1/" + ID + "\\.htm";

  private static final Pattern LAST_SEGMENT =
      Pattern.compile("^/(?:.+/)?" + ID + "(?:\\.html?)?/?", Pattern.CASE_INSENSITIVE);

  final String code;
  final String displayName;
  final String country;
  final Currency currency;
  final List<String> hosts = new ArrayList<>();
  final Set<RetailerFeature> features = EnumSet.noneOf(RetailerFeature.class);
  RetailerPlatform platform = RetailerPlatform.ALL;
  List<Carrier> carriers = List.of();
  @Nullable FirstParty firstParty;

  private final List<Pattern> pages = new ArrayList<>();
  private String pageTemplate = "";

  private RetailerRow(String code, String displayName, String country, Currency currency) {
    this.code = code;
    this.displayName = displayName;
    this.country = country;
    this.currency = currency;
  }

  static RetailerRow retailer(String code, String displayName, String country, String currency) {
    return new RetailerRow(code, displayName, country, Currency.getInstance(currency));
  }

  RetailerRow platform(RetailerPlatform platform) {
    this.platform = platform;
    return this;
  }

  RetailerRow hosts(String... more) {
    Collections.addAll(hosts, more);
    return this;
  }

  /// How product pages look: a template to make their addresses, and the pattern of the whole path
  /// that every kind of them matches.
  RetailerRow page(String template, String pattern) {
    pageTemplate = template;
    pages.add(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE));
    return this;
  }

  /// Takes the last segment of any other path for a product id: for retailers whose addresses have
  /// changed their shape several times.
  RetailerRow alsoLastSegment() {
    pages.add(LAST_SEGMENT);
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
    String path = page.getRawPath();
    if (path == null || !hasHostOf(page)) {
      return Optional.empty();
    }
    return pages.stream()
        .map(pattern -> pattern.matcher(path))
        .filter(Matcher::matches)
        .map(matcher -> decoded(matcher.group(1)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  URI page(String productId) {
    return URI.create(
        pageTemplate.formatted(
            URLEncoder.encode(productId, StandardCharsets.UTF_8).replace("+", "%20")));
  }

  private static Optional<String> decoded(String id) {
    try {
      return Optional.of(URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8))
          .filter(it -> !it.isBlank());
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  /// The retailer as a seller on its own pages.
  record FirstParty(String id, String name) {}
}
