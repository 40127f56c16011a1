package dev.brass.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.health.Health.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepeatedFailureTest {

  private final AtomicLong nanos = new AtomicLong(-5);
  private final RepeatedFailure failure =
      new RepeatedFailure(
          "job-acks", "nothing could be written", Duration.ofSeconds(10), nanos::get);

  @Test
  void isAProblemOnlyWhenItLasts() {
    assertThat(failure.problem()).isEmpty();
    failure.failed();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    failure.failed();
    assertThat(failure.problem()).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());

    assertThat(failure.problem())
        .contains(new Problem("job-acks", "nothing could be written for 12 s", false));
    failure.over();
    assertThat(failure.problem()).isEmpty();
  }

  @Test
  void countsFromItsFirstFailureAfterASuccess() {
    failure.failed();
    failure.over();
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    failure.failed();

    assertThat(failure.problem()).isEmpty();
  }
}
