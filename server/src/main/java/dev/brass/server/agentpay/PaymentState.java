package dev.brass.server.agentpay;

import dev.brass.spi.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a payment stands. Nothing leads from money that may be there to asking for money again.
public sealed interface PaymentState {

  /// The rail is being asked for the money, or the process died while it was. Who asked moves it
  /// on; else the `carry-payment` job, which finds out what became of it.
  ///
  /// @param patience from when on nobody asks any more
  record Settling(Instant patience) implements PaymentState {}

  /// The rail may have the money. Only the job moves it on: it finds out.
  ///
  /// @param looks how often the rail was asked already
  record Unclear(String why, int looks) implements PaymentState {}

  /// The money is here, and in the ledger. Who asked for it buys now; else the job buys what is an
  /// order, and gives back what was for an answer that nobody waits for any more.
  ///
  /// @param reference the rail's name of the payment
  /// @param patience from when on nobody waits for an answer any more
  record Settled(String reference, Instant patience) implements PaymentState {}

  /// It bought what it was for. What an order leaves of its money is given back by the job, each
  /// time that there is some.
  ///
  /// @param order null for an answer
  /// @param returned what was given back so far, in minor units
  /// @param returns in how many parts
  record Bought(String reference, @Nullable UUID order, long returned, int returns)
      implements PaymentState {}

  /// Money is on its way back: out of the ledger, and not known to be with its payer. The job asks
  /// the rail until it is.
  ///
  /// @param order null when nothing was bought
  /// @param amount of this part
  /// @param returned what was given back before
  /// @param returns in how many parts before
  /// @param why for the payer
  record Returning(
      String reference, @Nullable UUID order, Money amount, long returned, int returns, String why)
      implements PaymentState {}

  /// All of it was given back, and nothing bought. Final.
  record Returned(String reference, Money amount, String why) implements PaymentState {}

  /// The rail cannot give money back by itself: it stays in the ledger until the operator has paid
  /// it out. Final.
  record Owed(String reference, Money amount, String why) implements PaymentState {}

  /// The rail said no, and the payer was told so; yet what it was given can still be used, since a
  /// no of somebody else's is no proof. The job looks until it cannot be used any more: then it is
  /// refused. Money that comes after all goes back.
  record Declined(String why) implements PaymentState {}

  /// No money came. Final, unless it comes after all: then it is given back.
  record Refused(String why) implements PaymentState {}

  /// What is back with its payer, or on the way there, in minor units. The database refuses it if
  /// that was more than came.
  default long back() {
    return switch (this) {
      case Bought(_, _, var returned, _) -> returned;
      case Returning(_, _, var part, var before, _, _) -> Math.addExact(before, part.minor());
      case Returned(_, var amount, _) -> amount.minor();
      case Settling _, Unclear _, Settled _, Owed _, Declined _, Refused _ -> 0;
    };
  }
}
