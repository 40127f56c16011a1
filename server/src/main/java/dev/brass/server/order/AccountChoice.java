package dev.brass.server.order;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The managed account with which an order is bought.
///
/// @param id the account that the client named; null for the best one at the time
/// @param shortId the name that the client used for it
public record AccountChoice(@Nullable UUID id, @Nullable String shortId) {

  /// The best account; if there is none, the store is used without a log-in.
  public static final AccountChoice BEST = new AccountChoice(null, null);
}
