package dev.brass.server.api.v2;

import dev.brass.server.mail.OneLine;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderItem;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.OrderShipment;
import dev.brass.server.order.OrderState;
import dev.brass.server.text.Characters;
import dev.brass.spi.Address;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Placement;
import dev.brass.spi.Shipment;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The parts of an order that its end customer may see, as template values: no price, because the
/// cost for the tenant is not the price for the customer, and neither name nor telephone number.
final class CustomerView {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu", Locale.ENGLISH);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH);

  private static final int LONGEST = 80;
  private static final int MOST_SCANS = 20;

  private CustomerView() {}

  /// The facts of an order.
  ///
  /// @param mostItems the number of products shown; the others are counted
  static Map<String, Object> of(Order order, int mostItems) {
    Map<String, Object> facts = new HashMap<>();
    facts.put("order", order.id().toString());
    facts.put("steps", List.of("Ordered", "On its way", "Delivered"));
    facts.put("items", items(order, mostItems));
    int items = order.spec().lines().size();
    facts.put("more", Math.max(0, items - mostItems));
    facts.put("itemsHeading", items == 1 ? "Your item" : "Your " + items + " items");
    facts.put("destination", destination(order.spec().delivery().to()));
    LocalDate day = estimate(order);
    facts.put("estimate", day == null ? "" : day.format(DAY));
    return facts;
  }

  private static List<Map<String, Object>> items(Order order, int most) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (int i = 0; i < Math.min(most, order.spec().lines().size()); i++) {
      OrderLine line = order.spec().lines().get(i);
      URI page = ItemName.page(line.url());
      items.add(
          Map.of(
              "name",
              ItemName.of(line),
              "url",
              page == null ? "" : page.toASCIIString(),
              "details",
              details(line, order.items().get(i), page),
              "quantity",
              line.quantity()));
    }
    return items;
  }

  private static String details(OrderLine line, OrderItem item, @Nullable URI page) {
    Stream<String> options =
        line.variants().stream().map(v -> OneLine.of(v.dimension() + ": " + v.value(), LONGEST));
    String host = page == null ? "" : Characters.withoutStart(page.getHost(), "www.");
    Stream<String> left =
        item.status() == OrderItem.Status.SKIPPED ? Stream.of("not available") : Stream.empty();
    return Stream.of(left, options, Stream.of(OneLine.of(host, LONGEST)))
        .flatMap(each -> each)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" · "));
  }

  private static List<String> destination(Address to) {
    String place =
        Stream.of(to.city(), to.state(), to.postalCode())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" "));
    return Stream.of(
            to.line1(),
            to.line2(),
            place,
            Locale.of("", to.country()).getDisplayCountry(Locale.ENGLISH))
        .filter(Objects::nonNull)
        .map(line -> OneLine.of(line, LONGEST))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /// The best known time by which everything arrives: the carriers' estimate once they have
  /// everything, else the later of theirs and the store's; null when unknown, or the order has
  /// ended.
  static @Nullable LocalDate estimate(Order order) {
    if (!(order.state() instanceof OrderState.Placed placed) || isDelivered(order)) {
      return null;
    }
    List<LocalDate> carriers =
        order.shipments().stream()
            .map(parcel -> parcel.shipment().estimatedDelivery())
            .filter(Objects::nonNull)
            .toList();
    boolean allWithCarriers = placed.tracked() && carriers.size() == order.shipments().size();
    Stream<LocalDate> days =
        allWithCarriers && !carriers.isEmpty()
            ? carriers.stream()
            : Stream.concat(carriers.stream(), promised(placed.placement()));
    return days.max(Comparator.naturalOrder()).orElse(null);
  }

  private static Stream<LocalDate> promised(Placement placement) {
    return placement.merchantOrders().stream()
        .map(MerchantOrder::deliveryDate)
        .flatMap(Stream::ofNullable);
  }

  /// Whether everything that was bought has arrived.
  static boolean isDelivered(Order order) {
    return order.items().stream().anyMatch(i -> i.status() == OrderItem.Status.DELIVERED)
        && order.items().stream()
            .allMatch(
                i ->
                    i.status() == OrderItem.Status.DELIVERED
                        || i.status() == OrderItem.Status.SKIPPED
                        || i.status() == OrderItem.Status.CANCELLED);
  }

  /// A parcel; it has a number or an address of its own.
  static Map<String, Object> parcel(OrderShipment parcel) {
    Shipment shipment = parcel.shipment();
    String carrier = shipment.carrier() == null ? "Parcel" : shipment.carrier();
    String number = shipment.trackingNumber();
    return Map.of(
        "carrier",
        OneLine.of(carrier, LONGEST),
        "number",
        number == null ? "without a tracking number" : OneLine.of(number, LONGEST),
        "status",
        status(shipment.status()),
        "scans",
        shipment.checkpoints().stream().limit(MOST_SCANS).map(CustomerView::scan).toList());
  }

  private static Map<String, Object> scan(Shipment.Checkpoint scan) {
    String where =
        Stream.of(scan.city(), scan.state(), scan.country())
            .flatMap(Stream::ofNullable)
            .collect(Collectors.joining(", "));
    String when = scan.at().atOffset(ZoneOffset.UTC).format(TIME);
    return Map.of(
        "message",
        OneLine.of(scan.message(), 2 * LONGEST),
        "where",
        where.isEmpty() ? when : when + " · " + OneLine.of(where, LONGEST));
  }

  static String status(Shipment.Status status) {
    return switch (status) {
      case PENDING -> "announced";
      case IN_TRANSIT -> "on its way";
      case DELIVERED -> "delivered";
      case UNDELIVERABLE -> "could not be delivered";
    };
  }
}
