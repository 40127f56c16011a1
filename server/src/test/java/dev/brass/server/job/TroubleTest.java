package dev.brass.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.health.Health.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TroubleTest {

  private final AtomicLong nanos = new AtomicLong(-5);
  private final Trouble trouble =
      new Trouble("job-acks", "nothing could be written", Duration.ofSeconds(10), nanos::get);

  @Test
  void isAProblemOnlyWhenItLasts() {
    assertThat(trouble.problem()).isEmpty();
    trouble.failed();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    trouble.failed();
    assertThat(trouble.problem()).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());

    assertThat(trouble.problem())
        .contains(new Problem("job-acks", "nothing could be written for 12 s", false));
    trouble.over();
    assertThat(trouble.problem()).isEmpty();
  }

  @Test
  void countsFromItsFirstFailureAfterASuccess() {
    trouble.failed();
    trouble.over();
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    trouble.failed();

    assertThat(trouble.problem()).isEmpty();
  }
}
