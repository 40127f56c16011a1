package dev.brass.server.api.v2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import dev.brass.testkit.TestClock;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How often strangers are let in.
class SharedRateLimitTest {

  private final TestClock clock = TestClock.atStart();
  private final Endpoint channel =
      new SharedRateLimit(1, clock, new V2Json()).open(_ -> Reply.json(200, "{}"));

  private Reply knock() {
    return channel.handle(
        new ApiRequest(
            "id", "GET", "/retailers", Map.of(), Map.of(), InputStream.nullInputStream(), 0));
  }

  @Test
  void whoComesTooOftenIsToldWhenToComeAgain() {
    Reply first = knock();
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.headers()).containsKey("Cache-Control");
    Reply last = first;
    for (int i = 0; i < 100 && last.status() == 200; i++) {
      last = knock();
    }
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.body()).contains("rate_limit_exceeded");
    assertThat(last.headers()).containsEntry("Retry-After", "1");
    assertThat(last.headers())
        .containsEntry("X-RateLimit-Reset", Long.toString(clock.instant().getEpochSecond() + 1));
  }

  @Test
  void theDoorFollowsTheClockThatItWasGiven() {
    for (int i = 0; i < 10; i++) {
      assertThat(knock().status()).isEqualTo(200);
    }
    assertThat(knock().status()).isEqualTo(429);
    clock.advance(Duration.ofMillis(999));
    assertThat(knock().status()).isEqualTo(429);
    clock.advance(Duration.ofMillis(1));
    assertThat(knock().status()).isEqualTo(200);
    assertThat(knock().status()).isEqualTo(429);
  }
}
