package dev.brass.server.order;

import java.time.Duration;

/// How patient the engine is, and how much it does at a time.
///
/// @param placeTimeout how long a store has to answer; also how long an attempt can reach it
/// @param attempts how often an order is tried
/// @param reconcileLooks how often a store is asked whether it has an order before nobody can tell
/// @param duplicateWindow how long an order keeps equal ones without idempotency keys away; zero
///     for not at all
/// @param retryAfter the pause before the second attempt; doubled before each further one
/// @param mostInFlight how many orders a node places at a time, those that wait for their stores
///     included
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
}
