package dev.brass.server.stats;

import java.time.Instant;

/// What was ever bought here, by the API that it was ordered with.
public record Lifetime(Totals classic, Totals current, Instant countedAt) {}
