package dev.brass.server.order;

import dev.brass.server.connect.Exchange;
import dev.brass.spi.Line;
import dev.brass.spi.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is kept of an attempt for those who ask why, and to ask the store again after a crash;
/// redacted.
///
/// @param lines what the store was asked for, with the offers chosen
/// @param shippingOptionId the way to ship that was chosen; null when it did not come to that
/// @param shippingName the same for people
/// @param expected what it was to cost; null when it did not come to that
record AttemptRecord(
    List<Line> lines,
    @Nullable String shippingOptionId,
    @Nullable String shippingName,
    @Nullable Money expected,
    @Nullable Money priceCap) {

  /// What came back.
  ///
  /// @param outcome the connector's result in one sentence
  record Received(String outcome, List<Exchange> exchanges) {}
}
