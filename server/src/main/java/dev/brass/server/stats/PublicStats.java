package dev.brass.server.stats;

import dev.brass.server.db.Database;
import dev.brass.server.db.ShortCache;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Sealer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// The public answers, at any rate of calls: each answer is kept for a while, and simultaneous
/// callers share one count. No answer identifies a tenant, an order or a person. Thread-safe.
public final class PublicStats {

  private static final Duration HEALTH_KEPT = Duration.ofMinutes(4);
  private static final Duration MAP_KEPT = Duration.ofHours(1);
  private static final Duration TOTALS_KEPT = Duration.ofDays(1);

  /// A due job that waits for this long is a sign that workers are missing or too slow.
  private static final Duration LATE = Duration.ofMinutes(1);

  private static final Duration TOO_LATE = Duration.ofMinutes(10);
  private static final Duration FAILURES_SINCE = Duration.ofHours(1);
  private static final List<String> ORDERING =
      List.of("place-order", "bundle-order", "reconcile-order");

  /// An area is shown when at least so many addresses in it got something, so that a point never
  /// identifies a person.
  static final int LEAST_ADDRESSES = 5;

  static final int WINDOW_DAYS = 30;

  private final Database database;
  private final Currency currency;
  private final BooleanSupplier storesAnswer;
  private final InstantSource clock;
  private final StatsRepository repository;
  private final ShortCache<String, Health> health = kept(HEALTH_KEPT, _ -> measure());
  private final ShortCache<String, DeliveryMap> map = kept(MAP_KEPT, _ -> draw());
  private final ShortCache<String, Lifetime> lifetime = kept(TOTALS_KEPT, _ -> count());

  /// The statistics of a server.
  ///
  /// @param currency in which amounts are added up
  /// @param storesAnswer whether all stores can be reached
  public PublicStats(
      Database database,
      Sealer sealer,
      Currency currency,
      BooleanSupplier storesAnswer,
      InstantSource clock) {
    this.repository = new StatsRepository(new PersonalData(sealer));
    this.database = database;
    this.currency = currency;
    this.storesAnswer = storesAnswer;
    this.clock = clock;
  }

  private static <V> ShortCache<String, V> kept(
      Duration fresh, java.util.function.Function<String, V> source) {
    return new ShortCache<>(fresh, 1, _ -> false, source);
  }

  /// The health of the server, as it was at most four minutes ago.
  public Health health() {
    return health.get("", clock.instant());
  }

  private Health measure() {
    Instant now = clock.instant();
    if (!database.answers()) {
      return new Health(Level.DOWN, Level.DOWN, Level.DOWN, now);
    }
    return database
        .jdbi()
        .withHandle(
            handle -> {
              boolean failing =
                  repository.discarded(handle, ORDERING, now.minus(FAILURES_SINCE)) > 0;
              return new Health(
                  Level.UP,
                  level(repository.latest(handle, List.of(), now)),
                  level(repository.latest(handle, ORDERING, now))
                      .or(failing || !storesAnswer.getAsBoolean() ? Level.WARNING : Level.UP),
                  now);
            });
  }

  private static Level level(Duration late) {
    return late.compareTo(TOO_LATE) > 0
        ? Level.DOWN
        : late.compareTo(LATE) > 0 ? Level.WARNING : Level.UP;
  }

  /// The places of deliveries of live orders in the last 30 days, as they were at most an hour ago.
  public DeliveryMap deliveries() {
    return map.get("", clock.instant());
  }

  private DeliveryMap draw() {
    Instant now = clock.instant();
    Instant since = now.minus(Duration.ofDays(WINDOW_DAYS));
    List<MapPoint> points =
        database
            .patient()
            .inTransaction(
                handle -> repository.delivered(handle, Areas.ALL, since, LEAST_ADDRESSES))
            .stream()
            .map(Areas.Area::middle)
            .toList();
    return new DeliveryMap(points, WINDOW_DAYS, now);
  }

  /// All purchases ever made by live orders, as counted at most a day ago.
  public Lifetime lifetime() {
    return lifetime.get("", clock.instant());
  }

  private Lifetime count() {
    Instant now = clock.instant();
    Map<String, Totals> totals =
        database
            .patient()
            .withHandle(handle -> repository.totals(handle, currency.getCurrencyCode()));
    return new Lifetime(
        totals.getOrDefault("v1", Totals.NONE), totals.getOrDefault("v2", Totals.NONE), now);
  }
}
