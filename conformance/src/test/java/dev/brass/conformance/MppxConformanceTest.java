package dev.brass.conformance;

import dev.brass.server.e2e.DollarChain;
import dev.brass.server.e2e.RunningServer;
import dev.brass.testkit.stripe.FakeStripe;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The reference client of the `Payment` scheme and its CLI (npm `mppx`), unchanged, pay this
/// server with the local rail, by x402 and by Stripe. The tests are `mppx/test/*.test.mjs`; the
/// facilitator of x402, its chain and Stripe are the server tests' own.
class MppxConformanceTest {

  @TempDir static Path data;
  private static DollarChain chain;
  private static FakeStripe stripe;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    chain = new DollarChain();
    stripe = new FakeStripe(InstantSource.system());
    Map<String, String> settings = new HashMap<>(chain.settings());
    settings.putAll(stripe.agentSettings());
    server = RunningServer.start(data, settings);
  }

  @AfterAll
  static void stop() {
    server.close();
    chain.close();
    stripe.close();
  }

  @TestFactory
  Stream<DynamicTest> theReferenceClientPays() {
    Map<String, String> environment = new HashMap<>(server.environment());
    environment.put("MPPX_STRIPE_SECRET_KEY", FakeStripe.KEY);
    environment.put("MPPX_STRIPE_SPT_URL", stripe.tokens().toString());
    return new NodeSuite(Path.of("mppx")).tests(environment);
  }
}
