package dev.brass.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

  private final AtomicLong nanos = new AtomicLong(7);
  private final Pace pace = new Pace(10, nanos::get);

  @Test
  void whatCostsMuchIsRare() {
    assertThat(pace.isDue()).isTrue();
    look(Duration.ofMillis(5));
    assertThat(pace.isDue()).isFalse();
    assertThat(pace.left()).isEqualTo(Duration.ofMillis(45));

    nanos.addAndGet(Duration.ofMillis(45).toNanos());
    assertThat(pace.isDue()).isTrue();
    assertThat(pace.left()).isZero();
  }

  @Test
  void whatCostsNothingIsAsOftenAsItIsWanted() {
    look(Duration.ZERO);

    assertThat(pace.isDue()).isTrue();
  }

  private void look(Duration took) {
    long begun = nanos.get();
    nanos.addAndGet(took.toNanos());
    pace.took(begun);
  }
}
