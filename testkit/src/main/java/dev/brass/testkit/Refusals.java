package dev.brass.testkit;

import dev.brass.spi.Answer;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;

/// The search for the step at which a store says no: some do at the quote, some at placing.
final class Refusals {
  private Refusals() {}

  /// Quotes, then places, and gives the refusal of the one or the other.
  static OrderError of(Buyer buyer, World world, QuoteRequest request) {
    Answer<Quote> answer = buyer.ask(world, request);
    return switch (answer) {
      case Answer.Refused<Quote>(OrderError error) -> error;
      case Answer.Given<Quote>(Quote quote) -> {
        Outcome outcome =
            buyer.place(new Buyer.Quoted(world, request, quote, world.store().clock().instant()));
        if (outcome instanceof Outcome.Answered(PlaceResult.Refused(OrderError error))) {
          yield error;
        }
        throw new AssertionError(
            PlacesOrders.class.getSimpleName()
                + ": neither quote nor place was refused; placing ended with "
                + outcome);
      }
    };
  }
}
