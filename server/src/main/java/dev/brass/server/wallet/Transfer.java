package dev.brass.server.wallet;

import dev.brass.spi.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A transfer as its tenant sees it.
///
/// @param amount what the tenant has more by it; negative when it left or is put aside
/// @param order null when it is about none
/// @param createdAt in the system's time, also for orders at a sandbox store
public record Transfer(
    UUID id, Kind kind, Money amount, @Nullable UUID order, String note, Instant createdAt) {}
