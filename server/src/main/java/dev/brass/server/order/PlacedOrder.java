package dev.brass.server.order;

import dev.brass.spi.Placement;
import org.jspecify.annotations.Nullable;

/// An order that a store has, with what is needed to go on speaking with the store about it.
///
/// @param isOff whether the store has called it off since
/// @param secrets the log-in that bought it, and the addresses that its client wants told
/// @param lane at most one job of it speaks with the store at a time; null for no bound
public record PlacedOrder(
    Order order, Placement placement, boolean isOff, OrderPrivate secrets, @Nullable String lane) {}
