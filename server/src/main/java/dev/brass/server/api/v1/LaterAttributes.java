package dev.brass.server.api.v1;

import java.util.Set;

/// The attributes that were added to orders after seed 002 (spec v1 §5.3) and have no reader of
/// their own. One that changes nothing here is checked and kept in the echo. One that would have to
/// keep an order from being bought is refused, because an order that ignored it could be bought
/// against its client's will.
final class LaterAttributes {

  static final Set<String> NAMES =
      Set.of(
          "addax",
          "addax_queue_timeout",
          "fail_if_taxed",
          "force_offers_postal_code",
          "max_delivery_days",
          "require_gift",
          "strict_expired_product_id",
          "take_buybox_offers",
          "zma_discount",
          "zma_prime_optout",
          "zma_priority_bid");

  private LaterAttributes() {}

  static void check(Fields order) {
    if (order.get("addax").isTrue()) {
      order
          .get("addax")
          .problem(
              V1Code.UNAUTHORIZED_ACCESS,
              "managed accounts are not enabled for this client token; send retailer_credentials,"
                  + " payment_method and billing_address");
    }
    order.get("addax_queue_timeout").whole(0, Integer.MAX_VALUE);
    order.get("zma_prime_optout").flag();
    order.get("zma_priority_bid").whole(0, Limits.AMOUNT);
    order.get("zma_discount").whole(-50, 0);
    order.get("strict_expired_product_id").flag();
    order.get("force_offers_postal_code").text(Limits.TEXT);
  }
}
