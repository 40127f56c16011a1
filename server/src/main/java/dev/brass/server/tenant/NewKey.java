package dev.brass.server.tenant;

import dev.brass.spi.Secret;

/// A new key, the only time that its text is known.
public record NewKey(ApiKey key, Secret<String> text) {}
