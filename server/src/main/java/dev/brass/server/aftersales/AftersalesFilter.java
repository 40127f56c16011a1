package dev.brass.server.aftersales;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A filter for after-sales tasks. Every condition that is set must hold.
///
/// @param orderPart a part of the order's id; null for any
/// @param states the accepted states; null for any
/// @param before only those that are older than this one; null for all
public record AftersalesFilter(
    @Nullable String orderPart,
    @Nullable Set<Class<? extends AftersalesState>> states,
    @Nullable AftersalesId before) {

  /// The names of the states in the database; all of them when any is accepted.
  List<String> stateNames() {
    return (states == null
            ? Arrays.stream(AftersalesState.class.getPermittedSubclasses())
            : states.stream())
        .map(Class::getSimpleName)
        .toList();
  }
}
