package dev.brass.server.tenant;

import dev.brass.spi.Secret;

/// A key that was just made, the only time that its text is known.
public record NewKey(ApiKey key, Secret<String> text) {}
