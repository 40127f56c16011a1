package dev.brass.server.wallet;

import dev.brass.spi.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A transfer as its tenant sees it.
///
/// @param amount the change of the tenant's money; negative when it is spent or held
/// @param order null when it is about none
/// @param createdAt by the system clock, also for orders at a sandbox store
public record Transfer(
    UUID id, Kind kind, Money amount, @Nullable UUID order, String note, Instant createdAt) {}
