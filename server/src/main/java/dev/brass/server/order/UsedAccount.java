package dev.brass.server.order;

import java.util.UUID;

/// The managed account that an order is, or was, bought with. It may be deleted meanwhile.
public record UsedAccount(UUID id, String shortId) {}
