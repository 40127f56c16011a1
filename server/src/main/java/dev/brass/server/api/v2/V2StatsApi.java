package dev.brass.server.api.v2;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Routes;
import dev.brass.server.stats.DeliveryMap;
import dev.brass.server.stats.Health;
import dev.brass.server.stats.Lifetime;
import dev.brass.server.stats.PublicStats;
import dev.brass.server.stats.Totals;
import java.time.Instant;
import java.util.List;

/// The public parts of the current API: `/health`, `/stats/delivery-map` and `/stats/lifetime`
/// (Zinc API docs, Stats). They need no key and contain no personal data.
public final class V2StatsApi extends V2Part {

  private static final String PARCEL = "📦";

  private final PublicStats stats;

  public V2StatsApi(PublicStats stats) {
    this.stats = stats;
  }

  @Override
  public void routes(Routes routes) {
    routes.get("/health").open(_ -> kept(wire(stats.health()), "max-age=60"));
    routes
        .get("/stats/delivery-map")
        .open(_ -> kept(wire(stats.deliveries()), "public, max-age=3600"));
    routes.get("/stats/lifetime").open(_ -> kept(wire(stats.lifetime()), "public, max-age=86400"));
  }

  private Reply kept(Object body, String howLong) {
    return json.reply(200, body).with("Cache-Control", howLong);
  }

  record HealthWire(String status, Components components, Instant updatedAt) {}

  record Components(String db, String queue, String ordering) {}

  record MapWire(List<Point> points, int windowDays, Instant generatedAt) {}

  record Point(double lat, @JsonProperty("long") double longitude, String emoji) {}

  record LifetimeWire(
      long ordersSuccessful,
      long gmvCents,
      @JsonProperty("v2_as_of") Instant v2AsOf,
      Classic v1,
      TotalsWire combined) {}

  record Classic(long ordersSuccessful, long gmvCents, Instant asOf, String source) {}

  record TotalsWire(long ordersSuccessful, long gmvCents) {}

  private static HealthWire wire(Health health) {
    return new HealthWire(
        health.status().code(),
        new Components(health.db().code(), health.queue().code(), health.ordering().code()),
        health.measuredAt());
  }

  private static MapWire wire(DeliveryMap map) {
    return new MapWire(
        map.points().stream().map(p -> new Point(p.latitude(), p.longitude(), PARCEL)).toList(),
        map.windowDays(),
        map.madeAt());
  }

  private static LifetimeWire wire(Lifetime lifetime) {
    Totals both = lifetime.classic().plus(lifetime.current());
    return new LifetimeWire(
        lifetime.current().orders(),
        lifetime.current().minor(),
        lifetime.countedAt(),
        new Classic(
            lifetime.classic().orders(),
            lifetime.classic().minor(),
            lifetime.countedAt(),
            "computed"),
        new TotalsWire(both.orders(), both.minor()));
  }

  @Override
  public boolean owns(String path) {
    return path.equals("/health") || path.startsWith("/stats/");
  }
}
