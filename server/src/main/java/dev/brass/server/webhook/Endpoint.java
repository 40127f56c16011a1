package dev.brass.server.webhook;

import dev.brass.spi.Secret;
import org.jspecify.annotations.Nullable;

/// The receiver that a tenant has registered for one mode (spec v2 §15).
///
/// @param url null after it was cleared
/// @param secret `zn_whsec_` and 24 characters, with which deliveries are signed; outlives the URL
public record Endpoint(@Nullable Secret<String> url, Secret<String> secret) {}
