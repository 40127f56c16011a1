package dev.brass.server.order;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The progress of one line of an order.
///
/// @param id [OrderLine#itemId] of the line
/// @param errorType the v2 error type of this line; null when it was bought or another line caused
///     the failure
public record OrderItem(
    UUID id,
    Status status,
    @Nullable String errorType,
    @Nullable String cancellationReason,
    Instant updatedAt) {

  /// The item statuses of v2 (Zinc API docs, Get Order).
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
