package dev.brass.server.order;

import dev.brass.server.tenant.TenantId;

/// An order together with whose it is: no query goes by the id alone.
public record OrderKey(TenantId tenant, OrderId id) {}
