package dev.brass.server.order;

import dev.brass.server.order.OrderReadRepository.Loaded;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The two times of an order: its own, which a sandbox tenant can move and which every event
/// carries; and the system clock, which times the calls to stores.
record OrderTime(InstantSource system, Duration ahead) {

  static OrderTime of(InstantSource system, Loaded loaded) {
    return new OrderTime(system, loaded.ahead());
  }

  Instant now() {
    return system.instant().plus(ahead);
  }

  Instant systemNow() {
    return system.instant();
  }

  InstantSource clock() {
    return this::now;
  }
}
