package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class HeavyParsingTest {

  private final CountDownLatch end = new CountDownLatch(1);

  private String waits() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "read";
  }

  private static RequestProblem.Kind kind(Throwable problem) {
    return ((RequestProblem) problem).kind();
  }

  @Test
  void largeBodiesAreReadByThreadsThatCarryNothingElse() {
    assertThat(HeavyParsing.of(1_000_000, () -> Thread.currentThread().getName()))
        .startsWith("parsing-");
    assertThat(HeavyParsing.of(10, () -> Thread.currentThread().getName()))
        .isEqualTo(Thread.currentThread().getName());
    assertThat(HeavyParsing.of(1_000_000, () -> Thread.currentThread().isVirtual())).isFalse();
  }

  @Test
  void whatTheReadingThrowsComesBack() {
    assertThatThrownBy(
            () ->
                HeavyParsing.of(
                    1_000_000,
                    () -> {
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
  }

  @Test
  void whatTakesTooLongIsRefused() {
    HeavyParsing parsing = new HeavyParsing(1, 1, Duration.ofMillis(1));
    assertThatThrownBy(() -> parsing.run(this::waits))
        .satisfies(e -> assertThat(kind(e)).isEqualTo(RequestProblem.Kind.BUSY))
        .hasMessageContaining("could not be read in time");
    end.countDown();
  }

  @Test
  void whatIsTooMuchIsRefusedAtOnce() throws Exception {
    HeavyParsing parsing = new HeavyParsing(1, 1, Duration.ofMinutes(1));
    CountDownLatch begun = new CountDownLatch(1);
    Thread first =
        Thread.startVirtualThread(
            () ->
                parsing.run(
                    () -> {
                      begun.countDown();
                      return waits();
                    }));
    begun.await();
    Thread second = Thread.startVirtualThread(() -> parsing.run(this::waits));
    while (parsing.waiting() == 0) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(() -> parsing.run(this::waits))
        .satisfies(e -> assertThat(kind(e)).isEqualTo(RequestProblem.Kind.BUSY))
        .hasMessageContaining("too many large requests");
    end.countDown();
    first.join();
    second.join();
  }
}
