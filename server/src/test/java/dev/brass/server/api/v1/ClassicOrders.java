package dev.brass.server.api.v1;

import dev.brass.server.order.Order;
import dev.brass.server.order.OrderId;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.OrderRequest;
import dev.brass.server.order.OrderShipment;
import dev.brass.server.order.OrderState;
import dev.brass.server.tenant.Mode;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.Placement;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.Shipment;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The order of the classic Zinc docs in the states that it goes through.
public final class ClassicOrders {

  static final OrderId ID = new OrderId(UUID.fromString("3f1c9390-65cf-58e7-b9f0-aea70640dffc"));
  static final UUID CLOCK = UUID.fromString("0197a000-0000-7000-8000-0000000000cc");
  static final Instant PLACED_AT = Instant.parse("2014-07-02T23:51:08.366Z");

  private ClassicOrders() {}

  static OrderRequest request() {
    String body = ClassicRequests.JSON.writeValueAsString(ClassicRequests.seedOrder());
    return switch (ClassicRequests.reader().read(ClassicRequests.CALLER, body)) {
      case OrderReader.Reading.Valid(var order) -> order;
      case OrderReader.Reading.Invalid(var problem, _) -> throw problem;
    };
  }

  public static Order in(OrderState state, OrderShipment... shipments) {
    OrderRequest request = request();
    return new Order(
        new OrderKey(request.tenant(), ID),
        Mode.LIVE,
        request.channel(),
        CLOCK,
        request.spec(),
        state,
        3,
        1,
        List.of(),
        List.of(shipments),
        request.echo(),
        PLACED_AT,
        PLACED_AT);
  }

  public static Placement placement() {
    return new Placement(
        List.of(
            new MerchantOrder(
                "112-1234567-7272727",
                "amazon",
                "timbeaver@gmail.com",
                PLACED_AT,
                List.of(),
                null,
                null)),
        PriceComponents.of(Money.of(1999, "USD"), Money.of(0, "USD"), Money.of(0, "USD")));
  }

  public static OrderShipment parcel(
      Shipment.Status status, @Nullable String trackingUrl, String... productIds) {
    return new OrderShipment(
        new UUID(1, 1),
        new Shipment(
            "112-1234567-7272727",
            "Fedex",
            "9261290100129790891234",
            trackingUrl == null ? null : URI.create(trackingUrl),
            List.of(productIds),
            status,
            null,
            List.of()),
        PLACED_AT,
        Instant.parse("2014-07-03T23:22:48.165Z"));
  }
}
