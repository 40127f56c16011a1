package dev.brass.server.order;

import dev.brass.spi.OrderError;
import dev.brass.spi.RequiredAction;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The outcome of an order, for callers that only need to know whether it was bought.
public enum OrderOutcome {
  /// A store has it.
  BOUGHT,
  /// Certainly nothing was bought, and nothing will be.
  FAILED,
  /// It was cancelled, by its client or by the store.
  CANCELLED,
  /// Not decided yet: it is being bought, or waits for its turn or for a person.
  WAITING,
  /// A store may have it; the outcome is not known.
  IN_DOUBT;

  /// The outcome of a state.
  public static OrderOutcome of(OrderState state) {
    return switch (state) {
      case OrderState.Placed _ -> BOUGHT;
      case OrderState.Failed failed -> failed.isProbablyPlaced() ? IN_DOUBT : FAILED;
      case OrderState.Cancelled _, OrderState.CancelledByRetailer _ -> CANCELLED;
      case OrderState.InDoubt _ -> IN_DOUBT;
      case OrderState.NeedsAction(var action, _) ->
          action.kind() == RequiredAction.Kind.STORE_VERIFICATION ? IN_DOUBT : WAITING;
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.Retrying _ ->
          WAITING;
    };
  }

  /// The outcome of a state whose type alone decides; for others see [#of].
  static OrderOutcome ofType(Class<? extends OrderState> type) {
    if (type.equals(OrderState.Placed.class)) {
      return BOUGHT;
    }
    if (type.equals(OrderState.Cancelled.class)
        || type.equals(OrderState.CancelledByRetailer.class)) {
      return CANCELLED;
    }
    return type.equals(OrderState.InDoubt.class) ? IN_DOUBT : WAITING;
  }

  /// Its name in APIs.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The outcome and error of an order, without its content.
  ///
  /// @param error why it failed; null for others
  public record Standing(
      Class<? extends OrderState> state, OrderOutcome outcome, @Nullable OrderError error) {

    /// Whether no attempt will follow.
    public boolean isFinal() {
      return outcome == BOUGHT
          || outcome == FAILED
          || outcome == CANCELLED
          || state.equals(OrderState.Failed.class);
    }

    /// The standing of a state.
    public static Standing of(OrderState state) {
      return new Standing(
          state.getClass(),
          OrderOutcome.of(state),
          state instanceof OrderState.Failed failed ? failed.error() : null);
    }
  }
}
