package dev.brass.server.usage;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A call for product data that succeeded.
///
/// @param id the request's
/// @param at by the system clock
/// @param query what was searched for; null for a call about a product
/// @param resultCount how many products or offers were found; null for the details of one
/// @param retailer null for a search of all
public record DataCall(
    TenantId tenant,
    Mode mode,
    UUID id,
    DataEndpoint endpoint,
    Instant at,
    @Nullable String query,
    @Nullable Integer resultCount,
    @Nullable String retailer,
    @Nullable String productId) {}
