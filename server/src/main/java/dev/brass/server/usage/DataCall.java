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
/// @param query the words of a search; null for a call about a product
/// @param resultCount the number of products or offers found; null for the details of one
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
