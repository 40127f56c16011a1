package dev.brass.server.tenant;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A customer of this server: the data of one is invisible to all others.
///
/// @param name unique on the server
/// @param email the account holder's address for mail; null for none
public record Tenant(TenantId id, String name, @Nullable String email, Instant createdAt) {}
