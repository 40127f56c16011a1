package dev.brass.server.aftersales;

import dev.brass.spi.Address;
import dev.brass.spi.Line;
import dev.brass.spi.MerchantOrder;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A client's request about a merchant order. Never changed.
public sealed interface AftersalesAction {

  MerchantOrder merchantOrder();

  /// The kind of a [Return].
  String RETURN = "return";

  /// The kind of its after-sales tasks in the database and in idempotency: `cancel`, `return`,
  /// `track`.
  default String kind() {
    return switch (this) {
      case Cancel _ -> "cancel";
      case Return _ -> RETURN;
      case Track _ -> "track";
    };
  }

  /// Cancels the merchant order.
  record Cancel(MerchantOrder merchantOrder, String reason) implements AftersalesAction {}

  /// Returns some of its goods.
  ///
  /// @param items the order's items behind the lines, as far as they are known
  /// @param method the return method in the store's terms; null for the store's default
  /// @param replacesPending whether a pending return of these lines is cancelled first
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

  /// Units of an order's item that are returned.
  record ReturnedItem(UUID item, int quantity) {}

  /// Tracks its parcels; the order need not have been placed by this server.
  record Track(MerchantOrder merchantOrder) implements AftersalesAction {}
}
