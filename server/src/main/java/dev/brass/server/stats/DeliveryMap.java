package dev.brass.server.stats;

import java.time.Instant;
import java.util.List;

/// The places of recent deliveries.
public record DeliveryMap(List<MapPoint> points, int windowDays, Instant madeAt) {
  public DeliveryMap {
    points = List.copyOf(points);
  }
}
