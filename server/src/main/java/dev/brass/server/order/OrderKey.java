package dev.brass.server.order;

import dev.brass.server.tenant.TenantId;

/// An order's id with its tenant: no query uses the id alone.
public record OrderKey(TenantId tenant, OrderId id) {}
