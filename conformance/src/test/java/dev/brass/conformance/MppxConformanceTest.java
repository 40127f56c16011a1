package dev.brass.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.DollarChain;
import dev.brass.server.e2e.RunningServer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The reference client of the `Payment` scheme and its CLI (npm `mppx`), unchanged, pay this
/// server with the local rail, and by x402. The tests are `mppx/test/*.test.mjs`; the facilitator
/// of x402 and its chain are the server tests' own.
class MppxConformanceTest {

  @TempDir static Path data;
  private static DollarChain chain;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    chain = new DollarChain();
    server = RunningServer.start(data, chain.settings());
  }

  @AfterAll
  static void stop() {
    server.close();
    chain.close();
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
