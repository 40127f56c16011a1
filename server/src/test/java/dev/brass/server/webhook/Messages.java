package dev.brass.server.webhook;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Secret;
import java.util.UUID;

/// Messages to send in tests.
final class Messages {

  static final TenantId TENANT = new TenantId(new UUID(0, 1));
  static final TenantId OTHER = new TenantId(new UUID(0, 2));

  private Messages() {}

  static NewMessage toUrl(TenantId tenant, UUID order, String url, String body) {
    return new NewMessage(
        tenant,
        Mode.LIVE,
        order,
        "request_succeeded",
        new NewMessage.Url(Secret.of(url)),
        body,
        null);
  }

  static NewMessage toUrl(String url) {
    return toUrl(TENANT, UUID.randomUUID(), url, "{\"_type\":\"order_response\",\"é\":1}");
  }

  static NewMessage toEndpoint(TenantId tenant, Mode mode, UUID order) {
    return new NewMessage(
        tenant,
        mode,
        order,
        "order.placed",
        new NewMessage.TenantEndpoint(),
        "{\"event\":\"order.placed\", \"order_id\" : \"%s\",\"data\":{\"ü\":1.0}}".formatted(order),
        null);
  }
}
