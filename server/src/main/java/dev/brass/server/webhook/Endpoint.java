package dev.brass.server.webhook;

import dev.brass.spi.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The receiver that a tenant has registered for one mode (Zinc API docs, Webhooks).
///
/// @param url null after it was cleared
/// @param secret `zn_whsec_` and 24 characters, with which deliveries are signed; outlives the URL
/// @param oldSecretUntil until when deliveries are signed with the previous secret, too; null when
///     they are not
/// @param failingSince the first failure after the last success; null when the last one succeeded
/// @param pausedAt since when messages are kept instead of sent; null while they are sent
public record Endpoint(
    @Nullable Secret<String> url,
    Secret<String> secret,
    @Nullable Instant oldSecretUntil,
    @Nullable Instant failingSince,
    @Nullable Instant pausedAt) {

  /// The URL for callers that may read and not change it: without user name, password and query,
  /// where receivers' own secrets are; null when there is none.
  public @Nullable String shownUrl() {
    return url == null ? null : TargetUrl.parse(url.reveal()).shown();
  }
}
