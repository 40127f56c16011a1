package dev.brass.server.card;

import java.net.URI;
import java.time.Instant;

/// Who holds and charges cards. Implementations are thread-safe; every question may be repeated,
/// and does nothing twice.
interface CardProcessor {

  /// What came of asking for a hold.
  sealed interface Hold {
    record Held(CardHold hold) implements Hold {}

    /// The buyer has to choose a card, or to confirm the charge.
    record BuyerNeeded() implements Hold {}

    /// A sure no.
    record Refused(String code, String why) implements Hold {}

    /// Anything else: it may be held.
    record Unclear(String why) implements Hold {}
  }

  /// What is known of a page on which a buyer pays.
  sealed interface Page {
    record Paid(CardHold hold) implements Page {}

    record Open() implements Page {}

    /// Nobody can pay there any more, and nobody did.
    record Closed() implements Page {}

    record Unclear(String why) implements Page {}
  }

  /// Where a buyer can pay.
  sealed interface Opened {
    record At(String session, String url) implements Opened {}

    record Refused(String why) implements Opened {}

    record Unclear(String why) implements Opened {}
  }

  /// What came of taking, giving back or letting go.
  sealed interface Done {
    record Yes() implements Done {}

    /// It cannot be done, ever.
    record Never(String why) implements Done {}

    record Unclear(String why) implements Done {}
  }

  /// Asks for a hold.
  ///
  /// @param forgotten whether the payment may have been made before, in a life that the database
  ///     has forgotten; then it is the same payment
  Hold hold(CardPayment payment, Instant now, boolean forgotten);

  /// Opens a page.
  ///
  /// @param back where the buyer is led afterwards
  Opened open(CardPayment payment, URI back);

  Page page(CardPayment payment, String session);

  /// Sees to it that nobody can pay there any more.
  Page close(CardPayment payment, String session);

  Done capture(CardPayment payment, CardHold hold, Costs costs);

  Done release(CardPayment payment, CardHold hold);

  /// Gives back a part.
  ///
  /// @param part in minor units
  /// @param number of the part, from 1
  Done refund(CardPayment payment, CardHold hold, long part, int number);
}
