package dev.brass.server.card;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The state of a payment by card. Each state is on disk before the processor is asked for its
/// action, and repeating the request has no second effect.
public sealed interface CardPaymentState {

  /// The processor is asked to hold the money, by the client's request; if that dies, by the job.
  ///
  /// @param patience the time before which only the request asks
  record Holding(Instant patience) implements CardPaymentState {}

  /// The buyer has to pay on a page of the processor.
  ///
  /// @param session the processor's id of the page; null until the buyer opens it
  /// @param url its address; null like the session
  record AwaitingBuyer(@Nullable String session, @Nullable String url)
      implements CardPaymentState {}

  /// The money is held and the order not made yet.
  record Held(CardHold hold) implements CardPaymentState {}

  /// There is an order, and the money is held until it is final.
  record Ordered(CardHold hold) implements CardPaymentState {}

  /// The order was placed, and its price is being captured from the hold.
  record Capturing(CardHold hold, Costs costs) implements CardPaymentState {}

  /// The price was captured.
  ///
  /// @param refunded the refunds so far, in minor units
  /// @param refunds the number of partial refunds
  record Captured(CardHold hold, Costs costs, long refunded, int refunds)
      implements CardPaymentState {}

  /// A part is being refunded, since goods were returned or the retailer cancelled the order.
  ///
  /// @param part in minor units
  /// @param refunded the earlier refunds
  /// @param refunds the number of earlier refunds
  record Refunding(CardHold hold, Costs costs, long part, long refunded, int refunds)
      implements CardPaymentState {}

  /// Nothing is to be paid: the hold is being released.
  ///
  /// @param why for the client
  record Releasing(CardHold hold, String why) implements CardPaymentState {}

  /// The hold was released, and nothing was charged. Final.
  record Released(CardHold hold, String why) implements CardPaymentState {}

  /// The order was placed after the hold had ended: the operator has to collect the money. Final.
  record Uncollected(CardHold hold, Costs costs, String why) implements CardPaymentState {}

  /// The card was refused. Final.
  ///
  /// @param code the processor's code, such as `card_declined`
  /// @param why for the client
  record Failed(String code, String why) implements CardPaymentState {}

  /// The buyer did not pay in time. Final.
  record Expired() implements CardPaymentState {}
}
