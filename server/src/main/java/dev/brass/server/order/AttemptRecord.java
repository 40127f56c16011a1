package dev.brass.server.order;

import dev.brass.server.connect.Exchange;
import dev.brass.spi.Line;
import dev.brass.spi.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stored record of an attempt, for operators and for reconciliation after a crash; redacted.
///
/// @param lines the lines of the request, with the offers chosen
/// @param shippingOptionId the chosen shipping option; null when none was chosen yet
/// @param shippingName its display name
/// @param expected the expected cost; null when it was not known yet
record AttemptRecord(
    List<Line> lines,
    @Nullable String shippingOptionId,
    @Nullable String shippingName,
    @Nullable Money expected,
    @Nullable Money priceCap) {

  /// The store's answer.
  ///
  /// @param outcome the connector's result in one sentence
  record Received(String outcome, List<Exchange> exchanges) {}
}
