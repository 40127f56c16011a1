package dev.brass.server.stats;

import java.time.Instant;

/// All purchases ever made here, by the API of their order.
public record Lifetime(Totals classic, Totals current, Instant countedAt) {}
