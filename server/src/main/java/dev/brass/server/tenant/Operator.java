package dev.brass.server.tenant;

import java.util.UUID;

/// The holder of an admin key: no tenant, and above all of them.
public record Operator(UUID keyId) {}
