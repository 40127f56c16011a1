package dev.brass.server.api.v2;

import dev.brass.server.aftersales.AftersalesAction;
import dev.brass.server.aftersales.AftersalesState;
import dev.brass.server.aftersales.AftersalesTask;
import dev.brass.server.api.v2.V2Wire.ReturnItem;
import dev.brass.server.api.v2.V2Wire.ReturnResponse;
import dev.brass.server.api.v2.V2Wire.ReturnSummary;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Returns in the current API (Zinc API docs, Returns), whichever channel they came through.
final class ReturnRendering {

  private ReturnRendering() {}

  /// A return by itself.
  static ReturnResponse response(AftersalesTask errand) {
    ReturnSummary summary = summary(errand);
    AftersalesState.Returned how = errand.state().approval();
    return new ReturnResponse(
        summary.id(),
        Objects.requireNonNull(errand.order(), "a return without an order").value(),
        summary.status(),
        summary.reason(),
        summary.notes(),
        summary.resolutionNotes(),
        summary.items(),
        summary.labelUrls(),
        how == null ? underWay(errand.state()) : how.merchantReturnId(),
        summary.createdAt(),
        summary.updatedAt());
  }

  /// A return in its order.
  static ReturnSummary summary(AftersalesTask errand) {
    if (!(errand.wish() instanceof AftersalesAction.Return wish)) {
      throw new IllegalArgumentException("not a return: " + errand.id());
    }
    AftersalesState.Returned how = errand.state().approval();
    return new ReturnSummary(
        errand.id().value(),
        ReturnStatus.of(errand.state()).code(),
        // The classic API accepts the retailer's own words.
        ReturnForm.REASONS.contains(wish.reason()) ? wish.reason() : "other",
        wish.explanation(),
        errand.state().resolution(),
        wish.items().stream().map(item -> new ReturnItem(item.item(), item.quantity())).toList(),
        how == null ? List.of() : how.labels().stream().map(URI::toString).toList(),
        errand.createdAt(),
        errand.updatedAt());
  }

  private static @Nullable String underWay(AftersalesState state) {
    return state instanceof AftersalesState.ReturnInProgress other
            && !other.merchantReturnId().isEmpty()
        ? other.merchantReturnId()
        : null;
  }
}
