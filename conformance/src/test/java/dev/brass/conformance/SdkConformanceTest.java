package dev.brass.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.RunningServer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The official Zinc SDK (npm `zinc`), unchanged, against this server. The tests are
/// `sdk/test/*.test.mjs`; answers are held against the SDK's own types by the TypeScript compiler,
/// and `sdk/calls.mjs` tells which of its methods no test calls.
class SdkConformanceTest {

  @TempDir static Path data;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = RunningServer.start(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> theOfficialSdk() {
    return new NodeSuite(Path.of("sdk"))
        .run(server.environment()).stream()
            .map(
                result ->
                    DynamicTest.dynamicTest(
                        result.name(),
                        () -> assertThat(result.passed()).as(result.report()).isTrue()));
  }
}
