package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Answer;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.ListsOffers;
import dev.brass.spi.OrderError;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.Quote;
import dev.brass.spi.QuoteRequest;
import dev.brass.spi.QuotesOrders;
import dev.brass.spi.ReadsProducts;
import dev.brass.spi.SearchesProducts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/// The rules for how a connector tells its store's errors (contract C6): each known one as its own
/// code, each unknown one as an internal error with the raw reply. Rules are named after their
/// number and what they require, as they stand in the document.
@SuppressWarnings("MemberName")
final class ErrorsContract {
  private final Trial trial;

  ErrorsContract(Trial trial) {
    this.trial = trial;
  }

  /// One test for each error that the subject names.
  static List<DynamicTest> refusals(Trial trial) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Refusal refusal : trial.subject().refusals()) {
      tests.add(
          RuleRun.in(
              "c6_errorIsMapped: " + refusal.name() + " is " + refusal.code(),
              refusal.world(),
              world ->
                  assertThat(refusalOf(trial, world).code())
                      .as("the code of '%s'", refusal.name())
                      .isEqualTo(refusal.code())));
    }
    return tests;
  }

  @Rule
  void c6_someErrorIsKnown() {
    assertThat(trial.subject().refusals())
        .as("the store's errors that the connector knows (Subject.refusals)")
        .isNotEmpty();
  }

  @Rule(Situation.UNKNOWN_ERROR)
  void c6_unknownErrorIsInternalAndKeepsTheRawReply(World world) {
    String told = trial.connector() instanceof QuotesOrders ? bought(world) : refused(world);
    assertThat(told).as("what the connector tells").contains(Situation.UNHEARD_OF_CODE);
  }

  private String bought(World world) {
    Buyer buyer = trial.buyer();
    QuoteRequest request = world.request(Buyer.newAttempt());
    return switch (buyer.ask(world, request)) {
      case Answer.Refused<Quote>(OrderError error) -> internal(error);
      case Answer.Given<Quote>(Quote quote) -> {
        Outcome outcome =
            buyer.place(new Buyer.Quoted(world, request, quote, world.store().clock().instant()));
        yield switch (outcome) {
          case Outcome.Answered(PlaceResult.Refused(OrderError error)) -> internal(error);
          case Outcome.Answered(PlaceResult.InDoubt(String why)) -> why;
          default -> throw new AssertionError("the store refused, but the outcome is " + outcome);
        };
      }
    };
  }

  private String refused(World world) {
    return internal(refusalOf(trial, world));
  }

  private static String internal(OrderError error) {
    assertThat(error.code()).as("the code of " + error).isEqualTo(ErrorCode.INTERNAL_ERROR);
    return error.toString();
  }

  /// How the store refuses the world's order, or where the connector does not sell, its product.
  private static OrderError refusalOf(Trial trial, World world) {
    TestStore store = world.store();
    Answer<?> answer =
        switch (trial.connector()) {
          case QuotesOrders _ ->
              Answer.refused(Refusals.of(trial.buyer(), world, world.request(Buyer.newAttempt())));
          case ReadsProducts reads -> reads.product(store, world.productId());
          case ListsOffers lists -> lists.offers(store, world.productId());
          case SearchesProducts searches -> searches.search(store, world.findingQuery(), 1);
          default -> throw new AssertionError("the connector neither quotes nor reads");
        };
    return switch (answer) {
      case Answer.Refused<?>(OrderError error) -> error;
      case Answer.Given<?>(Object value) ->
          throw new AssertionError("the store refuses, but the connector answers " + value);
    };
  }
}
