package dev.brass.bench.nodes;

import java.util.Locale;

/// The shops of the simulation.
enum Shop {
  /// Nothing is special about it, and it may be asked for an attempt.
  ORDINARY,
  /// It hangs at times.
  HANGING,
  /// It is asked so many times a second only, by all nodes together.
  PACED,
  /// It cannot be asked for an attempt: only a person can look at its book.
  BLIND;

  /// What orders call it.
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  String host() {
    return code() + ".example";
  }

  /// The page of a product.
  String page(String product) {
    return "https://" + host() + "/p/" + product;
  }

  /// Whether it may be asked whether it has the order of an attempt.
  boolean finds() {
    return this != BLIND;
  }

  /// How a server is told of it.
  ///
  /// @param port where a node reaches it
  String setting(int port) {
    return """
          - code: %s
            platform: http-shop
            hosts: [%s]%s
            settings: { url: "http://127.0.0.1:%d", pages: "https://%s", finds: "%s" }
        """
        .formatted(
            code(),
            host(),
            this == PACED ? "\n    requests-per-second: 60" : "",
            port,
            host(),
            finds());
  }
}
