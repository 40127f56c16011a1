package dev.brass.server.card;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where a payment by card stands. Each state is on disk before the processor is asked for what it
/// announces, and asking again does nothing twice.
public sealed interface CardPaymentState {

  /// The processor is asked to hold the money, by the request that wants the order; if that dies,
  /// by the job.
  ///
  /// @param patience until when nobody else asks
  record Holding(Instant patience) implements CardPaymentState {}

  /// The buyer has to pay on a page of the processor's.
  ///
  /// @param session the processor's name of the page; null until the buyer asks for it
  /// @param url where it is; null like the session
  record AwaitingBuyer(@Nullable String session, @Nullable String url)
      implements CardPaymentState {}

  /// The money is held and the order not made yet.
  record Held(CardHold hold) implements CardPaymentState {}

  /// There is an order, and the money is held until it is final.
  record Ordered(CardHold hold) implements CardPaymentState {}

  /// The order was placed, and what it costs is being taken out of the hold.
  record Capturing(CardHold hold, Costs costs) implements CardPaymentState {}

  /// It was taken.
  ///
  /// @param refunded what was given back so far, in minor units
  /// @param refunds in how many parts
  record Captured(CardHold hold, Costs costs, long refunded, int refunds)
      implements CardPaymentState {}

  /// A part is being given back, since goods went back or the retailer called the order off.
  ///
  /// @param part in minor units
  /// @param refunded what was given back before
  /// @param refunds in how many parts before
  record Refunding(CardHold hold, Costs costs, long part, long refunded, int refunds)
      implements CardPaymentState {}

  /// Nothing is to be paid: the hold is being let go.
  ///
  /// @param why for the client
  record Releasing(CardHold hold, String why) implements CardPaymentState {}

  /// The hold was let go, and nothing charged. Final.
  record Released(CardHold hold, String why) implements CardPaymentState {}

  /// The order was placed, and the hold was gone by then: the operator has to collect the money.
  /// Final.
  record Uncollected(CardHold hold, Costs costs, String why) implements CardPaymentState {}

  /// The card was refused. Final.
  ///
  /// @param code the processor's word for it, such as `card_declined`
  /// @param why for the client
  record Failed(String code, String why) implements CardPaymentState {}

  /// The buyer did not pay in time. Final.
  record Expired() implements CardPaymentState {}
}
