package dev.brass.server.bulk;

import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of a row.
///
/// @param index from 0
/// @param number as a spreadsheet counts
/// @param order set once it is placed
/// @param orderState how the order stands now; set once it is placed
/// @param error set once it failed
/// @param notes what was read otherwise than it is written
public record BatchRow(
    int index,
    int number,
    Status status,
    @Nullable OrderId order,
    @Nullable Class<? extends OrderState> orderState,
    @Nullable String error,
    String recipient,
    List<String> productUrls,
    Map<String, String> passthrough,
    List<String> notes) {

  /// How it stands (seed 000). *Placed* means that the order was created, not that a store has it.
  public enum Status {
    PENDING,
    PLACED,
    FAILED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Status of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  BatchRow withOrderState(@Nullable Class<? extends OrderState> state) {
    return new BatchRow(
        index, number, status, order, state, error, recipient, productUrls, passthrough, notes);
  }
}
