package dev.brass.server.agentpay;

import dev.brass.spi.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The state of a payment. Once money may have arrived, no transition leads to asking for money
/// again.
public sealed interface PaymentState {

  /// The rail is being asked for the money, or the process died while it was. The request moves it
  /// on; otherwise the `carry-payment` job, which asks the rail for the outcome.
  ///
  /// @param patience when the request has certainly ended
  record Settling(Instant patience) implements PaymentState {}

  /// The rail may have the money. Only the job moves it on: it asks the rail.
  ///
  /// @param looks the number of calls to the rail so far
  record Unclear(String why, int looks) implements PaymentState {}

  /// The money has arrived and is booked. The request buys now; otherwise the job buys an order,
  /// and refunds an answer that no one waits for any more.
  ///
  /// @param reference the rail's id of the payment
  /// @param patience when no one waits for an answer any more
  record Settled(String reference, Instant patience) implements PaymentState {}

  /// The purchase was made. The job refunds an order's unused money whenever there is some.
  ///
  /// @param order null for an answer
  /// @param returned the refunds so far, in minor units
  /// @param returns the number of partial refunds
  record Bought(String reference, @Nullable UUID order, long returned, int returns)
      implements PaymentState {}

  /// Money is being refunded: it has left the ledger, and the rail has not confirmed the refund.
  /// The job asks the rail until it has.
  ///
  /// @param order null when nothing was bought
  /// @param amount of this part
  /// @param returned the earlier refunds
  /// @param returns the number of earlier refunds
  /// @param why for the payer
  record Returning(
      String reference, @Nullable UUID order, Money amount, long returned, int returns, String why)
      implements PaymentState {}

  /// All of it was refunded, and nothing was bought. Final.
  record Returned(String reference, Money amount, String why) implements PaymentState {}

  /// The rail cannot refund: the money stays in the ledger until the operator has paid it out.
  /// Final.
  record Owed(String reference, Money amount, String why) implements PaymentState {}

  /// The rail declined, and the payer knows it; but the proof can still be used, since a third
  /// party's no proves nothing. The job checks until it can no longer be used: then it is refused.
  /// Money that arrives after all is refunded.
  record Declined(String why) implements PaymentState {}

  /// No money came. Final, unless money arrives after all: then it is refunded.
  record Refused(String why) implements PaymentState {}

  /// The refunds, completed or under way, in minor units. The database rejects more than was paid.
  default long back() {
    return switch (this) {
      case Bought(_, _, var returned, _) -> returned;
      case Returning(_, _, var part, var before, _, _) -> Math.addExact(before, part.minor());
      case Returned(_, var amount, _) -> amount.minor();
      case Settling _, Unclear _, Settled _, Owed _, Declined _, Refused _ -> 0;
    };
  }
}
