package dev.brass.connector.sandbox;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How a retailer's product pages are addressed, and which product an address means. Immutable once
/// the table of retailers is filled.
///
/// An address that names two products is none's page: an order for it could buy the wrong one.
final class ProductPages {

  private static final int MOST_SEGMENTS = 20;

  private final ProductIdForm form;
  private final String made;
  private final List<PageForm> paths = new ArrayList<>();
  private final List<PageForm> choices = new ArrayList<>();

  /// Pages of a retailer.
  ///
  /// @param made the address that the sandbox gives a product, with `%s` for its id
  ProductPages(ProductIdForm form, String made) {
    this.form = form;
    this.made = made;
  }

  /// Adds forms of pages, as [PageForm] writes them.
  void add(String... forms) {
    for (String written : forms) {
      paths.add(PageForm.of(written));
    }
  }

  /// Adds a form of addition by which the address of a family's page says which product of the
  /// family is meant.
  void addChoice(String written) {
    choices.add(PageForm.of(written));
  }

  URI page(String productId) {
    return URI.create(
        made.formatted(URLEncoder.encode(productId, StandardCharsets.UTF_8).replace("+", "%20")));
  }

  Optional<String> productId(URI page) {
    List<String> segments = segments(page.getRawPath());
    String query = page.getRawQuery() == null ? "" : page.getRawQuery();
    Set<String> found = new LinkedHashSet<>();
    for (PageForm path : paths) {
      found.addAll(path.find(segments, query, form));
    }
    if (found.size() != 1) {
      return Optional.empty();
    }
    Set<String> chosen = new LinkedHashSet<>();
    for (PageForm choice : choices) {
      chosen.addAll(choice.find(segments, query, form));
    }
    return switch (chosen.size()) {
      case 0 -> found.stream().findFirst();
      case 1 -> chosen.stream().findFirst();
      default -> Optional.empty();
    };
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    int start = 0;
    while (start < path.length() && segments.size() < MOST_SEGMENTS) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      if (end > start) {
        segments.add(decoded(path.substring(start, end)));
      }
      start = end + 1;
    }
    return segments;
  }

  /// A part of an address without percent-encoding; as it is when that is broken.
  static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
