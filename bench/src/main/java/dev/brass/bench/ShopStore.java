package dev.brass.bench;

import dev.brass.testkit.shop.HttpShop;
import java.util.List;

/// A shop of this process as a store of a server: its calls go over a real connection.
///
/// @param rules what the operator says about it, such as `max-concurrency: 100`
record ShopStore(String code, HttpShop shop, List<String> rules) {

  /// Its entry in the list of stores.
  String yaml() {
    StringBuilder yaml =
        new StringBuilder(
            """
              - code: %1$s
                platform: http-shop
                hosts: [%1$s.example]
                settings:
                  url: %2$s
            """
                .formatted(code, shop.url()));
    rules.forEach(rule -> yaml.append("    ").append(rule).append('\n'));
    return yaml.toString();
  }
}
