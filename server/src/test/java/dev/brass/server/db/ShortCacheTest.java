package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ShortCacheTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicInteger questions = new AtomicInteger();
  private final ShortCache<String, String> recent =
      new ShortCache<>(
          Duration.ofSeconds(5),
          10,
          String::isEmpty,
          key -> {
            questions.incrementAndGet();
            return key.startsWith("unknown") ? "" : key + "!";
          });

  @Test
  void asksAgainOnlyWhenTheAnswerIsOld() {
    assertThat(recent.get("a", NOW)).isEqualTo("a!");
    assertThat(recent.get("a", NOW.plusMillis(4_999))).isEqualTo("a!");
    assertThat(questions).hasValue(1);
    recent.get("a", NOW.plusSeconds(5));
    assertThat(questions).hasValue(2);
  }

  @Test
  void asksAgainWhenTheClockWasSetBack() {
    recent.get("a", NOW);
    recent.get("a", NOW.minusSeconds(1));
    assertThat(questions).hasValue(2);
  }

  @Test
  void forgetsOnDemand() {
    recent.get("a", NOW);
    recent.forget("a");
    recent.get("a", NOW);
    recent.clear();
    recent.get("a", NOW);
    assertThat(questions).hasValue(3);
  }

  @Test
  void keepsNoMoreThanAllowedAndStrangersGoFirst() {
    recent.get("a", NOW);
    for (int i = 0; i < 1_000; i++) {
      recent.get("unknown" + i, NOW.plusMillis(1));
      assertThat(recent.size()).isLessThanOrEqualTo(10);
    }
    int before = questions.get();
    recent.get("a", NOW.plusMillis(2));
    assertThat(questions).hasValue(before);
  }

  @Test
  void dropsTheOlderHalfWhenAllAreAsGood() {
    for (int i = 0; i < 11; i++) {
      recent.get("key" + i, NOW.plusMillis(i));
    }
    assertThat(recent.size()).isEqualTo(6);
    recent.get("key10", NOW.plusMillis(11));
    recent.get("key5", NOW.plusMillis(11));
    assertThat(questions).hasValue(11);
    recent.get("key4", NOW.plusMillis(11));
    assertThat(questions).hasValue(12);
  }

  @Test
  void doesNotKeepAFailure() {
    AtomicInteger tries = new AtomicInteger();
    ShortCache<String, String> failing =
        new ShortCache<>(
            Duration.ofSeconds(5),
            10,
            String::isEmpty,
            _ -> {
              if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("down");
              }
              return "up";
            });
    assertThatIllegalStateException().isThrownBy(() -> failing.get("a", NOW)).withMessage("down");
    assertThat(failing.get("a", NOW)).isEqualTo("up");
  }

  @Test
  void callersThatAskForTheSameAtOnceShareOneQuestion() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ShortCache<String, Integer> slow =
        new ShortCache<>(
            Duration.ofSeconds(5),
            10,
            _ -> false,
            _ -> {
              asked.countDown();
              await(goOn);
              return questions.incrementAndGet();
            });
    List<Future<Integer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      answers.add(threads.submit(() -> slow.get("a", NOW)));
      await(asked);
      for (int i = 0; i < 20; i++) {
        answers.add(threads.submit(() -> slow.get("a", NOW)));
      }
      slow.forget("a");
      Future<Integer> later = threads.submit(() -> slow.get("a", NOW));
      Awaitility.await().until(() -> slow.size() == 1);
      goOn.countDown();
      later.get();
    }
    for (Future<Integer> answer : answers) {
      assertThat(answer.get()).isIn(1, 2);
    }
    assertThat(questions).hasValue(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
