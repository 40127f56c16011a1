package dev.brass.spi;

import org.jspecify.annotations.Nullable;

/// The log-in of an account at a store.
///
/// @param totpSeed the long secret from which one-time codes are made
/// @param verificationCode a code that the store mailed and the client passed on
public record Credential(
    String email,
    @Nullable Secret<String> password,
    @Nullable Secret<String> totpSeed,
    @Nullable Secret<String> verificationCode) {}
