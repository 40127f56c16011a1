package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TryTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration DAY = Duration.ofHours(24);

  @Test
  void survivesItsPayload() {
    Try attempt = new Try(7, 3, NOW, "receiver");
    assertThat(Try.parse(attempt.payload())).isEqualTo(attempt);
  }

  @Test
  void triesAboutTwelveTimesInADayAndLastAtItsEnd() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int round = 0; round < 200; round++) {
      List<Instant> tries = round(random);
      assertThat(tries).hasSizeBetween(12, 15);
      assertThat(tries.getLast()).isEqualTo(NOW.plus(DAY));
    }
  }

  private static List<Instant> round(RandomGenerator random) {
    List<Instant> tries = new ArrayList<>();
    Instant now = NOW;
    Try attempt = Try.first(1, NOW, DAY, "receiver");
    for (Duration pause = Duration.ZERO; pause != null; attempt = attempt.next()) {
      now = now.plus(pause);
      tries.add(now);
      pause = attempt.pause(now, DAY, random.nextDouble(), Duration.ZERO);
    }
    return tries;
  }

  @Test
  void startsWithSecondsAndGrows() {
    Try attempt = Try.first(1, NOW, DAY, "receiver");
    assertThat(attempt.pause(NOW, DAY, 0.5, Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
    assertThat(attempt.pause(NOW, DAY, 0, Duration.ZERO)).isEqualTo(Duration.ofSeconds(4));
    assertThat(attempt.pause(NOW, DAY, 1, Duration.ZERO)).isEqualTo(Duration.ofSeconds(6));
    assertThat(attempt.next().pause(NOW, DAY, 0.5, Duration.ZERO))
        .isEqualTo(Duration.ofSeconds(15));
    assertThat(attempt.next().next().pause(NOW, DAY, 0.5, Duration.ZERO))
        .isEqualTo(Duration.ofSeconds(45));
  }

  @Test
  void waitsAsLongAsTheReceiverAsksButNotPastTheEnd() {
    Try attempt = Try.first(1, NOW, DAY, "receiver");
    assertThat(attempt.pause(NOW, DAY, 0.5, Duration.ofMinutes(3)))
        .isEqualTo(Duration.ofMinutes(3));
    assertThat(attempt.pause(NOW.plus(DAY).minusSeconds(60), DAY, 0.5, Duration.ofMinutes(3)))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aRedeliveryStartsFromTheBeginning() {
    Try attempt = Try.first(9, NOW, DAY, "receiver");
    assertThat(attempt.pause(NOW, DAY, 0.5, Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void endsAfterTwentyTriesEvenIfAMovedClockMakesThemAllAtOnce() {
    Try attempt = Try.first(1, NOW, DAY, "receiver");
    for (int i = 1; i < Try.MOST; i++) {
      assertThat(attempt.pause(NOW, DAY, 0.5, Duration.ZERO)).isNotNull();
      attempt = attempt.next();
    }
    assertThat(attempt.pause(NOW, DAY, 0.5, Duration.ZERO)).isNull();
  }
}
