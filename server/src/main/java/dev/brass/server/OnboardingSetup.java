package dev.brass.server;

import dev.brass.server.api.PublicAddress;
import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import dev.brass.server.mail.MailSettings;
import dev.brass.server.onboarding.SandboxSettings;
import java.util.List;

/// How programs start without an account, from the server's settings.
final class OnboardingSetup {

  private OnboardingSetup() {}

  static SandboxSettings sandbox(Settings settings) {
    Settings.SandboxSettings sandbox = settings.sandbox();
    boolean open =
        switch (sandbox.keys()) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> settings.profile() == Settings.Profile.DEVELOPMENT;
        };
    return new SandboxSettings(open, sandbox.perAddress(), sandbox.perHour(), sandbox.keep());
  }

  /// The links lead where those of mails do.
  ///
  /// @throws ConfigurationException when that is no address
  static PublicAddress address(Settings settings) {
    String base = settings.mail().baseUrl();
    if (base != null) {
      try {
        MailSettings.parseBaseUrl(base);
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
      }
    }
    return new PublicAddress(base, settings.host(), settings.port());
  }
}
