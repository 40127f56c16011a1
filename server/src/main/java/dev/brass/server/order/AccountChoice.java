package dev.brass.server.order;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which of its tenant's managed accounts an order is bought with.
///
/// @param id the account that the client named; null for the best one at the time
/// @param shortId the name that the client used for it
public record AccountChoice(@Nullable UUID id, @Nullable String shortId) {

  /// The best one; if there is none, the store is used as orders without a log-in use it.
  public static final AccountChoice BEST = new AccountChoice(null, null);
}
