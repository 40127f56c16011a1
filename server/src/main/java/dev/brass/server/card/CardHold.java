package dev.brass.server.card;

import org.jspecify.annotations.Nullable;

/// Money held on a card.
///
/// @param intent the processor's name of it
/// @param paymentMethod the card; null when the processor does not tell
public record CardHold(String intent, @Nullable String paymentMethod) {}
