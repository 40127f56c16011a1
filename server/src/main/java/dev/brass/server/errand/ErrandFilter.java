package dev.brass.server.errand;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which errands are listed. Everything that is set must hold.
///
/// @param orderPart a part of the order's id; null for any
/// @param states what an errand may stand at; null for anything
/// @param before only those that are older than this one; null for all
public record ErrandFilter(
    @Nullable String orderPart,
    @Nullable Set<Class<? extends ErrandState>> states,
    @Nullable ErrandId before) {

  /// The names of the states in the database; all of them when any will do.
  List<String> stateNames() {
    return (states == null
            ? Arrays.stream(ErrandState.class.getPermittedSubclasses())
            : states.stream())
        .map(Class::getSimpleName)
        .toList();
  }
}
