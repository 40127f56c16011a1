package dev.brass.connector.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.connector.sandbox.SandboxOrder.BoughtLine;
import dev.brass.spi.AttemptId;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.Shipment;
import dev.brass.spi.TrackResult;
import dev.brass.spi.Variant;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The examples of the documents, in a world of their own: only its first order has their number.
@ExtendWith(WithMarketplace.class)
class DocumentedOrderTest {

  @Test
  void givesWhatTheDocumentsShow(SandboxMarketplace marketplace) {
    Shopper shopper = Shopper.at(marketplace, SandboxRetailer.AMAZON);
    QuoteRequest request = Wish.documented().poNumber("4711").request();
    Quote quote = shopper.quote(request);
    assertThat(quote.giftable()).isTrue();
    assertThat(quote.shipping())
        .as("at most five days for at most ten dollars")
        .anyMatch(
            it ->
                it.option().delivery().max() <= 5
                    && it.option().price().equals(Money.of(0, "USD")));

    Placement placement = shopper.buy(request);
    Money zero = Money.of(0, "USD");
    assertThat(placement.price()).isEqualTo(PriceComponents.of(Money.of(1999, "USD"), zero, zero));
    MerchantOrder order = placement.merchantOrders().getFirst();
    assertThat(placement.merchantOrders()).hasSize(1);
    assertThat(order.id()).isEqualTo("112-1234567-7272727");
    assertThat(order.merchant()).isEqualTo("amazon");
    assertThat(order.account()).isEqualTo("timbeaver@gmail.com");
    assertThat(order.placedAt()).isEqualTo(shopper.clock().instant());
    assertThat(order.productIds()).containsExactly("0923568964");

    shopper.clock().advance(Duration.ofHours(3));
    Shipment parcel = parcel(shopper.track(order));
    assertThat(parcel.carrier()).isEqualTo("Fedex");
    assertThat(parcel.trackingNumber()).isEqualTo("9261290100129790891234");
    assertThat(parcel.trackingUrl())
        .hasToString("https://www.fedex.com/fedextrack/?trknbr=9261290100129790891234");
    assertThat(parcel.merchantOrderId()).isEqualTo("112-1234567-7272727");
    assertThat(parcel.productIds()).containsExactly("0923568964");

    SandboxOrder entry = marketplace.orderOf(request.attempt()).orElseThrow();
    assertThat(entry.lines())
        .containsExactly(
            new BoughtLine(
                "0923568964",
                quoteOffer(),
                entry.lines().getFirst().sellerId(),
                1,
                1999,
                List.of(new Variant("Color", "Red"), new Variant("Size", "Small/Medium")),
                null));
    assertThat(entry.wishes().gift()).isTrue();
    assertThat(entry.wishes().giftMessage()).isEqualTo("Here is your package, Tim! Enjoy!");
    assertThat(entry.wishes().poNumber()).isEqualTo("4711");
    assertThat(entry.shipTo().city()).isEqualTo("Cambridge");

    MerchantOrder next = shopper.bought(Wish.documented());
    assertThat(next.id()).matches("11[1-4]-\\d{7}-\\d{7}").isNotEqualTo(order.id());
    shopper.clock().advance(Duration.ofHours(3));
    assertThat(parcel(shopper.track(next)).carrier()).isEqualTo("FedEx");
    assertThat(parcel(shopper.track(next)).trackingNumber())
        .matches("92612901\\d{14}")
        .isNotEqualTo("9261290100129790891234");
  }

  @Test
  void sellsTheTestProductOfTheCurrentApi(SandboxMarketplace marketplace) {
    Shopper shopper = Shopper.at(marketplace, SandboxRetailer.ZINC);
    QuoteRequest request = Wish.of("test-success").variant("Size", "M").request();
    Placement placement = shopper.buy(request);
    PriceComponents price = placement.price();
    assertThat(price.subtotal()).isEqualTo(Money.of(4500, "USD"));
    assertThat(price.tax()).isEqualTo(Money.of(250, "USD"));
    assertThat(price.shipping()).isEqualTo(Money.of(150, "USD"));
    assertThat(price.total()).isEqualTo(Money.of(4900, "USD"));
    MerchantOrder order = placement.merchantOrders().getFirst();
    assertThat(order.id()).isEqualTo("TEST-" + request.orderId().toString().substring(0, 8));

    shopper.clock().advance(Duration.ofHours(3));
    assertThat(parcel(shopper.track(order)).carrier()).isEqualTo("usps");
    assertThat(parcel(shopper.track(order)).trackingNumber()).isEqualTo("ZINC_TEST_123456789");
    assertThat(parcel(shopper.track(order)).trackingUrl())
        .hasToString("https://tools.usps.com/go/TrackConfirmAction?tLabels=ZINC_TEST_123456789");
  }

  @Test
  void tellsOrdersWithTheSameTestNumberApart(SandboxMarketplace marketplace) {
    Shopper shopper = Shopper.at(marketplace, SandboxRetailer.ZINC);
    UUID orderId = UUID.fromString("0198c0de-0000-7000-8000-000000000001");
    UUID later = UUID.fromString("0198c0de-ffff-7000-8000-000000000002");
    MerchantOrder one = placed(shopper, orderId);
    MerchantOrder other = placed(shopper, later);
    assertThat(one.id()).isEqualTo(other.id()).isEqualTo("TEST-0198c0de");
    shopper.cancel(one);
    assertThat(shopper.track(one)).isInstanceOf(TrackResult.CancelledByRetailer.class);
    assertThat(shopper.track(other)).isInstanceOf(TrackResult.Shipments.class);
  }

  private static MerchantOrder placed(Shopper shopper, UUID orderId) {
    QuoteRequest request =
        Wish.of("test-success").request(orderId, new AttemptId(UUID.randomUUID()));
    return shopper.buy(request).merchantOrders().getFirst();
  }

  private static String quoteOffer() {
    Item item = Catalogue.item(SandboxRetailer.AMAZON, "0923568964");
    return OfferSheet.of(item, item.selected()).getFirst().offerId();
  }

  private static Shipment parcel(TrackResult result) {
    assertThat(result).isInstanceOf(TrackResult.Shipments.class);
    return ((TrackResult.Shipments) result).shipments().getFirst();
  }
}
