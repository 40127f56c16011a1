package dev.brass.server.account;

import dev.brass.spi.Secret;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The client's data of a managed account.
///
/// @param email the e-mail address of the log-in
/// @param store the store's code; null for every store without an account of its own
/// @param totpSeed the seed of its one-time codes
/// @param config the client's own data, as JSON text
/// @param cooldownMinutes the minimum time between two uses; null for none
public record AccountContent(
    String email,
    @Nullable String store,
    @Nullable Secret<String> password,
    @Nullable Secret<String> totpSeed,
    @Nullable Secret<String> config,
    boolean isPaused,
    @Nullable Integer cooldownMinutes) {

  /// Whether the log-in at a store would differ.
  public boolean logsInOtherwiseThan(AccountContent before) {
    return !email.equals(before.email)
        || !Objects.equals(password, before.password)
        || !Objects.equals(totpSeed, before.totpSeed);
  }
}
