package dev.brass.server.job;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// The system's time plus what a test has added. Thread-safe.
final class ShiftedTime implements InstantSource {

  private final InstantSource system = InstantSource.system();
  private final AtomicReference<Duration> added = new AtomicReference<>(Duration.ZERO);

  @Override
  public Instant instant() {
    return system.instant().plus(added.get());
  }

  void advance(Duration by) {
    added.updateAndGet(before -> before.plus(by));
  }
}
