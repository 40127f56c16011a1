package dev.brass.server.order;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How far one line of an order has come.
///
/// @param id [OrderLine#itemId] of the line
/// @param errorType the current API's word for why this line was not bought; null when it was or
///     others are to blame
public record OrderItem(
    UUID id,
    Status status,
    @Nullable String errorType,
    @Nullable String cancellationReason,
    Instant updatedAt) {

  /// The item statuses of the current API (seed 003, OrderItemStatus).
  public enum Status {
    PENDING,
    PROCESSING,
    ORDERED,
    SHIPPED,
    DELIVERED,
    CANCELLED,
    FAILED,
    /// The order was bought without it, as it allows.
    SKIPPED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Status of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
