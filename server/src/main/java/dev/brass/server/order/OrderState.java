package dev.brass.server.order;

import dev.brass.spi.AttemptId;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.Placement;
import dev.brass.spi.RequiredAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of an order. Each state carries only the data that exists in it; [OrderMachine] has
/// the transitions.
public sealed interface OrderState {

  /// Nothing was tried yet. The `place-order` job moves it on, a cancel ends it.
  ///
  /// @param postponedSince since when its store cannot be asked; null when it can
  /// @param abort why it is cancelled unless the store already has it from a period that the
  ///     database has lost; null when it is not
  record Queued(@Nullable Instant postponedSince, @Nullable String abort) implements OrderState {
    public Queued() {
      this(null, null);
    }
  }

  /// It waits to be bought together with other orders. The `bundle-order` job moves it on, a cancel
  /// ends it.
  record Bundling() implements OrderState {}

  /// Another order buys for it and others. The outcome of that one moves it on, by the
  /// `settle-bundle` job.
  ///
  /// @param bundle the order that buys
  /// @param abort why it is cancelled unless that one is bought; null when it is not
  record Bundled(OrderId bundle, @Nullable String abort) implements OrderState {}

  /// The store is being asked to buy, or the process died while it was. The same job moves it on,
  /// now or after a restart.
  ///
  /// @param abort why no attempt may follow this one; null when one may
  /// @param concessions the requirements that this attempt gives up
  record Placing(
      AttemptId attempt,
      int number,
      Instant notAfter,
      @Nullable String abort,
      List<Concession> concessions)
      implements OrderState {
    public Placing {
      concessions = List.copyOf(concessions);
    }
  }

  /// The store may have the order. Only the `reconcile-order` job moves it on: it asks the store.
  ///
  /// @param settledAt when the store's "not there" becomes final, by the system clock
  /// @param looks the number of looks at the store so far
  /// @param abort why no attempt may follow this one; null when one may
  /// @param concessions the requirements that this attempt gave up
  record InDoubt(
      AttemptId attempt,
      int number,
      Instant settledAt,
      int looks,
      @Nullable String abort,
      List<Concession> concessions)
      implements OrderState {
    public InDoubt {
      concessions = List.copyOf(concessions);
    }
  }

  /// The last attempt has certainly ended without an order, and another one follows. The
  /// `place-order` job moves it on, a cancel ends it.
  ///
  /// @param postponedSince since when its store cannot be asked; null when it can
  /// @param unsent the attempt that is made again because nothing of it was sent; null when a new
  ///     one follows
  /// @param abort as in [Queued]
  record Retrying(
      OrderError error,
      Instant notBefore,
      @Nullable Instant postponedSince,
      @Nullable Unsent unsent,
      @Nullable String abort)
      implements OrderState {
    public Retrying(OrderError error, Instant notBefore) {
      this(error, notBefore, null, null, null);
    }
  }

  /// An attempt of which nothing that buys was sent.
  ///
  /// @param since when it was first made
  record Unsent(AttemptId attempt, Instant since) {}

  /// A person must do something at the store. A resume or a cancel moves it on; after
  /// [Orders#ACTION_EXPIRES_AFTER] the `expire-action` job fails it.
  ///
  /// @param abort as in [Queued]
  record NeedsAction(RequiredAction action, @Nullable String abort) implements OrderState {
    public NeedsAction(RequiredAction action) {
      this(action, null);
    }
  }

  /// The store has the order. The `track-order` job follows it until every parcel has arrived; the
  /// store may still cancel it.
  ///
  /// @param tracked whether every unit of the order is known to be in one of its parcels
  /// @param concessions the requirements that were given up so that the rest could be bought
  /// @param off its merchant orders that the store has cancelled; never all of them
  record Placed(
      Placement placement, boolean tracked, List<Concession> concessions, List<CancelledPart> off)
      implements OrderState {
    public Placed {
      concessions = List.copyOf(concessions);
      // Older orders lack this field.
      off = off == null ? List.of() : List.copyOf(off);
    }

    public Placed(Placement placement, boolean tracked, List<Concession> concessions) {
      this(placement, tracked, concessions, List.of());
    }

    public Placed(Placement placement, boolean tracked) {
      this(placement, tracked, List.of(), List.of());
    }

    /// Whether a merchant order is cancelled.
    public boolean isOff(String merchantOrderId) {
      return off.stream().anyMatch(part -> part.merchantOrderId().equals(merchantOrderId));
    }

    /// The same after news of its parcels.
    Placed tracked(boolean complete) {
      return new Placed(placement, tracked || complete, concessions, off);
    }

    /// The same with one merchant order cancelled.
    Placed without(CancelledPart part) {
      List<CancelledPart> more = new ArrayList<>(off);
      more.add(part);
      return new Placed(placement, tracked, concessions, more);
    }
  }

  /// It was not bought, and will not be; or it is not known whether it was. In the second case a
  /// later look at the store, or an operator's decision, moves it on ([Orders#resolve]).
  record Failed(OrderError error) implements OrderState {

    /// Whether the store may nevertheless have it.
    public boolean isProbablyPlaced() {
      return error.code() == ErrorCode.ORDER_PROBABLY_PLACED;
    }
  }

  /// It was cancelled before anything was bought.
  record Cancelled(String reason) implements OrderState {}

  /// The store cancelled it after accepting it.
  ///
  /// @param asked whether the client had requested it
  /// @param refund the refund; null when the store does not report it
  record CancelledByRetailer(
      Placement placement, String reason, boolean asked, @Nullable Money refund)
      implements OrderState {}

  /// Why no attempt may follow; null when one may, or the state is final.
  default @Nullable String abort() {
    return null;
  }

  /// Whether it is cancelled as soon as its store was asked for it, since the database may have
  /// lost an attempt.
  default boolean isAskedFirst() {
    return abort() != null
        && (this instanceof Queued || this instanceof Retrying || this instanceof NeedsAction);
  }

  /// Whether it is final with a known outcome: the store may still turn out to have an order that
  /// failed as probably placed.
  default boolean isDecided() {
    return isFinal() && !(this instanceof Failed failed && failed.isProbablyPlaced());
  }

  /// Since when the order waits for a store that cannot be asked; null when it does not.
  default @Nullable Instant postponedSince() {
    return null;
  }

  /// The attempt that is made again because nothing of it was sent; null when there is none.
  default @Nullable Unsent unsent() {
    return null;
  }

  /// Whether no attempt will follow, so that card data is no longer needed.
  default boolean isFinal() {
    return switch (this) {
      case Queued _, Bundling _, Bundled _, Placing _, InDoubt _, Retrying _, NeedsAction _ ->
          false;
      case Placed _, Failed _, Cancelled _, CancelledByRetailer _ -> true;
    };
  }
}
