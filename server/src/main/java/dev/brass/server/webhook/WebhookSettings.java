package dev.brass.server.webhook;

import java.time.Duration;

/// What an operator decides about webhooks.
///
/// @param allowPrivate whether receivers may have addresses that are not on the public internet
/// @param timeout for a whole try: name lookup, connection, request and the whole reply
/// @param giveUpAfter how long after the first try due the last one is made
public record WebhookSettings(boolean allowPrivate, Duration timeout, Duration giveUpAfter) {

  /// What the documents of the Zinc API leave open (spec gaps A8 and B7).
  public static final WebhookSettings DEFAULT =
      new WebhookSettings(false, Duration.ofSeconds(10), Duration.ofHours(24));

  /// Checks that both durations are positive.
  public WebhookSettings {
    if (!timeout.isPositive() || !giveUpAfter.isPositive()) {
      throw new IllegalArgumentException("timeout and giveUpAfter must be positive");
    }
  }
}
