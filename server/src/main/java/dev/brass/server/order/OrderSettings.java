package dev.brass.server.order;

import dev.brass.server.config.Settings;
import java.time.Duration;
import java.util.Objects;

/// The time limits and concurrency of the engine.
///
/// @param placeTimeout the time that a store has to answer; also how long an attempt can reach it
/// @param attempts the maximum number of attempts
/// @param reconcileLooks how often a store is asked whether it has an order before the order fails
///     as probably placed
/// @param duplicateWindow how long an order blocks equal ones without idempotency keys; zero
///     disables this
/// @param retryAfter the pause before the second attempt; doubled before each further one
/// @param mostInFlight how many orders a node places at a time, including those that wait for their
///     stores
public record OrderSettings(
    Duration placeTimeout,
    int attempts,
    int reconcileLooks,
    Duration duplicateWindow,
    Duration retryAfter,
    int mostInFlight) {

  public static final OrderSettings DEFAULTS =
      new OrderSettings(
          Duration.ofSeconds(60), 3, 20, Duration.ZERO, Duration.ofSeconds(10), 10_000);

  /// As the operator has set them.
  public static OrderSettings of(Settings.OrderSettings orders) {
    return new OrderSettings(
        orders.placeTimeout(),
        orders.attempts(),
        orders.reconcileAttempts(),
        orders.duplicateWindow(),
        DEFAULTS.retryAfter(),
        Objects.requireNonNullElseGet(orders.maxInFlight(), InFlightLimit::ofThisProcess));
  }
}
