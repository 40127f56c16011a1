package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.PaidBy;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.PriceComponents;
import dev.brass.spi.StoreSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// The rules for a connector that buys. Rules are named after their number and what they require,
/// as they stand in the document.
@SuppressWarnings("MemberName")
final class PlacesOrdersContract {
  private final Buyer buyer;
  private final PlacesOrders connector;

  PlacesOrdersContract(Trial trial) {
    this.buyer = trial.buyer();
    this.connector = trial.as(PlacesOrders.class);
  }

  @Rule
  void c2_oneCallMakesOneOrder(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Buyer.accepted(buyer.place(quoted));
    assertOrders(quoted, 1);
  }

  @Rule
  void c2_sameAttemptTwiceMakesOneOrder(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Placement first = Buyer.accepted(buyer.place(quoted));
    Placement second = buyer.recover(quoted);
    assertOrders(quoted, 1);
    assertThat(ids(second)).as("the same order, told twice").isEqualTo(ids(first));
  }

  @Rule(Situation.TIMES_OUT_AFTER_SEND)
  void c2_lostAnswerIsRecoveredWithoutASecondOrder(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    buyer.place(quoted);
    world.store().http().heal();
    buyer.recover(quoted);
    assertOrders(quoted, 1);
  }

  @Rule
  void c3_explicitYesIsAccepted(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Placement placement = Buyer.accepted(buyer.place(quoted));
    List<String> ordered = quoted.request().lines().stream().map(Line::productId).toList();
    for (MerchantOrder order : placement.merchantOrders()) {
      assertThat(order.id()).as("the store's order number").isNotBlank();
      assertThat(order.merchant()).as("merchant").isEqualTo(world.store().code());
      assertThat(ordered).as("the products asked for").containsAll(order.productIds());
    }
  }

  @Rule(Situation.REFUSES)
  void c3_explicitNoIsRefused(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    assertRefused(buyer.place(quoted));
    assertOrders(quoted, 0);
  }

  @Rule(Situation.SOLD_OUT)
  void c3_soldOutIsRefused(World world) {
    AttemptId attempt = Buyer.newAttempt();
    OrderError error = Refusals.of(buyer, world, world.request(attempt));
    assertThat(error.code().category())
        .as("the category of " + error)
        .isEqualTo(ErrorCode.Category.PRODUCT);
    assertThat(world.ordersAtStore(attempt)).as("orders at the store").isZero();
  }

  @Rule(Situation.TIMES_OUT_AFTER_SEND)
  void c3_timeoutAfterSendIsInDoubt(World world) {
    assertInDoubt(world);
  }

  @Rule(Situation.DROPS_AFTER_SEND)
  void c3_droppedConnectionIsInDoubt(World world) {
    assertInDoubt(world);
  }

  @Rule(Situation.SERVER_ERROR)
  void c3_serverErrorIsInDoubt(World world) {
    assertInDoubt(world);
  }

  @Rule(Situation.GARBLED_REPLY)
  void c3_halfAReplyIsInDoubt(World world) {
    assertInDoubt(world);
  }

  @Rule(Situation.NOT_SENT)
  void c3_whatWasNotSentWasNotAnswered(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Outcome outcome = buyer.place(quoted);
    assertThat(outcome.inDoubt() || outcome.neverSent())
        .as("no answer came, so the outcome is no answer: " + outcome)
        .isTrue();
    assertOrders(quoted, 0);
  }

  @Rule(Situation.NEEDS_ACTION)
  void c3_aPersonIsAskedFor(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Outcome outcome = buyer.place(quoted);
    assertThat(outcome).as("the outcome").isInstanceOf(Outcome.Answered.class);
    assertThat(((Outcome.Answered) outcome).result())
        .isInstanceOf(PlaceResult.ActionRequired.class);
    assertOrders(quoted, 0);
  }

  @Rule
  void c4_priceCapIsCheckedBeforeTheIrrevocableCall(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Money tooLittle = new Money(quoted.total().minor() - 1, quoted.total().currency());
    assertTooDear(quoted, buyer.place(quoted, quoted.atMost(tooLittle)));
  }

  @Rule(Situation.PRICE_JUMPS)
  void c4_priceJumpAfterTheQuoteIsRefused(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    assertTooDear(quoted, buyer.place(quoted, quoted.atMost(quoted.total())));
  }

  @Rule(Situation.PRICE_JUMPS)
  void c4_withoutACapTheStoresPriceIsPaid(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Placement placement = Buyer.accepted(buyer.place(quoted, quoted.atMost(null)));
    assertThat(placement.price().total().exceeds(quoted.total()))
        .as("the price told, %s, is the one after the jump", placement.price().total())
        .isTrue();
  }

  @Rule
  void c4_aCapThatJustFitsIsNoObstacle(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Buyer.accepted(buyer.place(quoted, quoted.atMost(quoted.total())));
  }

  @Rule
  void c4_theCallThatBuysIsMarkedIrrevocable(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Buyer.accepted(buyer.place(quoted));
    if (!world.store().http().exchanges().isEmpty()) {
      assertThat(world.store().http().irrevocable()).as("calls marked irrevocable").isNotEmpty();
    }
  }

  @Rule
  void c5_priceIsWhatTheStoreCharges(World world) {
    PriceComponents price = buyer.buy(world).price();
    Prices.assertAddsUp(price);
    assertThat(price.total()).as("the total").isEqualTo(world.expectedTotal());
  }

  @Rule(Situation.OTHER_CURRENCY)
  void c5_currencyIsRead(World world) {
    PriceComponents price = buyer.buy(world).price();
    Prices.assertAddsUp(price);
    assertThat(price.total()).as("the total").isEqualTo(world.expectedTotal());
  }

  @Rule
  void c5_whoPaysIsAFactOfTheStore(World world) {
    StoreSettings settings = world.store().settings();
    PaidBy paidBy = connector.paidBy(settings);
    assertThat(paidBy).as("whose money the store takes").isNotNull();
    buyer.buy(world);
    assertThat(connector.paidBy(settings)).as("the same after an order").isEqualTo(paidBy);
  }

  @Rule(Situation.SLOW)
  void c10_interruptionIsHonoured(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    AtomicReference<Outcome> outcome = new AtomicReference<>();
    Interruption.of(() -> outcome.set(buyer.place(quoted)));
    assertThat(outcome.get().inDoubt() || outcome.get().neverSent())
        .as("an interrupted call has no answer: " + outcome.get())
        .isTrue();
  }

  @Rule
  void c10_nothingIsBoughtAfterNotAfter(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    world.store().clock().advance(Duration.ofMinutes(10));
    PlaceOrder late = quoted.before(quoted.at().plus(Duration.ofMinutes(5)));
    Outcome outcome = buyer.place(quoted, late);
    assertThat(outcome.inDoubt() || outcome.neverSent())
        .as("the store was not asked, so the outcome is no answer: " + outcome)
        .isTrue();
    assertOrders(quoted, 0);
  }

  private void assertInDoubt(World world) {
    Buyer.Quoted quoted = buyer.quote(world);
    Outcome outcome = buyer.place(quoted);
    assertThat(outcome.inDoubt())
        .as("the store may have the order, so the outcome must be in doubt: " + outcome)
        .isTrue();
    assertThat(world.ordersAtStore(quoted.attempt()))
        .as("orders at the store, which has the order in this situation")
        .isPositive();
  }

  private static OrderError assertRefused(Outcome outcome) {
    if (outcome instanceof Outcome.Answered(PlaceResult.Refused(OrderError error))) {
      return error;
    }
    throw new AssertionError("the order should be refused, but the outcome was " + outcome);
  }

  private static void assertTooDear(Buyer.Quoted quoted, Outcome outcome) {
    assertThat(quoted.world().store().http().irrevocable()).as("calls that buy").isEmpty();
    assertOrders(quoted, 0);
    assertThat(assertRefused(outcome).code()).isEqualTo(ErrorCode.MAX_PRICE_EXCEEDED);
  }

  private static void assertOrders(Buyer.Quoted quoted, int expected) {
    assertThat(quoted.world().ordersAtStore(quoted.attempt()))
        .as("orders at the store")
        .isEqualTo(expected);
  }

  private static List<String> ids(Placement placement) {
    return placement.merchantOrders().stream().map(MerchantOrder::id).toList();
  }
}
