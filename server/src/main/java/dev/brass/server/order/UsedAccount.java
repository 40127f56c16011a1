package dev.brass.server.order;

import java.util.UUID;

/// The managed account that an order is, or was, bought with. It may have been deleted since.
public record UsedAccount(UUID id, String shortId) {}
