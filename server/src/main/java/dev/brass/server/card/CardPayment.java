package dev.brass.server.card;

import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The payment of one order by card.
///
/// @param id cannot be guessed, since anyone who knows it may pay
/// @param idempotencyKey the client's key for the order; null when it gave none
/// @param play whether the processor was in test mode when the payment began
/// @param account the processor's id of the charging account; null for the operator's own
/// @param quote the maximum cost, which is the held amount
/// @param order null before there is one
/// @param expiresAt the end of the time in which a buyer can pay
public record CardPayment(
    TenantId tenant,
    UUID id,
    Mode mode,
    boolean play,
    CardTerms terms,
    @Nullable String idempotencyKey,
    @Nullable String account,
    Costs quote,
    CardPaymentState state,
    @Nullable UUID order,
    int version,
    Instant createdAt,
    Instant updatedAt,
    Instant expiresAt) {

  /// Whether no card is really charged.
  public boolean isSimulated() {
    return mode == Mode.TEST;
  }

  CardPayment with(CardPaymentState next, @Nullable UUID made, Instant at) {
    return new CardPayment(
        tenant,
        id,
        mode,
        play,
        terms,
        idempotencyKey,
        account,
        quote,
        next,
        made,
        version + 1,
        createdAt,
        at,
        expiresAt);
  }

  /// Whether there is no order, and will be none.
  public boolean cameToNothing() {
    return order == null
        && (state instanceof CardPaymentState.Failed
            || state instanceof CardPaymentState.Expired
            || state instanceof CardPaymentState.Released);
  }

  /// The current or former hold; empty when there never was one.
  public Optional<CardHold> hold() {
    return switch (state) {
      case CardPaymentState.Held(var hold) -> Optional.of(hold);
      case CardPaymentState.Ordered(var hold) -> Optional.of(hold);
      case CardPaymentState.Capturing(var hold, _) -> Optional.of(hold);
      case CardPaymentState.Captured(var hold, _, _, _) -> Optional.of(hold);
      case CardPaymentState.Refunding(var hold, _, _, _, _) -> Optional.of(hold);
      case CardPaymentState.Releasing(var hold, _) -> Optional.of(hold);
      case CardPaymentState.Released(var hold, _) -> Optional.of(hold);
      case CardPaymentState.Uncollected(var hold, _, _) -> Optional.of(hold);
      case CardPaymentState.Holding _,
          CardPaymentState.AwaitingBuyer _,
          CardPaymentState.Failed _,
          CardPaymentState.Expired _ ->
          Optional.empty();
    };
  }

  /// The refunds, completed or under way, in minor units. The database rejects more than was
  /// charged.
  long refunded() {
    return switch (state) {
      case CardPaymentState.Captured(_, _, var refunded, _) -> refunded;
      case CardPaymentState.Refunding(_, _, var part, var before, _) -> Math.addExact(before, part);
      case CardPaymentState.Holding _,
          CardPaymentState.AwaitingBuyer _,
          CardPaymentState.Held _,
          CardPaymentState.Ordered _,
          CardPaymentState.Capturing _,
          CardPaymentState.Releasing _,
          CardPaymentState.Released _,
          CardPaymentState.Uncollected _,
          CardPaymentState.Failed _,
          CardPaymentState.Expired _ ->
          0;
    };
  }

  /// The charged costs; empty when nothing was charged yet.
  public Optional<Costs> captured() {
    return switch (state) {
      case CardPaymentState.Captured(_, var costs, _, _) -> Optional.of(costs);
      case CardPaymentState.Refunding(_, var costs, _, _, _) -> Optional.of(costs);
      case CardPaymentState.Holding _,
          CardPaymentState.AwaitingBuyer _,
          CardPaymentState.Held _,
          CardPaymentState.Ordered _,
          CardPaymentState.Capturing _,
          CardPaymentState.Releasing _,
          CardPaymentState.Released _,
          CardPaymentState.Uncollected _,
          CardPaymentState.Failed _,
          CardPaymentState.Expired _ ->
          Optional.empty();
    };
  }
}
