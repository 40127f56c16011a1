package dev.brass.server.aftersales;

import dev.brass.spi.Address;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a client wants done with a merchant order. Never changed.
public sealed interface AftersalesAction {

  MerchantOrder merchantOrder();

  /// The kind of a [Return].
  String RETURN = "return";

  /// What its after-sales tasks are called in the database and in idempotency: `cancel`, `return`,
  /// `track`.
  default String kind() {
    return switch (this) {
      case Cancel _ -> "cancel";
      case Return _ -> RETURN;
      case Track _ -> "track";
    };
  }

  /// It is not wanted any more.
  record Cancel(MerchantOrder merchantOrder, String reason) implements AftersalesAction {}

  /// Some of it goes back.
  ///
  /// @param items the order's items that the lines are, as far as they are known
  /// @param method how, in the store's words; null for the store's default
  /// @param replacesPending whether a return of these lines that is under way is called off first
  /// @param from where the parcel is handed over; null for the order's shipping address
  record Return(
      MerchantOrder merchantOrder,
      List<Line> lines,
      List<ReturnedItem> items,
      String reason,
      @Nullable String method,
      @Nullable String explanation,
      boolean replacesPending,
      @Nullable Address from)
      implements AftersalesAction {
    public Return {
      lines = List.copyOf(lines);
      items = List.copyOf(items);
    }
  }

  /// Units of an order's item that go back.
  record ReturnedItem(UUID item, int quantity) {}

  /// Where its parcels are, of an order that need not be one of ours.
  record Track(MerchantOrder merchantOrder) implements AftersalesAction {}
}
