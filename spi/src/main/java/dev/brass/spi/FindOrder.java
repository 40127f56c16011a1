package dev.brass.spi;

import java.time.Instant;

/// The question whether a store has the order of an attempt.
///
/// @param handle [Quote#handle] as committed before the attempt was placed
/// @param request what was asked for, so that a find by e-mail, name or lines can be compared with
///     it
/// @param startedAt when the attempt began to place
public record FindOrder(
    AttemptId attempt, String handle, QuoteRequest request, Instant startedAt) {}
