package dev.brass.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SupervisorTest {

  private final Fake server = new Fake();

  /// A server that ends when it is told to, and starts with what it is told to say.
  private static final class Fake implements Supervisor.Server {

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger stops = new AtomicInteger();
    private final Deque<String> said = new ArrayDeque<>();
    private final CountDownLatch starting = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean slow;

    @Override
    public boolean hasEnded() {
      return ended.get();
    }

    @Override
    public String startAgain() {
      starts.incrementAndGet();
      starting.countDown();
      if (slow) {
        try {
          stopped.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return "it was ended";
      }
      String saying = said.isEmpty() ? "" : said.poll();
      ended.set(!saying.isEmpty());
      return saying;
    }

    @Override
    public void stop() {
      stops.incrementAndGet();
      stopped.countDown();
    }
  }

  private static Supervisor.Pace quick(Duration window) {
    return new Supervisor.Pace(10, window, Duration.ofMillis(1), Duration.ofMillis(2));
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(60))
        .until(condition);
  }

  @Test
  void aServerThatEndsIsStartedAgain() throws Exception {
    try (var supervisor = new Supervisor(server)) {
      supervisor.start();
      assertThat(supervisor.trouble()).isNull();
      server.ended.set(true);
      await(() -> server.starts.get() == 1);
      await(() -> supervisor.trouble() == null);
      assertThat(supervisor.lost()).isFalse();
    }
    assertThat(server.starts).hasValue(1);
  }

  @Test
  void aStartThatFailsIsTriedAgainAndSaidMeanwhile() throws Exception {
    server.said.add("the port is taken");
    server.said.add("the port is taken");
    try (var supervisor = new Supervisor(server)) {
      supervisor.start();
      server.ended.set(true);
      await(() -> server.starts.get() >= 1);
      assertThat(supervisor.trouble()).contains("being started again");
      await(() -> server.starts.get() == 3);
      await(() -> supervisor.trouble() == null);
    }
  }

  @Test
  void whatNeverStartsIsGivenUp() throws Exception {
    for (int i = 0; i < 20; i++) {
      server.said.add("the folder is damaged");
    }
    try (var supervisor = new Supervisor(server, quick(Duration.ofDays(1)))) {
      supervisor.start();
      server.ended.set(true);
      await(supervisor::lost);
      assertThat(supervisor.trouble()).contains("does not stay up").contains("damaged");
      assertThat(server.starts).hasValue(10);
    }
  }

  @Test
  void aServerThatEndsNowAndThenIsNeverGivenUp() throws Exception {
    try (var supervisor = new Supervisor(server, quick(Duration.ofMillis(1)))) {
      supervisor.start();
      for (int i = 1; i <= 12; i++) {
        int count = i;
        server.ended.set(true);
        await(() -> server.starts.get() == count && supervisor.trouble() == null);
      }
      assertThat(supervisor.lost()).isFalse();
    }
  }

  @Test
  void aCloseDuringAStartEndsWhatIsBeingStarted() throws Exception {
    server.slow = true;
    var supervisor = new Supervisor(server);
    supervisor.start();
    server.ended.set(true);
    assertThat(server.starting.await(60, TimeUnit.SECONDS)).isTrue();
    supervisor.close();
    assertThat(server.stops.get()).isPositive();
    assertThat(server.starts).hasValue(1);
  }
}
