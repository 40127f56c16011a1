package dev.brass.server.connect;

import dev.brass.server.db.TestDatabase;
import dev.brass.spi.PaidBy;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Nodes that share a database, in a time that only tests move: who waits moves it on.
final class ReachRig {

  final TestClock clock = TestClock.atStart();
  private final TestDatabase database;

  ReachRig(TestDatabase database) {
    this.database = database;
  }

  /// What one node knows of stores.
  StoreReach node(ConfiguredStore... stores) {
    return new StoreReach(
        database.database().jdbi(),
        new Stores(List.of(stores), true),
        new Random(7),
        new SimpleMeterRegistry(),
        clock,
        this::nanos,
        clock::advance);
  }

  long nanos() {
    return ChronoUnit.NANOS.between(TestClock.START, clock.instant());
  }

  Duration passed() {
    return Duration.between(TestClock.START, clock.instant());
  }

  /// A way to the stores of a node.
  StoreAccess access(StoreReach node) {
    return new StoreAccess(clock, text -> text, new Random(7), node, CallingRun.NONE);
  }

  static ConfiguredStore store(String code, @Nullable Duration apart) {
    return store(code, apart, false);
  }

  static ConfiguredStore store(String code, @Nullable Duration apart, boolean sandbox) {
    return new ConfiguredStore(
        code,
        new InstantConnector(),
        new StoreSettings(Map.of()),
        Set.of(),
        sandbox,
        PaidBy.CLIENT,
        new StoreRules(apart, 4, Duration.ofHours(6)));
  }
}
