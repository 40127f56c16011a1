package dev.brass.server.agentpay;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The tables `local_charge` and `local_refund`. Thread-safe.
final class LocalRailRepository {

  private static final String INSERT =
      """
      insert into local_charge (challenge, amount, state, refunded)
      values (:challenge, :amount, :state, 0)
      on conflict do nothing
      """;

  private static final String STATE =
      """
      select state from local_charge where challenge = :challenge
      """;

  private static final String REFUND =
      """
      with part as (
        insert into local_refund (key, challenge, amount) values (:key, :challenge, :amount)
        on conflict do nothing
        returning amount)
      update local_charge c set refunded = refunded + part.amount
      from part where c.challenge = :challenge
      """;

  void insert(Handle handle, String challenge, long amount, String state) {
    handle
        .createUpdate(INSERT)
        .bind("challenge", challenge)
        .bind("amount", amount)
        .bind("state", state)
        .execute();
  }

  Optional<String> state(Handle handle, String challenge) {
    return handle.createQuery(STATE).bind("challenge", challenge).mapTo(String.class).findOne();
  }

  /// Refunds a part, once per key.
  void refund(Handle handle, String key, String challenge, long amount) {
    handle
        .createUpdate(REFUND)
        .bind("key", key)
        .bind("challenge", challenge)
        .bind("amount", amount)
        .execute();
  }
}
