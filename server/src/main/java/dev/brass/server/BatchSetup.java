package dev.brass.server;

import dev.brass.server.batch.BatchSettings;
import dev.brass.server.config.Settings;

/// The settings of batches of operations.
final class BatchSetup {

  private BatchSetup() {}

  static BatchSettings settings(Settings settings) {
    Settings.BatchSettings batch = settings.batch();
    return new BatchSettings(
        batch.mostOperations(),
        batch.oneAtATime(),
        batch.concurrency(),
        Math.toIntExact(settings.http().maxBody().bytes()),
        batch.operationTimeout(),
        batch.keep());
  }
}
