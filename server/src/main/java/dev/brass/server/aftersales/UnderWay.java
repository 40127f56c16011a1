package dev.brass.server.aftersales;

import dev.brass.server.aftersales.AftersalesRequest.Overlap;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.PlacedOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// The earlier after-sales tasks of an order and the conflicts of a new one with them: only one
/// cancellation of a merchant order is pending at a time, and each bought unit is in one return
/// only. It is checked in the transaction that stores the task, under the order's lock.
///
/// @param aftersales the tasks of the same kind about the order, oldest first
record UnderWay(List<AftersalesTask> aftersales) {

  /// Why an after-sales task cannot be stored.
  sealed interface Met {

    /// The same task is under way.
    record Same(AftersalesTask before) implements Met {}

    /// Units of an item are in earlier returns.
    ///
    /// @param left how many of its units are in no return
    /// @param before the last of these returns
    record Returned(UUID item, int left, AftersalesTask before) implements Met {}
  }

  /// The conflict; empty when there is none.
  Optional<Met> meets(AftersalesAction wish, Overlap overlap, PlacedOrder order) {
    return switch (wish) {
      case AftersalesAction.Cancel cancel ->
          aftersales.stream()
              .filter(
                  errand ->
                      isUndecided(errand)
                          && errand.wish().merchantOrder().id().equals(cancel.merchantOrder().id()))
              .findFirst()
              .map(Met.Same::new);
      case AftersalesAction.Return back ->
          back.replacesPending() ? Optional.empty() : returned(back, overlap, order);
      case AftersalesAction.Track _ -> Optional.empty();
    };
  }

  private Optional<Met> returned(AftersalesAction.Return wish, Overlap overlap, PlacedOrder order) {
    Map<UUID, Integer> bought =
        order.order().spec().lines().stream()
            .collect(Collectors.toMap(OrderLine::itemId, order::bought, Math::max));
    Map<UUID, Integer> taken = new HashMap<>();
    Map<UUID, AftersalesTask> by = new HashMap<>();
    for (AftersalesTask errand : aftersales) {
      if (errand.wish() instanceof AftersalesAction.Return other && counts(errand, overlap)) {
        for (AftersalesAction.ReturnedItem item : other.items()) {
          taken.merge(item.item(), item.quantity(), Integer::sum);
          by.put(item.item(), errand);
        }
      }
    }
    for (AftersalesAction.ReturnedItem item : wish.items()) {
      AftersalesTask before = by.get(item.item());
      int left =
          Math.max(0, bought.getOrDefault(item.item(), 0) - taken.getOrDefault(item.item(), 0));
      if (before != null && item.quantity() > left) {
        return Optional.of(new Met.Returned(item.item(), left, before));
      }
    }
    return Optional.empty();
  }

  private static boolean counts(AftersalesTask errand, Overlap overlap) {
    return switch (overlap) {
      case REFUSED ->
          !(errand.state() instanceof AftersalesState.Refused)
              && !(errand.state() instanceof AftersalesState.ReturnInProgress);
      case STORE_DECIDES -> isUndecided(errand);
    };
  }

  private static boolean isUndecided(AftersalesTask errand) {
    return switch (errand.state()) {
      case AftersalesState.Queued _, AftersalesState.Pending _, AftersalesState.Referred _ -> true;
      case AftersalesState.Cancelled _,
          AftersalesState.Returned _,
          AftersalesState.Credited _,
          AftersalesState.ReturnInProgress _,
          AftersalesState.Tracked _,
          AftersalesState.Refused _ ->
          false;
    };
  }
}
