package dev.brass.server.card;

import org.jspecify.annotations.Nullable;

/// Money held on a card.
///
/// @param intent the processor's id of it
/// @param paymentMethod the card; null when the processor does not report it
public record CardHold(String intent, @Nullable String paymentMethod) {}
