package dev.brass.server.tenant;

import java.time.Instant;

/// A customer of this server: what belongs to one is invisible to all others.
///
/// @param name unique on the server
public record Tenant(TenantId id, String name, Instant createdAt) {}
