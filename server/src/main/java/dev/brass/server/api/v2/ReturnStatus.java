package dev.brass.server.api.v2;

import dev.brass.server.aftersales.AftersalesState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The status of a return in the current API (Zinc API docs, Returns; `credited`: Zinc SDK).
enum ReturnStatus {
  OPEN,
  APPROVED,
  DENIED,
  CREDITED;

  /// The status for an after-sales task's state.
  Set<Class<? extends AftersalesState>> states() {
    return switch (this) {
      case OPEN ->
          Set.of(
              AftersalesState.Queued.class,
              AftersalesState.Pending.class,
              AftersalesState.Referred.class);
      case APPROVED -> Set.of(AftersalesState.Returned.class);
      case DENIED -> Set.of(AftersalesState.Refused.class, AftersalesState.ReturnInProgress.class);
      case CREDITED -> Set.of(AftersalesState.Credited.class);
    };
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> codes() {
    return Arrays.stream(values()).map(ReturnStatus::code).toList();
  }

  static ReturnStatus ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }

  static ReturnStatus of(AftersalesState state) {
    return Arrays.stream(values())
        .filter(status -> status.states().contains(state.getClass()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("not the state of a return: " + state));
  }
}
