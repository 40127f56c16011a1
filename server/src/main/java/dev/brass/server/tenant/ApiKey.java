package dev.brass.server.tenant;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts about a key after its text was shown.
///
/// @param tenant null for an operator's key
/// @param ending its last four letters
/// @param expiresAt null when it never does
/// @param lastUsedAt to the minute; null when it was never used
/// @param revokedAt null when it was not
public record ApiKey(
    UUID id,
    @Nullable TenantId tenant,
    KeyKind kind,
    String name,
    Scope scope,
    String ending,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
