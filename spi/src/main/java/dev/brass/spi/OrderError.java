package dev.brass.spi;

import java.util.Map;

/// The reason why an order could not be bought.
///
/// @param message what happened and what happens next, for the developer; never secret
/// @param data details by name as the documents spell them (`product_id`, `max_price`); never
///     secret
public record OrderError(ErrorCode code, String message, Map<String, Object> data) {

  public OrderError {
    data = Map.copyOf(data);
  }

  public OrderError(ErrorCode code, String message) {
    this(code, message, Map.of());
  }
}
