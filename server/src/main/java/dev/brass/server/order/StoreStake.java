package dev.brass.server.order;

/// Orders at a real store that are not final, and so would be bought or looked up next.
///
/// @param state the engine's own name, such as `queued`
public record StoreStake(String store, String state, long orders) {}
