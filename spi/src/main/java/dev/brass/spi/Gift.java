package dev.brass.spi;

import org.jspecify.annotations.Nullable;

/// The request to send an order as a gift: prices hidden, a message on the packing slip.
///
/// @param message at most 240 characters or 9 lines
/// @param required whether the order must fail when the store cannot gift an item
public record Gift(@Nullable String message, boolean required) {}
