package dev.brass.connector.sandbox;

import dev.brass.connector.sandbox.SandboxOrder.ShipTo;
import dev.brass.spi.Shipment;
import dev.brass.spi.Shipment.Checkpoint;
import dev.brass.spi.Shipment.Status;
import dev.brass.spi.TrackResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way of an order's parcels, as a pure function of the order and the time.
final class Journey {

  private static final List<Place> US_HUBS =
      List.of(
          new Place("Louisville", "KY", "US"),
          new Place("Memphis", "TN", "US"),
          new Place("Indianapolis", "IN", "US"),
          new Place("Ontario", "CA", "US"),
          new Place("Newark", "NJ", "US"));

  private Journey() {}

  static TrackResult at(SandboxOrder order, Instant now) {
    List<Shipment> shipments = new ArrayList<>();
    List<Parcel> parcels = parcels(order);
    for (Parcel parcel : parcels) {
      if (!now.isBefore(parcel.shipsAt)) {
        shipments.add(shipment(order, parcel, now));
      }
    }
    return new TrackResult.Shipments(shipments, shipments.size() == parcels.size());
  }

  /// One for each place that something goes to, or two where the order goes in parts.
  private static List<Parcel> parcels(SandboxOrder order) {
    List<Parcel> parcels = new ArrayList<>();
    order
        .byDestination()
        .forEach(
            (to, lines) -> {
              List<String> units = SandboxOrder.units(lines);
              int first = order.course().partial() ? units.size() / 2 : units.size();
              parcels.add(
                  new Parcel(parcels.size() + 1, order.shipsAt(), units.subList(0, first), to));
              if (order.course().partial()) {
                parcels.add(
                    new Parcel(
                        parcels.size() + 1,
                        between(order.shipsAt(), order.arrivesAt(), 30),
                        units.subList(first, units.size()),
                        to));
              }
            });
    return parcels;
  }

  private static Shipment shipment(SandboxOrder order, Parcel parcel, Instant now) {
    List<Checkpoint> checkpoints =
        legs(order, parcel).stream().filter(it -> !it.at().isAfter(now)).toList().reversed();
    Label label = label(order, parcel.number);
    return new Shipment(
        order.number(),
        label.carrier,
        label.number,
        label.page,
        parcel.units,
        checkpoints.getFirst().status(),
        order.arrivesAt().atOffset(ZoneOffset.UTC).toLocalDate(),
        checkpoints);
  }

  /// Everything that will happen to a parcel, oldest first.
  private static List<Checkpoint> legs(SandboxOrder order, Parcel parcel) {
    Seed seed = seed(order, parcel.number);
    Place origin = origin(order.retailer());
    ShipTo to = parcel.to;
    Place hub = hub(to, seed);
    Place home = new Place(to.city(), to.state(), to.country());
    Instant from = parcel.shipsAt;
    Instant until = order.arrivesAt();
    List<Checkpoint> legs = new ArrayList<>();
    legs.add(leg(from, Status.IN_TRANSIT, "Picked up by the carrier", origin, null));
    legs.add(
        leg(between(from, until, 15), Status.IN_TRANSIT, "Departed the facility", origin, null));
    legs.add(
        leg(
            between(from, until, 50),
            Status.IN_TRANSIT,
            "Arrived at the sorting centre",
            hub,
            null));
    if (!order.course().lost()) {
      legs.add(
          leg(
              between(from, until, 75),
              Status.IN_TRANSIT,
              "Arrived at the local depot",
              home,
              null));
      legs.add(
          leg(
              between(from, until, 90),
              Status.IN_TRANSIT,
              "Out for delivery",
              home,
              to.postalCode()));
      legs.add(leg(until, Status.DELIVERED, "Delivered", home, to.postalCode()));
    }
    return legs;
  }

  private static Checkpoint leg(
      Instant at, Status status, String message, Place place, @Nullable String postalCode) {
    return new Checkpoint(at, status, message, place.city, place.state, place.country, postalCode);
  }

  private static Instant between(Instant from, Instant until, int percent) {
    return from.plus(Duration.between(from, until).multipliedBy(percent).dividedBy(100));
  }

  private static Label label(SandboxOrder order, int parcel) {
    if (order.number().equals(DocumentedProduct.ORDER_NUMBER) && parcel == 1) {
      return new Label(
          DocumentedProduct.CARRIER,
          DocumentedProduct.TRACKING_NUMBER,
          Carrier.FEDEX.trackingPage(DocumentedProduct.TRACKING_NUMBER));
    }
    if (order.retailer() == SandboxRetailer.ZINC) {
      return new Label(
          TestProduct.CARRIER,
          TestProduct.TRACKING_NUMBER,
          Carrier.USPS.trackingPage(TestProduct.TRACKING_NUMBER));
    }
    Seed seed = seed(order, parcel);
    boolean documented =
        order.retailer() == SandboxRetailer.AMAZON && order.units().contains(DocumentedProduct.ID);
    Carrier carrier =
        documented ? Carrier.FEDEX : seed.oneOf("carrier", order.retailer().carriers());
    String number = carrier.number(seed);
    return new Label(carrier.label(), number, carrier.trackingPage(number));
  }

  private static Seed seed(SandboxOrder order, int parcel) {
    return Seed.of(order.retailer().code(), order.attempt().toString(), "parcel" + parcel);
  }

  private static Place origin(SandboxRetailer retailer) {
    return switch (retailer.country()) {
      case "GB" -> new Place("Coventry", null, "GB");
      case "CA" -> new Place("Mississauga", "ON", "CA");
      case "MX" -> new Place("Cuautitlán Izcalli", null, "MX");
      case "CN" -> new Place("Shenzhen", null, "CN");
      case "DE" -> new Place("Bad Hersfeld", null, "DE");
      case "FR" -> new Place("Saran", null, "FR");
      case "IT" -> new Place("Castel San Giovanni", null, "IT");
      case "ES" -> new Place("San Fernando de Henares", null, "ES");
      case "JP" -> new Place("Odawara", null, "JP");
      default -> new Place("Cincinnati", "OH", "US");
    };
  }

  private static Place hub(ShipTo to, Seed seed) {
    return switch (to.country()) {
      case "US" -> seed.oneOf("hub", US_HUBS);
      case "GB" -> new Place("Northampton", null, "GB");
      case "CA" -> new Place("Toronto", "ON", "CA");
      case "MX" -> new Place("Ciudad de México", null, "MX");
      default -> new Place("Leipzig", null, "DE");
    };
  }

  private record Place(String city, @Nullable String state, String country) {}

  /// @param number 1 for the first parcel
  private record Parcel(int number, Instant shipsAt, List<String> units, ShipTo to) {}

  private record Label(String carrier, String number, URI page) {}
}
