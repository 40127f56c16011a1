package dev.brass.conformance;

import dev.brass.server.e2e.RunningServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The official Zinc SDK (npm `zinc`), unchanged, against this server. The tests are
/// `sdk/test/*.test.mjs`; answers are held against the SDK's own types by the TypeScript compiler,
/// and `sdk/calls.mjs` tells which of its methods no test calls. A second server wants money for
/// product data.
class SdkConformanceTest {

  @TempDir static Path data;
  @TempDir static Path prepaidData;
  private static RunningServer server;
  private static RunningServer prepaid;

  @BeforeAll
  static void start() {
    server = RunningServer.start(data);
    prepaid =
        RunningServer.start(
            prepaidData,
            Map.of(
                "wallet.mode", "prepaid",
                "wallet.sandbox-paid-by", "operator",
                "products.price", "1"));
  }

  @AfterAll
  static void stop() {
    server.close();
    prepaid.close();
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(server.environment());
    environment.put("BRASS_PREPAID_URL", prepaid.url());
    environment.put("BRASS_PREPAID_API_KEY", prepaid.key("api_key"));
    return environment;
  }

  @TestFactory
  Stream<DynamicTest> theOfficialSdk() {
    return new NodeSuite(Path.of("sdk")).tests(environment());
  }
}
