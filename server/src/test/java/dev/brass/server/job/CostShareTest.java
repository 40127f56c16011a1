package dev.brass.server.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CostShareTest {

  private final AtomicLong nanos = new AtomicLong(7);
  private final CostShare share = new CostShare(10, nanos::get);

  @Test
  void whatCostsMuchIsRare() {
    assertThat(share.isDue()).isTrue();
    look(Duration.ofMillis(5));
    assertThat(share.isDue()).isFalse();
    assertThat(share.left()).isEqualTo(Duration.ofMillis(45));

    nanos.addAndGet(Duration.ofMillis(45).toNanos());
    assertThat(share.isDue()).isTrue();
    assertThat(share.left()).isZero();
  }

  @Test
  void whatCostsNothingIsAsOftenAsItIsWanted() {
    look(Duration.ZERO);

    assertThat(share.isDue()).isTrue();
  }

  private void look(Duration took) {
    long begun = nanos.get();
    nanos.addAndGet(took.toNanos());
    share.took(begun);
  }
}
