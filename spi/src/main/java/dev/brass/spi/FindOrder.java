package dev.brass.spi;

import java.time.Instant;

/// The question whether a store has the order of an attempt.
///
/// @param handle [Quote#handle] as committed before the attempt was placed; empty when it is no
///     longer known ([FindsOrders#findsByAttemptId])
/// @param request the request, so that a find by e-mail, name or lines can be compared with it
/// @param startedAt when the attempt began to place, or an instant before
public record FindOrder(
    AttemptId attempt, String handle, QuoteRequest request, Instant startedAt) {}
