package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.Ids;
import dev.brass.spi.Shipment;
import dev.brass.spi.Shipment.Status;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParcelsTest {

  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant NOW = Instant.parse("2026-01-03T03:04:05Z");

  private static Shipment parcel(String number, Status status, @Nullable LocalDate estimate) {
    return new Shipment("1", "UPS", number, null, List.of(), status, estimate, List.of());
  }

  private static OrderShipment known(Shipment parcel) {
    return new OrderShipment(Ids.next(), parcel, THEN, THEN);
  }

  @Test
  void aNewParcelIsAnnouncedAndThenMoves() {
    Shipment parcel = parcel("1Z1", Status.DELIVERED, null);
    Parcels seen = Parcels.compare(List.of(), List.of(parcel), false, true, NOW);
    assertThat(seen.events())
        .containsExactly(
            new OrderEvent.TrackingObtained(NOW, "1", "UPS", "1Z1", true),
            new OrderEvent.Shipped(NOW, "1", "1Z1"),
            new OrderEvent.Delivered(NOW, "1", "1Z1"));
    assertThat(Parcels.haveEnded(seen.shipments())).isTrue();
  }

  @Test
  void nothingNewIsNoEvent() {
    OrderShipment before = known(parcel("1Z1", Status.IN_TRANSIT, null));
    Parcels seen = Parcels.compare(List.of(before), List.of(before.shipment()), true, true, NOW);
    assertThat(seen.events()).isEmpty();
    assertThat(seen.shipments()).containsExactly(before);
  }

  /// Else readers that know an order by its version would not learn of it.
  @Test
  void aDetailIsAnEvent() {
    OrderShipment before = known(parcel("1Z1", Status.IN_TRANSIT, null));
    Shipment told = parcel("1Z1", Status.IN_TRANSIT, LocalDate.of(2026, 1, 6));
    Parcels seen = Parcels.compare(List.of(before), List.of(told), true, true, NOW);
    assertThat(seen.events()).containsExactly(new OrderEvent.TrackingUpdated(NOW, false));
    assertThat(seen.shipments()).containsExactly(new OrderShipment(before.id(), told, THEN, NOW));
  }

  @Test
  void allUnitsCanTurnOutToBeInTheParcelsThatAreKnown() {
    OrderShipment before = known(parcel("1Z1", Status.IN_TRANSIT, null));
    Parcels seen = Parcels.compare(List.of(before), List.of(before.shipment()), false, true, NOW);
    assertThat(seen.events()).containsExactly(new OrderEvent.TrackingUpdated(NOW, true));
  }

  @Test
  void whatIsToldOfOneParcelComesBeforeWhatMoves() {
    OrderShipment first = known(parcel("1Z1", Status.IN_TRANSIT, null));
    OrderShipment second = known(parcel("1Z2", Status.IN_TRANSIT, null));
    Parcels seen =
        Parcels.compare(
            List.of(first, second),
            List.of(
                parcel("1Z1", Status.DELIVERED, null),
                parcel("1Z2", Status.IN_TRANSIT, LocalDate.of(2026, 1, 6))),
            true,
            true,
            NOW);
    assertThat(seen.events())
        .containsExactly(
            new OrderEvent.TrackingUpdated(NOW, false), new OrderEvent.Delivered(NOW, "1", "1Z1"));
  }
}
