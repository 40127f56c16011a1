package dev.brass.spi;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The log-in of an account at a store.
///
/// @param totpSeed the long secret from which one-time codes are made
/// @param verificationCode a code that the store mailed and the client passed on
public record Credential(
    String email,
    @Nullable Secret<String> password,
    @Nullable Secret<String> totpSeed,
    @Nullable Secret<String> verificationCode) {

  /// The current one-time code for a store that asks for one: call this at the moment it is sent,
  /// since it changes every thirty seconds. Null without a seed, or with an invalid one.
  ///
  /// @param clock the store's ([Store#clock])
  public @Nullable Secret<String> oneTimeCode(InstantSource clock) {
    return totpSeed == null || Totp.problem(totpSeed).isPresent()
        ? null
        : Totp.of(totpSeed).at(clock.instant());
  }
}
