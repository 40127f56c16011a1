package dev.brass.server.product;

import static dev.brass.server.product.ProductRig.NOW;
import static dev.brass.server.product.ProductRig.USUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.db.TestDatabase;
import dev.brass.spi.Answer;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Product;
import dev.brass.spi.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is asked, what is kept, and for whom.
class ProductsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final Set<Thread.State> PARKED =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private ProductRig rig;

  @BeforeEach
  void open() {
    rig =
        new ProductRig(
            db.database(),
            new ProductSettings(
                Duration.ofHours(1), Duration.ofDays(1), 3, Duration.ofSeconds(20)));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static Product known(Reading<Product> reading) {
    assertThat(reading).isInstanceOf(Reading.Known.class);
    return ((Reading.Known<Product>) reading).value();
  }

  private static String failed(Reading<Product> reading) {
    assertThat(reading).isInstanceOf(Reading.Failed.class);
    return ((Reading.Failed<Product>) reading).why();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theStoreIsAskedOnceForAllWhoAskAtTheSameTime(boolean takesOlder) throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    rig.shop.does(
        () -> {
          awaited(open);
          return Optional.empty();
        });
    ConcurrentLinkedQueue<Reading<Product>> readings = new ConcurrentLinkedQueue<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      callers.add(
          Thread.startVirtualThread(
              () -> readings.add(rig.products.read(rig.details("p", takesOlder ? USUAL : NOW)))));
    }
    await().until(() -> rig.shop.asked() == 1);
    await().until(() -> callers.stream().allMatch(c -> PARKED.contains(c.getState())));
    open.countDown();
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(readings).hasSize(64).allMatch(readings.peek()::equals);
    assertThat(known(readings.peek())).isEqualTo(CountingShop.product("p"));
    assertThat(rig.shop.asked()).isEqualTo(1);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw StoreException.answerLost("interrupted", e);
    }
  }

  @Test
  void aCallThatTakesNothingOldDoesNotGetWhatAnotherWasContentWith() {
    Reading<Product> first = rig.products.read(rig.details("p", USUAL));
    rig.clock.advance(Duration.ofMinutes(1));

    assertThat(rig.products.read(rig.details("p", USUAL))).isEqualTo(first);
    assertThat(rig.products.read(rig.details("p", NOW))).isNotEqualTo(first);
    assertThat(rig.products.read(rig.details("q", USUAL))).isNotEqualTo(first);
    assertThat(rig.shop.asked()).isEqualTo(3);
  }

  @Test
  void aRealStoresAnswerIsForEverybody() {
    ask(rig.real);
    assertThat(rig.shop.asked()).isEqualTo(1);
  }

  @Test
  void aSandboxStoresAnswerIsForItsTenant() {
    ask(rig.sandbox);
    assertThat(rig.shop.asked()).isEqualTo(2);
    rig.clocks.advance(rig.tenant, Duration.ofHours(2));
    ask(rig.sandbox);
    assertThat(rig.shop.asked()).as("old for one of them").isEqualTo(3);
  }

  private void ask(ConfiguredStore store) {
    Question<Product> question = new Question.Details("p");
    for (int i = 0; i < 2; i++) {
      rig.products.read(new Inquiry<>(rig.tenant, store, question, USUAL));
      rig.products.read(new Inquiry<>(rig.other, store, question, USUAL));
    }
  }

  @Test
  void whatDiffersInAnythingIsAnotherQuestion() {
    rig.products.read(rig.details("p", USUAL));
    rig.products.read(new Inquiry<>(rig.tenant, rig.real, new Question.Offers("p"), USUAL));
    rig.products.read(new Inquiry<>(rig.tenant, rig.real, new Question.Search("p", 1), USUAL));
    rig.products.read(new Inquiry<>(rig.tenant, rig.real, new Question.Search("p", 2), USUAL));
    rig.products.read(new Inquiry<>(rig.tenant, rig.sandbox, new Question.Details("p"), USUAL));
    assertThat(rig.shop.asked()).isEqualTo(5);
  }

  @Test
  void aStoreThatCannotBeAskedIsAskedAgainNextTime() {
    rig.shop.does(
        () -> {
          throw StoreException.notSent("secret detail", new IOException());
        });
    assertThat(failed(rig.products.read(rig.details("p", USUAL))))
        .contains("'real' could not be asked")
        .doesNotContain("secret");
    rig.shop.does(
        () -> {
          throw new IllegalStateException("secret detail");
        });
    assertThat(failed(rig.products.read(rig.details("p", USUAL)))).doesNotContain("secret");
    rig.shop.does(Optional::empty);
    known(rig.products.read(rig.details("p", USUAL)));
    assertThat(rig.shop.asked()).isEqualTo(3);
  }

  @Test
  void aStoreThatDoesNotAnswerIsGivenUp() {
    try (ProductRig hasty =
        new ProductRig(
            db.database(),
            new ProductSettings(
                Duration.ofHours(1), Duration.ofDays(1), 10, Duration.ofMillis(300)))) {
      hasty.shop.does(
          () -> {
            awaited(new CountDownLatch(1));
            return Optional.empty();
          });
      assertThat(failed(hasty.products.read(hasty.details("p", USUAL))))
          .contains("'real' did not answer");
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  @Test
  void aRefusalIsKeptUnlessItMayHaveBeenBadLuck() {
    rig.shop.does(
        () -> Optional.of(Answer.refused(ErrorCode.EXPIRED_PRODUCT_ID.error("product_id", "p"))));
    Reading<Product> refused = rig.products.read(rig.details("p", USUAL));
    assertThat(refused).isInstanceOf(Reading.Refused.class);
    assertThat(rig.products.read(rig.details("p", USUAL))).isEqualTo(refused);
    assertThat(rig.shop.asked()).isEqualTo(1);

    rig.shop.does(() -> Optional.of(Answer.refused(ErrorCode.INTERNAL_ERROR.error())));
    rig.products.read(rig.details("q", USUAL));
    rig.products.read(rig.details("q", USUAL));
    assertThat(rig.shop.asked()).isEqualTo(3);
  }

  @Test
  void aQuestionThatNobodyWaitsForIsAnsweredByAJobAndCollectedOnce() {
    Inquiry<Product> inquiry = rig.details("p", NOW);
    for (int i = 0; i < 64; i++) {
      assertThat(rig.products.readLater(inquiry)).isInstanceOf(Reading.Processing.class);
    }
    assertThat(rig.count("job")).isEqualTo(1);
    assertThat(rig.shop.asked()).isZero();
    rig.work();
    await().until(() -> rig.count("job") == 0);
    rig.clock.advance(Duration.ofMinutes(1));

    assertThat(known(rig.products.readLater(inquiry))).isEqualTo(CountingShop.product("p"));
    assertThat(rig.shop.asked()).isEqualTo(1);
    assertThat(rig.count("product_question")).isZero();
    assertThat(rig.products.readLater(inquiry)).isInstanceOf(Reading.Processing.class);
  }

  @Test
  void oneTenantsQuestionIsNotAnothersToCollect() {
    rig.products.readLater(rig.details("p", NOW));
    rig.work();
    await().until(() -> rig.count("job") == 0);
    rig.clock.advance(Duration.ofMinutes(1));

    Inquiry<Product> others = new Inquiry<>(rig.other, rig.real, new Question.Details("p"), NOW);
    assertThat(rig.products.readLater(others)).isInstanceOf(Reading.Processing.class);
    known(rig.products.readLater(rig.details("p", NOW)));
  }

  @Test
  void whatIsKeptNeedsNoJob() {
    Reading<Product> reading = rig.products.read(rig.details("p", USUAL));
    assertThat(rig.products.readLater(rig.details("p", USUAL))).isEqualTo(reading);
    assertThat(rig.count("job")).isZero();
  }

  /// As a node leaves it that dies while it asks the store.
  @Test
  void aJobWhoseNodeDiedIsRunAgain() {
    Inquiry<Product> inquiry = rig.details("p", NOW);
    rig.products.readLater(inquiry);
    rig.execute(
        "insert into node values ('00000000-0000-7000-8000-00000000dead', 'dead', now(), 1, now())");
    rig.execute("update job set node = '00000000-0000-7000-8000-00000000dead', attempt = 1");
    rig.work();

    await().until(() -> rig.products.readLater(inquiry) instanceof Reading.Known<Product>);
    assertThat(rig.shop.asked()).isEqualTo(1);
  }

  /// As a job leaves it at which this server failed every time.
  @Test
  void aQuestionWhoseJobMayNotRunAnyMoreHasNoAnswerInsteadOfNone() {
    Inquiry<Product> inquiry = rig.details("p", NOW);
    rig.products.readLater(inquiry);
    rig.execute("update job set attempt = 10");
    rig.work();
    await().until(() -> rig.count("job") == 0);

    assertThat(rig.products.readLater(inquiry)).isInstanceOf(Reading.Failed.class);
    assertThat(rig.shop.asked()).isZero();
  }

  /// As a node leaves it that dies between keeping the answer and answering the question.
  @Test
  void aJobThatRunsAgainTakesTheAnswerThatWasKept() {
    Inquiry<Product> inquiry = rig.details("p", NOW);
    rig.products.readLater(inquiry);
    Reading<Product> kept = rig.products.read(inquiry);
    rig.work();
    await().until(() -> rig.count("job") == 0);

    assertThat(rig.products.readLater(inquiry)).isEqualTo(kept);
    assertThat(rig.shop.asked()).isEqualTo(1);
  }

  @Test
  void aJobTriesAgainBeforeItSaysThatThereIsNoAnswer() {
    AtomicBoolean broken = new AtomicBoolean(true);
    rig.shop.does(
        () -> {
          if (broken.get()) {
            throw StoreException.notSent("away", new IOException());
          }
          return Optional.empty();
        });
    Inquiry<Product> inquiry = rig.details("p", NOW);
    rig.products.readLater(inquiry);
    rig.work();
    await()
        .until(
            () -> {
              rig.clock.advance(Duration.ofSeconds(5));
              return rig.shop.asked() == 3 && rig.count("job") == 0;
            });
    assertThat(failed(rig.products.readLater(inquiry))).contains("could not be asked");

    broken.set(false);
    rig.products.readLater(inquiry);
    await().until(() -> rig.products.readLater(inquiry) instanceof Reading.Known<Product>);
  }

  @Test
  void aQuestionThatNobodyCameBackForIsAskedAnew() {
    Inquiry<Product> inquiry = rig.details("p", NOW);
    rig.products.readLater(inquiry);
    rig.clock.advance(StoredQuestion.PATIENCE.plusSeconds(1));
    assertThat(rig.products.readLater(inquiry)).isInstanceOf(Reading.Processing.class);
    assertThat(rig.count("product_question")).isEqualTo(1);
    assertThat(rig.count("job")).as("the first finds no question and ends").isEqualTo(2);
    rig.work();
    await().until(() -> rig.count("job") == 0);
    known(rig.products.readLater(inquiry));
    assertThat(rig.shop.asked()).isEqualTo(1);
  }

  @Test
  void aTenantHasSoManyOpenQuestionsAndNoMore() {
    for (int i = 0; i < Products.MOST_QUESTIONS; i++) {
      rig.products.readLater(rig.details("p" + i, NOW));
    }
    assertThat(failed(rig.products.readLater(rig.details("more", NOW)))).contains("already 1000");
    assertThat(rig.products.readLater(rig.details("p7", NOW)))
        .isInstanceOf(Reading.Processing.class);
    known(rig.products.read(rig.details("more", NOW)));
  }

  @Test
  void whatIsOldOrTooMuchIsDeleted() {
    for (int i = 0; i < 5; i++) {
      rig.products.read(rig.details("p" + i, USUAL));
      rig.clock.advance(Duration.ofSeconds(1));
    }
    rig.execute(
        "insert into product_question select tenant_id, gen_random_uuid(), store, false, kind,"
            + " subject, page, 'x', fetched_at, fetched_at from product_answer");
    rig.products.start();
    rig.products.start();
    rig.work();
    await().until(() -> rig.count("product_answer") == 3);
    assertThat(rig.count("product_question")).isEqualTo(5);
    rig.products.read(rig.details("p4", USUAL));
    assertThat(rig.shop.asked()).as("the youngest stay").isEqualTo(5);

    rig.clock.advance(StoredQuestion.PATIENCE.plusSeconds(1));
    await().until(() -> rig.count("product_question") == 0);
    rig.clock.advance(Duration.ofDays(1));
    await().until(() -> rig.count("product_answer") == 0);
    assertThat(rig.count("job")).isEqualTo(1);
  }

  @Test
  void whatAnotherVersionKeptIsNoAnswer() {
    rig.products.read(rig.details("p", USUAL));
    rig.execute("update product_answer set body = '{\"title\": 5, \"details\": null}'");
    known(rig.products.read(rig.details("p", USUAL)));
    assertThat(rig.shop.asked()).isEqualTo(2);
  }

  @Test
  void refusesQuestionsThatNobodyMeans() {
    for (String subject : List.of("", " ", "x".repeat(256), "a\u0000b", "\ud800")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Question.Details(subject));
      assertThatIllegalArgumentException().isThrownBy(() -> new Question.Offers(subject));
      assertThatIllegalArgumentException().isThrownBy(() -> new Question.Search(subject, 1));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Question.Search("x", 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Question.Search("x", 1001));
    String widest = "\ud83d\ude00".repeat(127);
    known(rig.products.read(rig.details(widest, USUAL)));
  }
}
