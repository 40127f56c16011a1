package dev.brass.spi;

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parcel on its way.
///
/// @param carrier as the store names it, such as `UPS`; null when the store does not report it
/// @param trackingNumber null when the store reports an address only
/// @param productIds the contents of the parcel, an id once per unit; empty when the store does not
///     report them
/// @param checkpoints newest first
public record Shipment(
    String merchantOrderId,
    @Nullable String carrier,
    @Nullable String trackingNumber,
    @Nullable URI trackingUrl,
    List<String> productIds,
    Status status,
    @Nullable LocalDate estimatedDelivery,
    List<Checkpoint> checkpoints) {

  public Shipment {
    productIds = List.copyOf(productIds);
    checkpoints = List.copyOf(checkpoints);
  }

  public enum Status {
    PENDING,
    IN_TRANSIT,
    DELIVERED,
    UNDELIVERABLE
  }

  /// One event of a parcel.
  public record Checkpoint(
      Instant at,
      Status status,
      String message,
      @Nullable String city,
      @Nullable String state,
      @Nullable String country,
      @Nullable String postalCode) {}
}
