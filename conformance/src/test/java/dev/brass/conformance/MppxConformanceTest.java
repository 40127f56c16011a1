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

/// The reference client of the `Payment` scheme and its CLI (npm `mppx`), unchanged, pay this server
/// with the local rail. The tests are `mppx/test/*.test.mjs`.
class MppxConformanceTest {

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
  Stream<DynamicTest> theReferenceClientPays() {
    return new NodeSuite(Path.of("mppx"))
        .run(server.environment()).stream()
            .map(
                result ->
                    DynamicTest.dynamicTest(
                        result.name(),
                        () -> assertThat(result.passed()).as(result.report()).isTrue()));
  }
}
