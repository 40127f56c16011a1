package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

  @Test
  void aCallIsCarriedOutAlthoughItsCallerIsInterrupted() throws Exception {
    CountDownLatch underWay = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Thread> leader = new AtomicReference<>();
    GroupCommit<Integer, Integer> gather =
        new GroupCommit<>(
            new GroupWatch(),
            1,
            10,
            items -> {
              leader.set(Thread.currentThread());
              underWay.countDown();
              await(goOn);
              return items;
            });
    AtomicReference<Integer> answer = new AtomicReference<>();
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  answer.set(gather.call(7));
                  stillInterrupted.set(Thread.currentThread().isInterrupted());
                });
    underWay.await();
    caller.interrupt();
    assertThat(leader.get()).isNotSameAs(caller);
    assertThat(leader.get().isInterrupted()).isFalse();
    goOn.countDown();
    caller.join();

    assertThat(answer).hasValue(7);
    assertThat(stillInterrupted).isTrue();
  }

  @Test
  void whoIsInterruptedBeforeItsCallIsServedToo() {
    GroupCommit<Integer, Integer> gather =
        new GroupCommit<>(new GroupWatch(), 1, 10, items -> items);
    Thread.currentThread().interrupt();

    assertThat(gather.call(7)).isEqualTo(7);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void callsThatArriveDuringAGroupAreCarriedOutTogether() throws Exception {
    CountDownLatch firstIsUnderWay = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    GroupCommit<Integer, Integer> gather =
        new GroupCommit<>(
            new GroupWatch(),
            1,
            100,
            items -> {
              sizes.add(items.size());
              if (items.getFirst() == 0) {
                firstIsUnderWay.countDown();
                await(goOn);
              }
              return items;
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> first = threads.submit(() -> gather.call(0));
      firstIsUnderWay.await();
      List<Future<Integer>> rest = new ArrayList<>();
      CountDownLatch started = new CountDownLatch(50);
      for (int i = 1; i <= 50; i++) {
        int item = i;
        rest.add(
            threads.submit(
                () -> {
                  started.countDown();
                  return gather.call(item);
                }));
      }
      started.await();
      goOn.countDown();
      assertThat(first.get()).isZero();
      for (int i = 0; i < rest.size(); i++) {
        assertThat(rest.get(i).get()).isEqualTo(i + 1);
      }
    }
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(51);
  }

  @Test
  void aBadMemberFailsAlone() throws Exception {
    AtomicInteger groups = new AtomicInteger();
    GroupCommit<Integer, Integer> gather =
        new GroupCommit<>(
            new GroupWatch(),
            1,
            100,
            items -> {
              groups.incrementAndGet();
              if (items.contains(13)) {
                throw new IllegalArgumentException("13");
              }
              return items;
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int item = i;
        futures.add(threads.submit(() -> gather.call(item)));
      }
      for (int i = 0; i < 200; i++) {
        Future<Integer> future = futures.get(i);
        if (i == 13) {
          assertThatThrownBy(future::get).hasRootCauseMessage("13");
        } else {
          assertThat(future.get()).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void noGroupIsLargerThanAllowedAndNobodyIsForgotten() throws Exception {
    AtomicInteger largest = new AtomicInteger();
    GroupCommit<Integer, Integer> gather =
        new GroupCommit<>(
            new GroupWatch(),
            2,
            8,
            items -> {
              largest.accumulateAndGet(items.size(), Math::max);
              return items;
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> futures = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        int item = i;
        futures.add(threads.submit(() -> gather.call(item)));
      }
      for (int i = 0; i < futures.size(); i++) {
        assertThat(futures.get(i).get()).isEqualTo(i);
      }
    }
    assertThat(largest.get()).isBetween(1, 8);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
