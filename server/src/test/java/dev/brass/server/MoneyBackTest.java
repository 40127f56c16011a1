package dev.brass.server;

import static dev.brass.server.MoneyRig.PRICE;
import static dev.brass.server.MoneyRig.usd;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.MoneyRig.Books;
import dev.brass.server.MoneyRig.Bought;
import dev.brass.server.MoneyRig.Way;
import dev.brass.server.db.TestDatabase;
import dev.brass.spi.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever gives money back, in whatever order: nobody gets back more than was paid, and all books
/// add up.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MoneyBackTest {

  @RegisterExtension static final TestDatabase PREPAID = TestDatabase.perClass();
  @RegisterExtension static final TestDatabase INVOICE = TestDatabase.perClass();

  private MoneyRig prepaid;
  private MoneyRig onInvoice;

  @BeforeAll
  void start() {
    prepaid = new MoneyRig(PREPAID, true);
    onInvoice = new MoneyRig(INVOICE, false);
    prepaid.topUp(100_000_000);
  }

  @AfterAll
  void stop() {
    prepaid.close();
    onInvoice.close();
  }

  private MoneyRig rig(Way way) {
    return way == Way.INVOICE ? onInvoice : prepaid;
  }

  /// What happens to an order.
  enum Event {
    CREDIT,
    CASE,
    REST_IN_CASE,
    CANCEL
  }

  /// An order by card has no case: its client has no balance.
  private static boolean canBe(Way way, Event event) {
    return way != Way.CARD || (event != Event.CASE && event != Event.REST_IN_CASE);
  }

  static Stream<Arguments> pairs() {
    return Arrays.stream(Way.values())
        .flatMap(
            way ->
                Arrays.stream(Event.values())
                    .filter(event -> canBe(way, event))
                    .flatMap(
                        first ->
                            Arrays.stream(Event.values())
                                .filter(event -> canBe(way, event))
                                .map(second -> Arguments.of(way, first, second))));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void anOrderOf979GivesBackAllThatWasPaidOnceInAnyOrder(Way way, Event first, Event second) {
    MoneyRig rig = rig(way);
    Bought order = rig.place(way);
    long paid = rig.books(order).paid();
    assertThat(paid).isGreaterThanOrEqualTo(PRICE);

    boolean all = happens(rig, order, first, PRICE) | happens(rig, order, second, PRICE);

    rig.untilBack(order, all ? paid : PRICE);
    rig.audit();
  }

  /// @return whether all comes back by it
  private static boolean happens(MoneyRig rig, Bought order, Event event, long amount) {
    return switch (event) {
      case CREDIT -> {
        rig.credit(order, usd(amount));
        yield false;
      }
      case CASE -> {
        rig.refundInCase(order, usd(amount));
        yield false;
      }
      case REST_IN_CASE -> {
        rig.refundRestInCase(order);
        yield true;
      }
      case CANCEL -> {
        rig.callOff(order);
        yield true;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void anOperatorCreditsNoMoreThanIsLeftAndIsToldWhatThatIs(Way way) {
    MoneyRig rig = rig(way);
    Bought order = rig.place(way);
    // The wallet can give back the fee, too; a card gives back what the goods cost.
    Money most = usd(way == Way.CARD ? PRICE : rig.books(order).paid());
    assertThat(rig.credit(order, usd(99_999_999))).contains(most);
    assertThat(rig.credit(order, Money.of(1, "EUR"))).contains(most);
    assertThat(rig.credit(order, usd(500))).isEmpty();
    Money left = most.minus(usd(500));
    assertThat(rig.credit(order, most)).contains(left);
    assertThat(rig.credit(order, left)).isEmpty();
    assertThat(rig.credit(order, usd(1))).contains(usd(0));
    rig.untilBack(order, most.minor());
    rig.audit();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void afterACancellationNothingIsLeftToCredit(Way way) {
    MoneyRig rig = rig(way);
    Bought order = rig.place(way);
    rig.callOff(order);
    assertThat(rig.credit(order, usd(1))).contains(usd(0));
    rig.untilBack(order, rig.books(order).paid());
  }

  @Test
  void onInvoiceWhatIsOwedIsWhatWasPlacedAndDidNotComeBack() {
    long before = onInvoice.balance();
    onInvoice.place(Way.INVOICE);
    Bought off = onInvoice.place(Way.INVOICE);
    assertThat(onInvoice.balance()).isEqualTo(before - 2 * PRICE);
    onInvoice.callOff(off);
    assertThat(onInvoice.balance()).isEqualTo(before - PRICE);
    onInvoice.audit();
  }

  /// A sequence of events, with how much they would give back.
  private record Wish(Event event, long amount) {}

  private static List<Wish> wishes(Way way, Random random) {
    List<Wish> wishes = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    while (wishes.size() < count) {
      // Cancellations are rarer, since they end all of it.
      Event event = random.nextInt(8) == 0 ? Event.CANCEL : Event.values()[random.nextInt(3)];
      if (canBe(way, event)) {
        wishes.add(new Wish(event, 1 + random.nextInt(600)));
      }
    }
    return wishes;
  }

  /// @return what came back by it, as it was told; all that is left is -1
  private static long told(MoneyRig rig, Bought order, Wish wish) {
    return switch (wish.event()) {
      case CREDIT -> rig.credit(order, usd(wish.amount())).isEmpty() ? wish.amount() : 0;
      case CASE -> rig.refundInCase(order, usd(wish.amount())).isEmpty() ? wish.amount() : 0;
      case REST_IN_CASE -> rig.refundRestInCase(order) ? -1 : 0;
      case CANCEL -> {
        rig.callOff(order);
        yield -1;
      }
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void randomSequencesGiveBackWhatWasToldAndNeverMore(long seed) throws Exception {
    Random random = new Random(seed);
    for (MoneyRig rig : List.of(prepaid, onInvoice)) {
      List<Bought> orders = new ArrayList<>();
      List<List<Long>> told = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          Way way =
              rig == onInvoice
                  ? Way.INVOICE
                  : List.of(Way.WALLET, Way.CARD, Way.AGENT).get(random.nextInt(3));
          Bought order = rig.place(way);
          List<Wish> wishes = wishes(way, random);
          List<Long> backs = Collections.synchronizedList(new ArrayList<>());
          orders.add(order);
          told.add(backs);
          if (random.nextBoolean()) {
            // One after the other, while other orders have theirs.
            running.add(
                threads.submit(() -> wishes.forEach(wish -> backs.add(told(rig, order, wish)))));
          } else {
            // All at once.
            wishes.forEach(
                wish -> running.add(threads.submit(() -> backs.add(told(rig, order, wish)))));
          }
        }
        for (Future<?> one : running) {
          one.get();
        }
      }
      for (int i = 0; i < orders.size(); i++) {
        Books books = rig.books(orders.get(i));
        List<Long> backs = told.get(i);
        long sum = backs.stream().mapToLong(Long::longValue).filter(back -> back > 0).sum();
        assertThat(sum).as("seed %s, %s", seed, orders.get(i)).isLessThanOrEqualTo(books.paid());
        rig.untilBack(orders.get(i), backs.contains(-1L) ? books.paid() : sum);
      }
      rig.hasRest(orders);
    }
  }
}
