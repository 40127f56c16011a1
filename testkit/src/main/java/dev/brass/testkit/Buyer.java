package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.brass.spi.Answer;
import dev.brass.spi.AttemptId;
import dev.brass.spi.Connector;
import dev.brass.spi.FindOrder;
import dev.brass.spi.FindResult;
import dev.brass.spi.FindsOrders;
import dev.brass.spi.MerchantOrder;
import dev.brass.spi.Money;
import dev.brass.spi.PlaceOrder;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Placement;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.QuotesOrders;
import dev.brass.spi.RepeatResult;
import dev.brass.spi.RepeatsOrders;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The server's part in a rule: it quotes, places, and after an unclear answer looks first, in the
/// order and with the limits that the server keeps.
final class Buyer {
  /// How long after the quote the server lets the irrevocable call be sent.
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Connector connector;

  Buyer(Connector connector) {
    this.connector = connector;
  }

  /// An attempt that was quoted.
  record Quoted(World world, QuoteRequest request, Quote quote, Instant at) {
    AttemptId attempt() {
      return request.attempt();
    }

    Money total() {
      return quote.shipping().getFirst().price().total();
    }

    /// The request to buy it for at most that.
    PlaceOrder atMost(@Nullable Money cap) {
      return new PlaceOrder(
          request,
          quote.handle(),
          quote.shipping().getFirst().option().id(),
          total(),
          cap,
          at.plus(PATIENCE));
    }

    /// The request to buy it before that instant.
    PlaceOrder before(Instant notAfter) {
      return new PlaceOrder(
          request,
          quote.handle(),
          quote.shipping().getFirst().option().id(),
          total(),
          total(),
          notAfter);
    }

    FindOrder toFind() {
      return new FindOrder(attempt(), quote.handle(), request, at);
    }

    /// The question for the attempt when no more of it is known than its id.
    FindOrder toFindById() {
      return new FindOrder(attempt(), "", request, at);
    }
  }

  /// A new attempt's id: a UUID of version 8, as the server's are, that no other test has.
  static AttemptId newAttempt() {
    UUID random = UUID.randomUUID();
    long high = (random.getMostSignificantBits() & ~0xF000L) | 0x8000L;
    return new AttemptId(new UUID(high, random.getLeastSignificantBits()));
  }

  Answer<Quote> ask(World world, QuoteRequest request) {
    if (!(connector instanceof QuotesOrders quotes)) {
      throw new AssertionError(connector.getClass() + " does not quote orders");
    }
    return quotes.quote(world.store(), request);
  }

  /// Quotes the world's order, which must work.
  Quoted quote(World world) {
    return quote(world, world.request(newAttempt()));
  }

  /// Quotes an order, which must work.
  Quoted quote(World world, QuoteRequest request) {
    Answer<Quote> answer = ask(world, request);
    assertThat(answer).as("the quote").isInstanceOf(Answer.Given.class);
    return new Quoted(
        world, request, ((Answer.Given<Quote>) answer).value(), world.store().clock().instant());
  }

  /// Places what was quoted for at most the price that was quoted.
  Outcome place(Quoted quoted) {
    return place(quoted, quoted.atMost(quoted.total()));
  }

  Outcome place(Quoted quoted, PlaceOrder order) {
    if (!(connector instanceof PlacesOrders places)) {
      throw new AssertionError(connector.getClass() + " does not place orders");
    }
    TestStore store = quoted.world().store();
    store.http().notAfter(order.notAfter());
    try {
      return Outcome.of(() -> places.place(store, order));
    } finally {
      store.http().notAfter(null);
    }
  }

  /// Quotes and places the world's order, which must be accepted.
  Placement buy(World world) {
    return accepted(place(quote(world)));
  }

  static Placement accepted(Outcome outcome) {
    if (outcome instanceof Outcome.Answered(PlaceResult.Accepted(Placement placement))) {
      return placement;
    }
    if (outcome instanceof Outcome.Threw(RuntimeException exception)) {
      throw new AssertionError("the order should be accepted, but place threw", exception);
    }
    return fail("the order should be accepted, but the answer was " + outcome);
  }

  /// Looks for an attempt as the reconciler does: an absence counts once the store can no longer
  /// create the order.
  FindResult find(Quoted quoted) {
    return find(quoted, quoted.toFind());
  }

  FindResult find(Quoted quoted, FindOrder question) {
    if (!(connector instanceof FindsOrders finds)) {
      throw new AssertionError(connector.getClass() + " does not find orders");
    }
    TestStore store = quoted.world().store();
    FindResult first = look(finds, store, question);
    if (first instanceof FindResult.Found) {
      return first;
    }
    store.clock().advance(PATIENCE.plus(finds.settlesWithin()).plusSeconds(1));
    return look(finds, store, question);
  }

  /// Looks as the server does, which sends nothing irrevocable meanwhile.
  private static FindResult look(FindsOrders finds, TestStore store, FindOrder question) {
    store.http().notAfter(Instant.EPOCH);
    try {
      return finds.find(store, question);
    } finally {
      store.http().notAfter(null);
    }
  }

  /// Finds out what became of an attempt whose answer was lost, without risking a second order.
  Placement recover(Quoted quoted) {
    FindResult result = find(quoted);
    return result instanceof FindResult.Found(Placement placement)
        ? placement
        : fail("the store has the order, but find answered " + result);
  }

  /// Sends an attempt once more, once nothing of the first time can be under way.
  RepeatResult repeat(Quoted quoted) {
    if (!(connector instanceof RepeatsOrders repeats)) {
      throw new AssertionError(connector.getClass() + " does not repeat orders");
    }
    TestStore store = quoted.world().store();
    store.clock().advance(PATIENCE.plus(repeats.settlesWithin()).plusSeconds(1));
    PlaceOrder again = quoted.before(store.clock().instant().plus(PATIENCE));
    store.http().notAfter(again.notAfter());
    try {
      return repeats.repeat(store, again);
    } finally {
      store.http().notAfter(null);
    }
  }

  /// An order that the store has: one just bought, or the world's own where the connector does not
  /// place.
  MerchantOrder orderAtStore(World world) {
    if (!(connector instanceof PlacesOrders)) {
      return world.existingOrder();
    }
    Placement placement = buy(world);
    assertThat(placement.merchantOrders())
        .as("what the store created, needed to follow the order up")
        .isNotEmpty();
    return placement.merchantOrders().getFirst();
  }
}
