package dev.brass.server.bulk;

import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderOutcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row with its result.
///
/// @param index from 0
/// @param number as a spreadsheet counts
/// @param order set once it is placed
/// @param standing the current state of the order; set once it is placed
/// @param error set once it failed
/// @param errorType its code; null for a row that failed before codes were stored
/// @param notes values that were interpreted differently from their text
public record UploadRow(
    int index,
    int number,
    Status status,
    @Nullable OrderId order,
    OrderOutcome.@Nullable Standing standing,
    @Nullable String error,
    @Nullable String errorType,
    String recipient,
    List<String> productUrls,
    Map<String, String> passthrough,
    List<String> notes) {

  /// The status of a row (Zinc API docs, Get Bulk Upload). *Placed* means that the order was
  /// created, not that a store has it.
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

  UploadRow with(OrderOutcome.@Nullable Standing orderStanding) {
    return new UploadRow(
        index,
        number,
        status,
        order,
        orderStanding,
        error,
        errorType,
        recipient,
        productUrls,
        passthrough,
        notes);
  }

  /// The outcome of the row, or of its order if it has one.
  public OrderOutcome outcome() {
    return switch (status) {
      case PENDING -> OrderOutcome.WAITING;
      case PLACED -> standing == null ? OrderOutcome.WAITING : standing.outcome();
      case FAILED ->
          RowError.CANCELLED.code().equals(errorType)
              ? OrderOutcome.CANCELLED
              : OrderOutcome.FAILED;
    };
  }
}
