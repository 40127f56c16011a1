package dev.brass.server.agentpay;

import dev.brass.spi.Money;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A way in which money comes in. Implementations are thread-safe.
public interface Rail {

  /// Its name in challenges: lower-case letters and digits.
  String method();

  /// Whether it is offered by challenges of the `Payment` scheme; else by headers of its own.
  boolean challenges();

  /// What a payer must know besides amount and currency, as it stands in a challenge.
  ///
  /// @param price what is asked for
  /// @return texts, whole numbers, lists and maps; with `amount` and `currency`
  Map<String, Object> terms(Money price);

  /// Whether it can be asked for this much for such a thing.
  ///
  /// @param purpose what is paid for
  boolean takes(Payment.Purpose purpose, Money price);

  /// What is wrong with a proof as far as that can be told without moving money; empty when
  /// nothing is.
  Optional<ProofProblem> check(Charge charge);

  /// A proof's name where it can be spent once only; null where it can be used again.
  @Nullable String spentOnce(JsonNode proof);

  /// Takes the money. Called once per payment. Whatever is not surely a yes or a no is
  /// [Settlement.Unclear], and so is an exception. A yes is that *this* money came: the amount, the
  /// currency and the payee were looked at where the money is, and not only that something
  /// happened.
  Settlement settle(Charge charge);

  /// Finds out what became of a [#settle] whose answer was lost, or that was never sent. May be
  /// repeated.
  Settlement find(Charge charge);

  /// What it knows of a payment that this database may have forgotten. Moves no money.
  Known known(Charge charge);

  /// What stands in the way of being paid by it, for the operator, as far as that can be told
  /// without moving money; empty when nothing does. Asked when the server starts.
  default Optional<String> trouble() throws InterruptedException {
    return Optional.empty();
  }

  /// How long after its beginning a [#settle] may still do something.
  Duration patience();

  /// Whether it can give money back.
  boolean refunds();

  /// Whether its money is worth nothing, so that it must not buy anything real.
  boolean isPlayMoney();

  /// Gives a part of the money back.
  ///
  /// @param reference of the settlement
  /// @param key the same for every try of the same part
  Refund refund(Charge charge, String reference, Money amount, String key);
}
