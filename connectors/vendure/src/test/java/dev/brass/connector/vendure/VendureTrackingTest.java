package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Shipment;
import dev.brass.spi.TrackResult;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VendureTrackingTest {

  @Test
  void tellsEveryParcelAndWhatIsInIt() {
    TrackResult.Shipments known =
        shipments(
            track(
                "PartiallyDelivered",
                """
                {"state": "Delivered", "method": "UPS", "trackingCode": "1Z1",
                 "updatedAt": "2026-11-21T19:01:33.771Z",
                 "lines": [{"orderLineId": "1", "quantity": 2}]},
                {"state": "Shipped", "method": "", "trackingCode": "",
                 "updatedAt": "2026-11-21T19:02:00Z",
                 "lines": [{"orderLineId": "2", "quantity": 1}]}
                """,
                "laptop",
                "cordless-mouse"));

    assertThat(known.complete()).isTrue();
    Shipment first = known.shipments().getFirst();
    assertThat(first.merchantOrderId()).isEqualTo("CODE");
    assertThat(first.carrier()).isEqualTo("UPS");
    assertThat(first.trackingNumber()).isEqualTo("1Z1");
    assertThat(first.productIds()).containsExactly("laptop", "laptop");
    assertThat(first.status()).isEqualTo(Shipment.Status.DELIVERED);
    assertThat(first.checkpoints())
        .extracting(Shipment.Checkpoint::at)
        .containsExactly(Instant.parse("2026-11-21T19:01:33.771Z"));
    Shipment second = known.shipments().getLast();
    assertThat(second.carrier()).isNull();
    assertThat(second.trackingNumber()).isNull();
    assertThat(second.status()).isEqualTo(Shipment.Status.IN_TRANSIT);
    assertThat(second.productIds()).containsExactly("cordless-mouse");
  }

  @Test
  void waitsForUnitsThatAreInNoParcel() {
    String some =
        """
        {"state": "Pending", "method": "UPS", "trackingCode": null,
         "updatedAt": "2026-11-21T19:02:00Z", "lines": [{"orderLineId": "1", "quantity": 1}]},
        {"state": "Cancelled", "method": "UPS", "trackingCode": null,
         "updatedAt": "2026-11-21T19:02:00Z",
         "lines": [{"orderLineId": "1", "quantity": 1}, {"orderLineId": "2", "quantity": 1}]}
        """;

    TrackResult.Shipments known = shipments(track("PaymentSettled", some, "laptop:3"));

    assertThat(known.complete()).isFalse();
    assertThat(known.shipments())
        .singleElement()
        .satisfies(
            parcel -> {
              assertThat(parcel.status()).isEqualTo(Shipment.Status.PENDING);
              assertThat(parcel.productIds()).containsExactly("laptop:3");
            });
  }

  @Test
  void knowsNoParcelOfAFreshOrder() {
    assertThat(track("PaymentAuthorized", "", "laptop"))
        .isEqualTo(new TrackResult.Shipments(List.of(), false));
  }

  @Test
  void tellsACancelledOrderWithWhatComesBack() {
    assertThat(track("Cancelled", "", "laptop"))
        .isEqualTo(
            new TrackResult.CancelledByRetailer(
                "the shop cancelled the order", Money.of(900, "USD")));
  }

  private static TrackResult.Shipments shipments(TrackResult result) {
    assertThat(result).isInstanceOf(TrackResult.Shipments.class);
    return (TrackResult.Shipments) result;
  }

  /// An order of two laptops of variant 3 and a mouse, of which a part was refunded.
  private static TrackResult track(String state, String fulfillments, String... productIds) {
    VendureWire.Order order =
        VendureJson.MAPPER.readValue(
            """
            {"code": "CODE", "state": "%s", "active": false,
             "orderPlacedAt": "2026-11-21T18:52:25.515Z", "currencyCode": "USD",
             "total": 1, "totalWithTax": 1, "shippingLines": [], "surcharges": [],
             "payments": [
               {"state": "Settled", "refunds": [
                 {"total": 700, "state": "Settled"}, {"total": 200, "state": "Pending"},
                 {"total": 100, "state": "Failed"}]}],
             "lines": [
               {"id": "1", "quantity": 2, "linePrice": 1, "productVariant":
                 {"id": "3", "options": [{"code": "16gb"}], "product": {"slug": "laptop"}}},
               {"id": "2", "quantity": 1, "linePrice": 1, "productVariant":
                 {"id": "7", "options": [], "product": {"slug": "cordless-mouse"}}}],
             "fulfillments": [%s]}
            """
                .formatted(state, fulfillments),
            VendureWire.Order.class);
    return VendureTracking.track(
        order,
        new MerchantOrder("CODE", "my-shop", null, Instant.EPOCH, List.of(productIds), null, null),
        2);
  }
}
