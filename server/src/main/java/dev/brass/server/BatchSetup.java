package dev.brass.server;

import dev.brass.server.api.batch.BatchApi;
import dev.brass.server.api.v2.V2AgentApi;
import dev.brass.server.api.v2.V2BulkApi;
import dev.brass.server.batch.BatchSettings;
import dev.brass.server.config.Settings;
import java.util.HashMap;
import java.util.Map;

/// What the settings say of batches of operations.
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

  /// The paths whose bodies have a limit of their own.
  static Map<String, Integer> otherBodies(Settings settings) {
    Map<String, Integer> larger = new HashMap<>();
    larger.putAll(V2BulkApi.largerBodies(Math.toIntExact(settings.bulk().maxBody().bytes())));
    larger.putAll(BatchApi.largerBodies(Math.toIntExact(settings.batch().maxBody().bytes())));
    larger.putAll(V2AgentApi.bodies());
    return larger;
  }
}
