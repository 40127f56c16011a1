package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.tenant.Caller;
import dev.brass.server.usage.DataCall;
import dev.brass.server.usage.DataEndpoint;
import dev.brass.server.usage.Metering;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Payment and statistics of calls for product data (Zinc API docs, Products). Thread-safe.
final class DataMeter implements Meter {

  private final Metering metering;
  private final InstantSource clock;

  /// Creates the meter.
  ///
  /// @param clock the system clock
  DataMeter(Metering metering, InstantSource clock) {
    this.metering = metering;
    this.clock = clock;
  }

  /// Admits callers that can pay.
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

  /// The subject of a call.
  ///
  /// @param results number of hits; null for the details of a product
  record Subject(
      DataEndpoint endpoint,
      @Nullable String query,
      @Nullable Integer results,
      @Nullable String retailer,
      @Nullable String productId) {}

  /// Charges for a successful call.
  ///
  /// @throws UnpaidCall when the balance has become too low
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
