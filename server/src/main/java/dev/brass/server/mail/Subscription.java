package dev.brass.server.mail;

import dev.brass.server.tenant.TenantId;

/// The mails of one tenant to one address.
public record Subscription(TenantId tenant, String address) {}
