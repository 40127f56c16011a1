package dev.brass.server.errand;

import dev.brass.server.errand.ErrandRequest.Overlap;
import dev.brass.server.order.OrderLine;
import dev.brass.server.order.PlacedOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// What was asked for before about an order, and what that leaves to a new errand: a merchant order
/// is cancelled once at a time, and each unit that was bought is in one return only. It is judged
/// in the transaction that stores the errand, while nobody else stores one of the order.
///
/// @param errands those of the same kind about the order, oldest first
record UnderWay(List<Errand> errands) {

  /// Why an errand cannot be stored.
  sealed interface Met {

    /// The same is under way.
    record Same(Errand before) implements Met {}

    /// Units of an item are in earlier returns.
    ///
    /// @param left how many units of it are in none
    /// @param before the last of them
    record Returned(UUID item, int left, Errand before) implements Met {}
  }

  /// Empty when nothing is in the way.
  Optional<Met> meets(Wish wish, Overlap overlap, PlacedOrder order) {
    return switch (wish) {
      case Wish.Cancel cancel ->
          errands.stream()
              .filter(
                  errand ->
                      isUndecided(errand)
                          && errand.wish().merchantOrder().id().equals(cancel.merchantOrder().id()))
              .findFirst()
              .map(Met.Same::new);
      case Wish.Return back ->
          back.replacesPending() ? Optional.empty() : returned(back, overlap, order);
      case Wish.Track _ -> Optional.empty();
    };
  }

  private Optional<Met> returned(Wish.Return wish, Overlap overlap, PlacedOrder order) {
    Map<UUID, Integer> bought =
        order.order().spec().lines().stream()
            .collect(Collectors.toMap(OrderLine::itemId, order::bought, Math::max));
    Map<UUID, Integer> taken = new HashMap<>();
    Map<UUID, Errand> by = new HashMap<>();
    for (Errand errand : errands) {
      if (errand.wish() instanceof Wish.Return other && counts(errand, overlap)) {
        for (Wish.ReturnedItem item : other.items()) {
          taken.merge(item.item(), item.quantity(), Integer::sum);
          by.put(item.item(), errand);
        }
      }
    }
    for (Wish.ReturnedItem item : wish.items()) {
      Errand before = by.get(item.item());
      int left =
          Math.max(0, bought.getOrDefault(item.item(), 0) - taken.getOrDefault(item.item(), 0));
      if (before != null && item.quantity() > left) {
        return Optional.of(new Met.Returned(item.item(), left, before));
      }
    }
    return Optional.empty();
  }

  private static boolean counts(Errand errand, Overlap overlap) {
    return switch (overlap) {
      case REFUSED ->
          !(errand.state() instanceof ErrandState.Refused)
              && !(errand.state() instanceof ErrandState.ReturnInProgress);
      case STORE_DECIDES -> isUndecided(errand);
    };
  }

  private static boolean isUndecided(Errand errand) {
    return switch (errand.state()) {
      case ErrandState.Queued _, ErrandState.Pending _, ErrandState.Referred _ -> true;
      case ErrandState.Cancelled _,
          ErrandState.Returned _,
          ErrandState.Credited _,
          ErrandState.ReturnInProgress _,
          ErrandState.Tracked _,
          ErrandState.Refused _ ->
          false;
    };
  }
}
