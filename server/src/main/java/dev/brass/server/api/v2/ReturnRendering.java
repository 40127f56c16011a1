package dev.brass.server.api.v2;

import dev.brass.server.api.v2.V2Wire.ReturnItem;
import dev.brass.server.api.v2.V2Wire.ReturnResponse;
import dev.brass.server.api.v2.V2Wire.ReturnSummary;
import dev.brass.server.errand.Errand;
import dev.brass.server.errand.ErrandState;
import dev.brass.server.errand.Wish;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Returns in the words of the current API (spec v2 §6), whichever API they came through.
final class ReturnRendering {

  private ReturnRendering() {}

  /// A return by itself.
  static ReturnResponse response(Errand errand) {
    ReturnSummary summary = summary(errand);
    ErrandState.Returned how = errand.state().approval();
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
  static ReturnSummary summary(Errand errand) {
    if (!(errand.wish() instanceof Wish.Return wish)) {
      throw new IllegalArgumentException("not a return: " + errand.id());
    }
    ErrandState.Returned how = errand.state().approval();
    return new ReturnSummary(
        errand.id().value(),
        ReturnStatus.of(errand.state()).code(),
        // The classic API takes the retailer's own words.
        ReturnForm.REASONS.contains(wish.reason()) ? wish.reason() : "other",
        wish.explanation(),
        errand.state().resolution(),
        wish.items().stream().map(item -> new ReturnItem(item.item(), item.quantity())).toList(),
        how == null ? List.of() : how.labels().stream().map(URI::toString).toList(),
        errand.createdAt(),
        errand.updatedAt());
  }

  private static @Nullable String underWay(ErrandState state) {
    return state instanceof ErrandState.ReturnInProgress other
            && !other.merchantReturnId().isEmpty()
        ? other.merchantReturnId()
        : null;
  }
}
