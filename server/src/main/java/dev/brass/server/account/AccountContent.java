package dev.brass.server.account;

import dev.brass.spi.Secret;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a client says about a managed account.
///
/// @param email what its owner logs in with
/// @param store the store's code; null for every store for which there is no account of its own
/// @param totpSeed what its one-time codes are made of
/// @param config what the client attached, as JSON text
/// @param cooldownMinutes the least time between two uses; null for none
public record AccountContent(
    String email,
    @Nullable String store,
    @Nullable Secret<String> password,
    @Nullable Secret<String> totpSeed,
    @Nullable Secret<String> config,
    boolean isPaused,
    @Nullable Integer cooldownMinutes) {

  /// Whether a store would be told something else.
  public boolean logsInOtherwiseThan(AccountContent before) {
    return !email.equals(before.email)
        || !Objects.equals(password, before.password)
        || !Objects.equals(totpSeed, before.totpSeed);
  }
}
