package dev.brass.server.order;

import dev.brass.spi.Credential;
import dev.brass.spi.Placement;
import org.jspecify.annotations.Nullable;

/// An order that a store has, with what is needed to go on speaking with the store about it.
///
/// @param isOff whether the store has called it off since
/// @param credential the log-in that bought it; null when none was needed
/// @param lane at most one job of it speaks with the store at a time; null for no bound
public record PlacedOrder(
    Order order,
    Placement placement,
    boolean isOff,
    @Nullable Credential credential,
    @Nullable String lane) {}
