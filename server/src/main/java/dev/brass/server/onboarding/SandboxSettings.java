package dev.brass.server.onboarding;

import dev.brass.server.config.Settings;
import java.time.Duration;

/// The rules for opening sandboxes, and how long they are kept.
///
/// @param open whether programs may open any
/// @param perAddress how many an address may open in an hour
/// @param perHour how many this node opens in an hour
/// @param keep how long an unclaimed one is kept after its key was last used
public record SandboxSettings(boolean open, int perAddress, int perHour, Duration keep) {
  /// As the operator has set them.
  public static SandboxSettings of(Settings.SandboxSettings sandbox, Settings.Profile profile) {
    boolean open =
        switch (sandbox.keys()) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> profile == Settings.Profile.DEVELOPMENT;
        };
    return new SandboxSettings(open, sandbox.perAddress(), sandbox.perHour(), sandbox.keep());
  }
}
