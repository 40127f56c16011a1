package dev.brass.server.api.v1;

import java.util.Set;

/// The attributes that were added to orders later (classic Zinc docs, Optional attributes) and have
/// no reader of their own. An attribute without an effect here is checked and kept in the echo.
final class LaterAttributes {

  static final Set<String> NAMES =
      Set.of(
          "fail_if_taxed",
          "force_offers_postal_code",
          "max_delivery_days",
          "require_gift",
          "strict_expired_product_id",
          "take_buybox_offers");

  private LaterAttributes() {}

  static void check(Fields order) {
    order.get("strict_expired_product_id").flag();
    order.get("force_offers_postal_code").text(Limits.TEXT);
  }
}
