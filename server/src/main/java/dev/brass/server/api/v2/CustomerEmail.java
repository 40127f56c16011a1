package dev.brass.server.api.v2;

import dev.brass.server.mail.MailAddress;
import dev.brass.server.order.Order;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The end customer who receives mails about an order, from its `customer_notifications`.
/// Thread-safe.
final class CustomerEmail {

  private static final String FIELD = "customer_notifications";

  private final V2Json json;

  CustomerEmail(V2Json json) {
    this.json = json;
  }

  /// The address; null for an order without customer mails. This is called at every event of every
  /// order, and most have none, so only orders whose text contains the field's name are parsed.
  @Nullable String of(Order order) {
    return OrderPaths.isOfThisApi(order) && order.echo().contains('"' + FIELD + '"')
        ? of(json.stored(order.echo()))
        : null;
  }

  /// The address in an order as it was sent.
  static @Nullable String of(JsonNode echo) {
    JsonNode email = echo.path(FIELD).path("email");
    return email.isString() && MailAddress.problem(email.asString()) == null
        ? email.asString()
        : null;
  }
}
