package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GatherTest {

  private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();

  @Test
  void aLoneCallRunsAtOnceOnItsOwnThread() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    Gather<Integer, Integer> gather =
        new Gather<>(
            1,
            10,
            group -> {
              threads.add(Thread.currentThread());
              return group.stream().map(i -> i * 2).toList();
            });

    assertThat(gather.call(21)).isEqualTo(42);
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void callsThatArriveMeanwhileAreCarriedOutTogether() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Gather<Integer, Integer> gather =
        new Gather<>(
            1,
            100,
            group -> {
              groups.add(group);
              begun.countDown();
              await(open);
              return group;
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> first = threads.submit(() -> gather.call(0));
      begun.await();
      AtomicInteger arriving = new AtomicInteger();
      List<Future<Integer>> others = new ArrayList<>();
      List<Thread> callers = new CopyOnWriteArrayList<>();
      for (int i = 1; i <= 20; i++) {
        int item = i;
        others.add(
            threads.submit(
                () -> {
                  callers.add(Thread.currentThread());
                  arriving.incrementAndGet();
                  return gather.call(item);
                }));
      }
      Awaitility.await()
          .until(
              () ->
                  arriving.get() == 20
                      && callers.stream()
                          .allMatch(caller -> caller.getState() == Thread.State.WAITING));
      open.countDown();

      assertThat(first.get()).isZero();
      for (int i = 1; i <= 20; i++) {
        assertThat(others.get(i - 1).get()).isEqualTo(i);
      }
      assertThat(groups).hasSize(2);
    }
  }

  @Test
  void noGroupIsLargerThanAllowedAndEachCallerGetsItsOwnAnswer() throws Exception {
    Gather<Integer, String> gather =
        new Gather<>(
            2,
            7,
            group -> {
              groups.add(group);
              return group.stream().map(String::valueOf).toList();
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        int item = i;
        answers.add(threads.submit(() -> gather.call(item)));
      }
      for (int i = 0; i < 2_000; i++) {
        assertThat(answers.get(i).get()).isEqualTo(String.valueOf(i));
      }
    }
    assertThat(groups).allMatch(group -> group.size() <= 7);
    assertThat(groups.stream().mapToInt(List::size).sum()).isEqualTo(2_000);
  }

  @Test
  void aBadMemberFailsAlone() throws Exception {
    Gather<Integer, Integer> gather =
        new Gather<>(
            1,
            100,
            group -> {
              if (group.contains(13)) {
                throw new IllegalArgumentException("13");
              }
              return group;
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        int item = i;
        answers.add(threads.submit(() -> gather.call(item)));
      }
      for (int i = 0; i < 30; i++) {
        Future<Integer> answer = answers.get(i);
        if (i == 13) {
          assertThatThrownBy(answer::get).hasRootCauseMessage("13");
        } else {
          assertThat(answer.get()).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void refusesWorkThatLosesAnAnswer() {
    Gather<Integer, Integer> gather = new Gather<>(1, 10, _ -> List.of());

    assertThatThrownBy(() -> gather.call(1)).hasMessageContaining("0 results for 1 calls");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
