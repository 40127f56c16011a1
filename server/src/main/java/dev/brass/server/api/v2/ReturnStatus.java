package dev.brass.server.api.v2;

import dev.brass.server.aftersales.AftersalesState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Where a return stands, in the words of the current API (seed 003; `credited` is the SDK's).
enum ReturnStatus {
  OPEN,
  APPROVED,
  DENIED,
  CREDITED;

  /// What of an after-sales task this stands for.
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
