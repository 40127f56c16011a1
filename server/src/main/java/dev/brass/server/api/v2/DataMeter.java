package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.tenant.Caller;
import dev.brass.server.usage.DataCall;
import dev.brass.server.usage.DataEndpoint;
import dev.brass.server.usage.Metering;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Calls for product data, paid and counted (spec v2 §8). Thread-safe.
final class DataMeter implements Meter {

  private final Metering metering;
  private final InstantSource clock;

  /// The meter.
  ///
  /// @param clock the system's
  DataMeter(Metering metering, InstantSource clock) {
    this.metering = metering;
    this.clock = clock;
  }

  /// Lets those go on who can pay.
  ///
  /// @throws UnpaidCall when the caller cannot
  @Override
  public void mayCall(Caller caller) {
    metering
        .refusal(caller.tenant(), caller.mode())
        .ifPresent(
            unpaid -> {
              throw new UnpaidCall(unpaid);
            });
  }

  /// What a call was about.
  ///
  /// @param results how many were found; null for the details of a product
  record Subject(
      DataEndpoint endpoint,
      @Nullable String query,
      @Nullable Integer results,
      @Nullable String retailer,
      @Nullable String productId) {}

  /// Takes the price of a call that succeeded.
  ///
  /// @throws UnpaidCall when the money is gone meanwhile
  @Override
  public void succeeded(ApiRequest request, Caller caller, Subject subject) {
    metering
        .charge(
            new DataCall(
                caller.tenant(),
                caller.mode(),
                UUID.fromString(request.id()),
                subject.endpoint(),
                clock.instant(),
                subject.query(),
                subject.results(),
                subject.retailer(),
                subject.productId()))
        .ifPresent(
            unpaid -> {
              throw new UnpaidCall(unpaid);
            });
  }
}
