package dev.brass.server;

import dev.brass.server.api.Cors;
import dev.brass.server.api.Listening;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import java.util.List;

/// The ways in which programs start without an account, built from the server's settings.
final class OnboardingSetup {

  private OnboardingSetup() {}

  /// The origins whose pages may call from a browser; those of this machine, too, where the server
  /// is for development.
  ///
  /// @throws ConfigurationException when a configured value is not an origin
  static Cors cors(Settings settings) {
    List<String> origins = settings.http().corsOrigins();
    boolean alone =
        Listening.isLoopback(settings.host())
            && settings.http().publicUrl() == null
            && !settings.http().behindProxy();
    try {
      Cors cors =
          Cors.of(
              origins == null ? List.of() : origins,
              settings.profile() == Settings.Profile.DEVELOPMENT);
      return alone ? cors.onThisMachineAlone() : cors;
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
    }
  }

  /// The public address that links in answers begin with.
  ///
  /// @throws ConfigurationException when it is not an address
  static PublicAddress address(Settings settings) {
    String url = settings.http().publicUrl();
    try {
      String configured = url == null ? null : PublicUrl.parse(url).toString();
      return new PublicAddress(configured, settings.host(), settings.port());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
    }
  }
}
