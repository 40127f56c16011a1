package dev.brass.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.health.Health.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Health health = new Health(now::get);

  @Test
  void aLoopThatStandsStillIsAProblemAndLaterAHopelessOne() {
    Activity loop = activity();
    assertThat(health.problems()).as("before it begins").isEmpty();
    loop.alive();
    pass(10);
    assertThat(health.problems()).isEmpty();
    pass(1);
    assertThat(health.problems())
        .containsExactly(new Problem("claims", "claims has not got on for 11 s", false));
    assertThat(health.isHopeless()).isFalse();
    pass(50);
    assertThat(health.isHopeless()).isTrue();
    loop.alive();
    assertThat(health.problems()).isEmpty();
  }

  @Test
  void aLoopThatEndedOnPurposeIsNoProblem() {
    Activity loop = activity();
    loop.alive();
    loop.stopped();
    pass(100);
    assertThat(health.problems()).isEmpty();
  }

  @Test
  void theOldestPieceOfWorkCounts() {
    Activity groups = activity();
    Activity.Piece first = groups.begin();
    pass(8);
    try (Activity.Piece _ = groups.begin()) {
      pass(3);
      assertThat(health.problems()).hasSize(1);
      first.close();
      assertThat(health.problems()).isEmpty();
    }
    pass(100);
    assertThat(health.problems()).isEmpty();
  }

  @Test
  void aPartMayKnowByItselfThatItDoesNotWork() {
    health.check(() -> Optional.of(new Problem("postgres", "it is gone", true)));
    assertThat(health.isHopeless()).isTrue();
  }

  private Activity activity() {
    return health.activity("claims", Duration.ofSeconds(10), Duration.ofSeconds(60));
  }

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
