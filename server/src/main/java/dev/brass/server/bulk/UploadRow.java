package dev.brass.server.bulk;

import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderOutcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of a row.
///
/// @param index from 0
/// @param number as a spreadsheet counts
/// @param order set once it is placed
/// @param standing how the order stands now; set once it is placed
/// @param error set once it failed
/// @param errorType a word for it; null for a row that failed before such words were kept
/// @param notes what was read otherwise than it is written
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

  /// What became of it: of its order, if it has one.
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
