package dev.brass.server;

import dev.brass.server.api.PublicAddress;
import dev.brass.server.config.Settings;
import dev.brass.server.onboarding.SandboxSettings;

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
  static PublicAddress address(Settings settings) {
    return new PublicAddress(settings.mail().baseUrl(), settings.http().behindProxy());
  }
}
