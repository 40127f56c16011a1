package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TestClockTest {
  @Test
  void standsStillUntilItIsMoved() {
    TestClock clock = TestClock.atStart();
    assertThat(clock.instant()).isEqualTo(TestClock.START).isEqualTo(clock.instant());
    assertThat(clock.advance(Duration.ofHours(6)))
        .isEqualTo(clock.instant())
        .isEqualTo(TestClock.START.plusSeconds(21_600));
    clock.set(Instant.EPOCH);
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void losesNoMoveOfSeveralThreads() throws InterruptedException {
    TestClock clock = TestClock.at(Instant.EPOCH);
    Thread[] threads = new Thread[8];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int n = 0; n < 1_000; n++) {
                      clock.advance(Duration.ofMillis(1));
                    }
                  });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(8));
  }
}
