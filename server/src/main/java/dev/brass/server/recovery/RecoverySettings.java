package dev.brass.server.recovery;

import dev.brass.server.config.Settings;
import java.time.Duration;

/// The settings of recoveries.
///
/// @param watch how long after a recovery's end new orders with a key are still looked up at the
///     store first, since clients may send orders again that the database has forgotten
public record RecoverySettings(Duration watch) {

  public static final RecoverySettings DEFAULTS = new RecoverySettings(Duration.ofDays(30));

  /// As the operator has set them.
  public static RecoverySettings of(Settings.RecoveryConfig recovery) {
    return new RecoverySettings(recovery.watch());
  }
}
