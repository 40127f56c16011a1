package dev.brass.server.tenant;

import java.util.UUID;

/// Somebody with an admin key: no tenant, and above all of them.
public record Operator(UUID keyId) {}
