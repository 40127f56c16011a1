package dev.brass.server.agentpay;

import dev.brass.spi.Secret;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The result of a request with a credential.
///
/// @param <A> the type of an answer
public sealed interface Paid<A> {

  /// No money was taken: the client gets a new challenge.
  record NotPaid<A>(ProofProblem problem, @Nullable String challenge) implements Paid<A> {}

  /// There is no such rail here; no money was taken.
  record Unsupported<A>(String method) implements Paid<A> {}

  /// Money may have been taken, and nothing was bought yet; the job finds out.
  record InDoubt<A>(String why) implements Paid<A> {}

  /// Money was taken and is being refunded; nothing was bought.
  record GivenBack<A>(String why) implements Paid<A> {}

  /// An order was bought, now or by the same request before.
  ///
  /// @param payment the payment whose tenant has the order
  /// @param key the key that gives access to it
  /// @param again whether it was bought before and was not requested again with its own idempotency
  ///     key
  record Ordered<A>(Payment payment, UUID order, Secret<String> key, Receipt receipt, boolean again)
      implements Paid<A> {}

  /// An answer was bought.
  record Answered<A>(A answer, Receipt receipt) implements Paid<A> {}

  /// It bought an answer before, which was not stored.
  record AnsweredBefore<A>() implements Paid<A> {}

  /// The client's key has bought the same before, with another credential. No money was taken.
  record KeyUsed<A>(@Nullable UUID order) implements Paid<A> {}
}
