package dev.brass.server.webhook;

import dev.brass.server.config.Settings;
import dev.brass.server.egress.AllowedNetworks;
import java.time.Duration;

/// The operator's settings of webhooks.
///
/// @param reach the addresses that receivers may have
/// @param timeout for a whole try: name lookup, connection, request and the whole reply
/// @param giveUpAfter the time from the due time of the first try to the last one
/// @param pauseAfter the time without a success after which an endpoint is paused
public record WebhookSettings(
    AllowedNetworks reach, Duration timeout, Duration giveUpAfter, Duration pauseAfter) {

  private static final Duration PAUSE_AFTER = Duration.ofDays(3);

  /// Values that the documents of the Zinc API leave open (compatibility A8 and B7).
  public static final WebhookSettings DEFAULT =
      new WebhookSettings(AllowedNetworks.PUBLIC, Duration.ofSeconds(10), Duration.ofHours(24));

  /// Settings with the usual pause.
  public WebhookSettings(AllowedNetworks reach, Duration timeout, Duration giveUpAfter) {
    this(reach, timeout, giveUpAfter, PAUSE_AFTER);
  }

  /// Checks that all durations are positive.
  public WebhookSettings {
    if (!timeout.isPositive() || !giveUpAfter.isPositive() || !pauseAfter.isPositive()) {
      throw new IllegalArgumentException("timeout, giveUpAfter and pauseAfter must be positive");
    }
  }

  /// As the operator has set them.
  public static WebhookSettings of(Settings.WebhookSettings webhooks, AllowedNetworks reach) {
    return new WebhookSettings(
        reach, webhooks.timeout(), webhooks.giveUpAfter(), webhooks.pauseAfter());
  }
}
