package dev.brass.server.product;

import dev.brass.server.config.Settings;
import java.time.Duration;

/// The settings for keeping product data and waiting for it.
///
/// @param maxAge how old an answer may be for callers that do not say
/// @param keep how long an answer is kept for callers that accept older ones
/// @param mostKept how many answers are kept
/// @param timeout how long a store has to answer
public record ProductSettings(Duration maxAge, Duration keep, int mostKept, Duration timeout) {

  public static final ProductSettings DEFAULTS =
      new ProductSettings(Duration.ofHours(1), Duration.ofDays(1), 100_000, Duration.ofSeconds(60));

  /// As the operator has set them.
  public static ProductSettings of(Settings.ProductSettings products) {
    return new ProductSettings(
        products.maxAge(), products.keep(), products.mostKept(), products.timeout());
  }
}
