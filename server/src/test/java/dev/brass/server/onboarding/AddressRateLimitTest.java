package dev.brass.server.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AddressRateLimitTest {

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-01T00:00:00Z"));
  private final AddressRateLimit pace = new AddressRateLimit(2, Duration.ofMinutes(1), clock);

  @Test
  void whoComesTooOftenIsToldForHowLong() {
    assertThat(pace.take("192.0.2.1")).isZero();
    assertThat(pace.take("192.0.2.1")).isZero();
    assertThat(pace.take("192.0.2.1")).isEqualTo(Duration.ofSeconds(30));
    assertThat(pace.take("192.0.2.2")).isZero();
    clock.advance(Duration.ofSeconds(30));
    assertThat(pace.take("192.0.2.1")).isZero();
    assertThat(pace.take("192.0.2.1")).isPositive();
  }

  @Test
  void aNetworkOfTheNewerProtocolIsOneCustomer() {
    assertThat(pace.take("2001:db8::1")).isZero();
    assertThat(pace.take("2001:db8:0:0:ffff::2")).isZero();
    assertThat(pace.take("2001:db8::3")).isPositive();
    assertThat(pace.take("2001:db8:0:1::1")).isZero();
  }
}
