package dev.brass.server.usage;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The calls of a tenant in the last days.
///
/// @param since the beginning of the first of the days, UTC
/// @param metrics of every endpoint, called or not
/// @param recent newest first
public record UsageReport(Instant since, Map<DataEndpoint, Metric> metrics, List<DataCall> recent) {

  public UsageReport {
    metrics = Map.copyOf(metrics);
    recent = List.copyOf(recent);
  }

  /// The number of calls of an endpoint.
  ///
  /// @param before in the same number of days before those
  /// @param days per day, the last one is today
  public record Metric(long total, long before, List<Long> days) {
    public Metric {
      days = List.copyOf(days);
    }
  }
}
