package dev.brass.server.agentpay;

import dev.brass.spi.Money;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A payment method by which money arrives. Implementations are thread-safe.
public interface Rail {

  /// Its name in challenges: lower-case letters and digits.
  String method();

  /// Whether it is offered by challenges of the `Payment` scheme; otherwise by its own headers.
  boolean challenges();

  /// The terms of a payment, as written into a challenge.
  ///
  /// @param price the price to pay
  /// @return texts, whole numbers, lists and maps; with `amount` and `currency`
  Map<String, Object> terms(Money price);

  /// Whether it accepts this price for this purpose.
  ///
  /// @param purpose the kind of purchase
  boolean takes(Payment.Purpose purpose, Money price);

  /// The problem with a proof as far as it can be checked without moving money; empty when there is
  /// none.
  Optional<ProofProblem> check(Charge charge);

  /// The unique id of a proof that can be spent only once; null for one that can be used again.
  @Nullable String spentOnce(JsonNode proof);

  /// Takes the money. Called once per payment. Anything that is not certainly a yes or a no is
  /// [Settlement.Unclear], and so is an exception. A yes means that *this* money came: amount,
  /// currency and payee were checked where the money is.
  Settlement settle(Charge charge);

  /// Finds the outcome of a [#settle] whose answer was lost, or that was never sent. May be
  /// repeated.
  Settlement find(Charge charge);

  /// Its knowledge of a payment that this database may have lost. Moves no money.
  Known known(Charge charge);

  /// The problem that prevents payments by it, for the operator, as far as it can be checked
  /// without moving money; empty when there is none. Called when the server starts.
  default Optional<String> trouble() throws InterruptedException {
    return Optional.empty();
  }

  /// How long after its start a [#settle] may still have an effect.
  Duration patience();

  /// Whether it can make refunds.
  boolean refunds();

  /// Whether its money is worthless, so that it must not buy anything real.
  boolean isPlayMoney();

  /// Refunds a part of the money.
  ///
  /// @param reference the reference of the settlement
  /// @param key the same for every try of the same refund
  Refund refund(Charge charge, String reference, Money amount, String key);
}
