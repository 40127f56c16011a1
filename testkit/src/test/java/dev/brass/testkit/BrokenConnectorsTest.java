package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Connector;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// That the kit catches each broken connector, by the rule that it breaks and by no other.
class BrokenConnectorsTest {
  static Stream<Arguments> broken() {
    return Stream.of(
        breaks(
            new Broken.PlacesTwice(),
            "PlacesOrders.c2_oneCallMakesOneOrder",
            "PlacesOrders.c2_sameAttemptTwiceMakesOneOrder"),
        breaks(new Broken.BuysToFind(), "FindsOrders.c2_lookingBuysNothing"),
        breaks(new Broken.NeedsTheHandle(), "FindsOrders.c2_findsByTheAttemptsIdAlone"),
        breaks(new Guessing.TakesATimeoutForANo(), "PlacesOrders.c3_timeoutAfterSendIsInDoubt"),
        breaks(new Guessing.TakesAServerErrorForANo(), "PlacesOrders.c3_serverErrorIsInDoubt"),
        breaks(new Guessing.TakesStatus200ForAYes(), "PlacesOrders.c3_halfAReplyIsInDoubt"),
        breaks(new Broken.TrustsTheLookUp(), "FindsOrders.c3_anothersOrderIsNotTaken"),
        breaks(new Guessing.TakesAFailureForAnAbsence(), "FindsOrders.c3_noAnswerIsNoAbsence"),
        breaks(
            new Guessing.TakesAFailureForAMissingProduct(), "ReadsProducts.c3_noAnswerIsNoFinalNo"),
        breaks(
            new Guessing.TakesAFailureForNoProducts(), "SearchesProducts.c3_noAnswerIsNoFinalNo"),
        breaks(new Guessing.TakesAFailureForSoldOut(), "QuotesOrders.c3_noAnswerIsNoFinalNo"),
        breaks(new Guessing.TakesAFailureForNoParcels(), "TracksOrders.c3_noAnswerIsNoNews"),
        breaks(new Guessing.TakesAFailureForACancellation(), "CancelsOrders.c3_noAnswerIsNoAnswer"),
        breaks(new Broken.OpensAnotherReturnEachTime(), "ReturnsOrders.c9_openTwiceMakesOneReturn"),
        breaks(new Broken.ListsAnOfferTwice(), "ListsOffers.c5_offersAgreeWithEachOther"),
        breaks(
            new Broken.TakesEveryPageForAWidget(),
            "EveryConnector.c1_productPageIsReadOffTheAddressAlone"),
        breaks(
            new Broken.IgnoresTheCap(),
            "PlacesOrders.c4_priceCapIsCheckedBeforeTheIrrevocableCall",
            "PlacesOrders.c4_priceJumpAfterTheQuoteIsRefused"),
        breaks(
            new Broken.ChecksTheCapTooLate(),
            "PlacesOrders.c4_priceCapIsCheckedBeforeTheIrrevocableCall",
            "PlacesOrders.c4_priceJumpAfterTheQuoteIsRefused"),
        breaks(
            new Broken.ComparesTheQuoteWithTheCap(),
            "PlacesOrders.c4_priceJumpAfterTheQuoteIsRefused"),
        breaks(new Broken.DoesNotTellWhoPays(), "PlacesOrders.c5_whoPaysIsAFactOfTheStore"),
        breaks(
            new Broken.AssumesDollars(),
            "ListsOffers.c5_currencyIsRead",
            "PlacesOrders.c5_currencyIsRead",
            "QuotesOrders.c5_currencyIsRead",
            "ReadsProducts.c5_currencyIsRead"),
        breaks(
            new Broken.TellsATotalThatDoesNotAddUp(), "QuotesOrders.c5_totalIsWhatTheStoreCharges"),
        breaks(
            new Broken.CallsUnknownErrorsDeclined(),
            "Errors.c6_unknownErrorIsInternalAndKeepsTheRawReply"),
        breaks(new Broken.LeaksTheCardInAnException(), "EveryConnector.c7_canarySecretsNeverLeak"),
        breaks(new Broken.LeaksTheTokenInALog(), "EveryConnector.c7_canarySecretsNeverLeak"),
        breaks(new Broken.KeepsTheRawReplyUnredacted(), "EveryConnector.c7_canarySecretsNeverLeak"),
        breaks(
            new Broken.NamesTheValueOfASetting(),
            "EveryConnector.c7_settingErrorsNameTheSettingAndNotItsValue"),
        breaks(new Broken.RefusesUnknownFields(), "EveryConnector.c8_unknownFieldsAreTolerated"),
        breaks(
            new Broken.AnswersTheSecondCancelDifferently(),
            "CancelsOrders.c9_cancelTwiceAnswersTheSame"),
        breaks(new Broken.SwallowsInterruption(), "PlacesOrders.c10_interruptionIsHonoured"),
        breaks(new Broken.KeepsState(), "EveryConnector.c1_fieldsAreFinal"),
        breaks(
            new BrokenClock(), "EveryConnector.c1_inputOutputTimeAndRandomnessComeFromTheStore"));
  }

  private static Arguments breaks(Connector connector, String... rules) {
    return Arguments.argumentSet(connector.getClass().getSimpleName(), connector, List.of(rules));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void failsExactlyTheRuleThatItBreaks(Connector connector, List<String> rules) {
    Map<String, Throwable> failed = Verdict.on(new PaperSubject(connector)).failed();
    assertThat(failed.keySet())
        .as(() -> "what failed, and why: " + failed)
        .containsExactlyInAnyOrderElementsOf(rules);
  }

  @Test
  void showsThatTheCallThatBuysIsNotMarked() {
    assertThat(
            Verdict.on(new PaperSubject(new Broken.NeverMarksTheCallThatBuys())).failed().keySet())
        .contains("PlacesOrders.c4_theCallThatBuysIsMarkedIrrevocable");
  }

  @Test
  void refusesToLeaveOutWhatTheWireCanDo() {
    Subject lazy =
        new Lazy(
            new PaperSubject(new PaperConnector()),
            Map.of(
                Situation.NEEDS_ACTION, "the paper shop asks nobody",
                Situation.SERVER_ERROR, "too much work"));
    assertThat(Verdict.on(lazy).failed().keySet())
        .containsExactly(
            "PlacesOrders.c3_serverErrorIsInDoubt (left out: SERVER_ERROR cannot be: too much"
                + " work)");
  }

  @Test
  void refusesToLeaveOutWhatEveryStoreCanDo() {
    Subject lazy =
        new Lazy(InstantSubject.plain(), Map.of(Situation.SOLD_OUT, "we never sell out"));
    assertThat(Verdict.on(lazy).failed().keySet())
        .contains(
            "PlacesOrders.c3_soldOutIsRefused (left out: SOLD_OUT cannot be: we never sell out)");
  }

  @Test
  void tellsWhatAWorldLacks() {
    Verdict verdict = Verdict.on(new Vague(InstantSubject.plain()));
    assertThat(verdict.failed().get("PlacesOrders.c2_oneCallMakesOneOrder"))
        .hasMessageContaining("World.countsOrders");
    assertThat(verdict.failed().get("QuotesOrders.c5_totalIsWhatTheStoreCharges"))
        .hasMessageContaining("World.total");
  }

  /// A subject that leaves more out than the one it stands for.
  private record Lazy(Subject subject, Map<Situation, String> cannot) implements Subject {
    @Override
    public Connector connector() {
      return subject.connector();
    }

    @Override
    public World open(Situation situation) {
      return subject.open(situation);
    }

    @Override
    public List<Refusal> refusals() {
      return subject.refusals();
    }
  }

  /// A subject whose worlds say nothing but what is bought.
  private record Vague(Subject subject) implements Subject {
    @Override
    public Connector connector() {
      return subject.connector();
    }

    @Override
    public World open(Situation situation) {
      return World.of(TestStore.named("vague").build()).buys(TestOrder.of("widget"));
    }

    @Override
    public List<Refusal> refusals() {
      return List.of();
    }
  }
}
