package dev.brass.server.tenant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A customer of this server: what belongs to one is invisible to all others.
///
/// @param name unique on the server
/// @param email where the account holder gets mail; null for nowhere
public record Tenant(TenantId id, String name, @Nullable String email, Instant createdAt) {}
