package dev.brass.server;

import dev.brass.server.api.Forwarding;
import dev.brass.server.config.Settings;

/// The settings of the HTTP server.
final class HttpSetup {

  private HttpSetup() {}

  static Forwarding forwarding(Settings.HttpSettings http) {
    if (!http.behindProxy()) {
      return Forwarding.NONE;
    }
    return new Forwarding(
        switch (http.senderHeader()) {
          case X_FORWARDED_FOR -> Forwarding.Header.X_FORWARDED_FOR;
          case FORWARDED -> Forwarding.Header.FORWARDED;
        },
        http.trustedHops());
  }
}
