package dev.brass.server.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FlightsTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Flights<String, String> flights = new Flights<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  private String failing() {
    begun.countDown();
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("broken");
  }

  @Test
  void whoComesAfterTheEndBeginsAnew() throws TimeoutException {
    assertThat(flights.join("k", LONG, () -> "first"))
        .isEqualTo(new Flights.Landing<>("first", true));
    assertThat(flights.join("k", LONG, () -> "again"))
        .isEqualTo(new Flights.Landing<>("again", true));
  }

  @Test
  void aFailureIsEverybodysWhoWaited() throws Exception {
    CompletableFuture<Throwable> first = joined();
    begun.await();
    CompletableFuture<Throwable> second = new CompletableFuture<>();
    Thread waiting =
        Thread.startVirtualThread(
            () -> {
              try {
                flights.join("k", LONG, () -> "not run");
              } catch (Throwable e) {
                second.complete(e);
              }
            });
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
    open.countDown();

    assertThat(first.get()).hasMessage("broken");
    assertThat(second.get()).isSameAs(first.get());
    assertThat(flights.join("k", LONG, () -> "well").result()).isEqualTo("well");
  }

  @Test
  void nobodyWaitsLongerThanToldTo() throws Exception {
    CompletableFuture<Throwable> first = joined();
    begun.await();
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> flights.join("k", Duration.ofMillis(10), () -> "not run"));
    assertThat(flights.join("other", LONG, () -> "apart").led()).isTrue();
    open.countDown();
    first.get();
  }

  @Test
  void aFailureOfItsOwnIsThrownAsItIs() {
    open.countDown();
    assertThatIllegalStateException().isThrownBy(() -> flights.join("k", LONG, this::failing));
  }

  @Test
  void whoIsInterruptedTakesNothingFromTheOthers() throws Exception {
    CompletableFuture<Throwable> interrupted = new CompletableFuture<>();
    Thread first =
        Thread.startVirtualThread(
            () -> {
              try {
                flights.join("k", LONG, this::answering);
              } catch (Throwable e) {
                interrupted.complete(e);
              }
            });
    begun.await();
    CompletableFuture<Flights.Landing<String>> second = new CompletableFuture<>();
    follower(second);
    first.interrupt();
    assertThat(interrupted.get()).hasMessageContaining("interrupted");
    open.countDown();
    assertThat(second.get()).isEqualTo(new Flights.Landing<>("the answer", false));
  }

  @Test
  void whoHasLittleTimeLeavesTheOthersTheirs() throws Exception {
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> flights.join("k", Duration.ofMillis(10), this::answering));
    CompletableFuture<Flights.Landing<String>> second = new CompletableFuture<>();
    follower(second);
    open.countDown();
    assertThat(second.get()).isEqualTo(new Flights.Landing<>("the answer", false));
  }

  /// Somebody who waits for work that is under way.
  private void follower(CompletableFuture<Flights.Landing<String>> landing) {
    Thread waiting =
        Thread.startVirtualThread(
            () -> {
              try {
                landing.complete(flights.join("k", LONG, () -> "not run"));
              } catch (Throwable e) {
                landing.completeExceptionally(e);
              }
            });
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
  }

  private String answering() {
    begun.countDown();
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    return "the answer";
  }

  private CompletableFuture<Throwable> joined() {
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            flights.join("k", LONG, this::failing);
          } catch (Throwable e) {
            end.complete(e);
          }
        });
    return end;
  }
}
