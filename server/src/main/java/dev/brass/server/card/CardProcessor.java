package dev.brass.server.card;

import java.net.URI;
import java.time.Instant;

/// The service that holds and charges cards. Implementations are thread-safe; every call may be
/// repeated without a second effect.
interface CardProcessor {

  /// The result of requesting a hold.
  sealed interface Hold {
    record Held(CardHold hold) implements Hold {}

    /// The buyer has to choose a card, or to confirm the charge.
    record BuyerNeeded() implements Hold {}

    /// A certain no.
    record Refused(String code, String why) implements Hold {}

    /// Anything else: it may be held.
    record Unclear(String why) implements Hold {}
  }

  /// The state of a page on which a buyer pays.
  sealed interface Page {
    record Paid(CardHold hold) implements Page {}

    record Open() implements Page {}

    /// No one can pay there any more, and no one did.
    record Closed() implements Page {}

    record Unclear(String why) implements Page {}
  }

  /// The result of opening a page.
  sealed interface Opened {
    record At(String session, String url) implements Opened {}

    record Refused(String why) implements Opened {}

    record Unclear(String why) implements Opened {}
  }

  /// The result of a capture, refund or release.
  sealed interface Done {
    record Yes() implements Done {}

    /// It can never be done.
    record Never(String why) implements Done {}

    record Unclear(String why) implements Done {}
  }

  /// Asks for a hold.
  ///
  /// @param forgotten whether the payment may have been made before, in a period that the database
  ///     has lost; then it is the same payment
  Hold hold(CardPayment payment, Instant now, boolean forgotten);

  /// Opens a page.
  ///
  /// @param back the address to which the buyer returns
  Opened open(CardPayment payment, URI back);

  Page page(CardPayment payment, String session);

  /// Closes the page, so that no one can pay there any more.
  Page close(CardPayment payment, String session);

  Done capture(CardPayment payment, CardHold hold, Costs costs);

  Done release(CardPayment payment, CardHold hold);

  /// Refunds a part.
  ///
  /// @param part in minor units
  /// @param number of the refund, from 1
  Done refund(CardPayment payment, CardHold hold, long part, int number);
}
