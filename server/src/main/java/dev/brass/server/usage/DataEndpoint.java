package dev.brass.server.usage;

import java.util.Arrays;
import java.util.Locale;

/// The endpoints for product data.
public enum DataEndpoint {
  SEARCH,
  PRODUCT_SEARCH,
  PRODUCT_DETAILS,
  PRODUCT_OFFERS;

  /// The name in the database and of clients, such as `product_search`.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static DataEndpoint of(String code) {
    return Arrays.stream(values())
        .filter(endpoint -> endpoint.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no endpoint is called '" + code + "'"));
  }
}
