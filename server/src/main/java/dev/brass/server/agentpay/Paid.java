package dev.brass.server.agentpay;

import dev.brass.spi.Secret;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What came of a request with a credential.
///
/// @param <A> what an answer is
public sealed interface Paid<A> {

  /// No money was taken: the client is asked anew.
  record NotPaid<A>(ProofProblem problem, @Nullable String challenge) implements Paid<A> {}

  /// There is no such rail here; no money was taken.
  record Unsupported<A>(String method) implements Paid<A> {}

  /// Money may have been taken, and nothing was bought yet; either will be found out.
  record InDoubt<A>(String why) implements Paid<A> {}

  /// Money was taken, is on its way back, and nothing was bought.
  record GivenBack<A>(String why) implements Paid<A> {}

  /// An order was bought, now or by the same request before.
  ///
  /// @param payment whose tenant the order is of
  /// @param key what it is looked at with
  /// @param again whether it was bought before, and not asked for again by its own idempotency key
  record Ordered<A>(Payment payment, UUID order, Secret<String> key, Receipt receipt, boolean again)
      implements Paid<A> {}

  /// An answer was bought.
  record Answered<A>(A answer, Receipt receipt) implements Paid<A> {}

  /// It bought an answer before, which is not kept.
  record AnsweredBefore<A>() implements Paid<A> {}

  /// The client's key has bought the same before, with another credential. No money was taken.
  record KeyUsed<A>(@Nullable UUID order) implements Paid<A> {}
}
