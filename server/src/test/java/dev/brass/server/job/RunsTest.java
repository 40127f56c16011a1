package dev.brass.server.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RunsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void theCeilingOfTheBackoffDoublesUpToTheLongest() {
    JobKind kind = kind(SECOND, HOUR);

    assertThat(ceiling(kind, 1)).isEqualTo(SECOND);
    assertThat(ceiling(kind, 2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(ceiling(kind, 6)).isEqualTo(Duration.ofSeconds(32));
    assertThat(ceiling(kind, 13)).isEqualTo(HOUR);
    assertThat(ceiling(kind, 1_000_000)).isEqualTo(HOUR);
    assertThat(ceiling(kind(Duration.ZERO, Duration.ZERO), 5)).isZero();
  }

  @Test
  void theBackoffIsSpreadOverItsWholeRange() {
    Random random = new Random(1);
    JobKind kind = kind(SECOND, HOUR);
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      Duration pause = Runs.backoff(kind, 4, random);
      assertThat(pause).isBetween(Duration.ZERO, Duration.ofSeconds(8));
      sum += pause.toMillis();
    }
    assertThat(sum / 10_000).isBetween(3_900.0, 4_100.0);
  }

  @Test
  void whatIsStoredOfAnErrorIsShortAndText() {
    assertThat(Runs.storable("a\0b\ud800c😀")).isEqualTo("a?b?c😀");
    assertThat(Runs.storable("x".repeat(5_000))).hasSize(2_001).endsWith("…");
  }

  @Test
  void refusesAKindThatCannotWork() {
    assertThatThrownBy(() -> kind(HOUR, SECOND)).hasMessageContaining("PT1H");
    assertThatThrownBy(
            () ->
                JobKind.of("k", _ -> JobResult.done())
                    .concurrency(0)
                    .attempts(1)
                    .backoff(SECOND, SECOND))
        .hasMessageContaining("k");
  }

  /// What comes out when the dice show the most they can.
  private static Duration ceiling(JobKind kind, int attempt) {
    return Runs.backoff(kind, attempt, new Highest()).plusNanos(ceilingIsZero(kind) ? 0 : 1);
  }

  private static boolean ceilingIsZero(JobKind kind) {
    return kind.longestBackoff().isZero();
  }

  private static JobKind kind(Duration first, Duration longest) {
    return JobKind.of("k", _ -> JobResult.done()).attempts(5).backoff(first, longest);
  }

  private static final class Highest implements RandomGenerator {
    @Override
    public long nextLong() {
      return Long.MAX_VALUE;
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }
}
