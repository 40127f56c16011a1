package dev.brass.server.agentpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.egress.StallingServer;
import dev.brass.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How long the two services of x402 are waited for.
class X402HttpTest {

  private static final Duration LIMIT = Duration.ofMillis(500);

  @Test
  @Timeout(60)
  void aFacilitatorThatFallsSilentInItsBodyIsGivenUp() throws IOException, InterruptedException {
    try (StallingServer server = new StallingServer()) {
      assertThat(new X402Facilitator(http(server.uri()), settings(server.uri())).settle(Map.of()))
          .isEqualTo(new X402Facilitator.Verdict.Unknown("the facilitator did not answer"));
      server.awaitEnd();
    }
  }

  @Test
  @Timeout(60)
  void soIsANodeOfTheChain() throws IOException {
    try (StallingServer server = new StallingServer()) {
      assertThatThrownBy(() -> http(server.uri()).call("eth_call", List.of()))
          .isInstanceOf(HttpTimeoutException.class);
      server.awaitEnd();
    }
  }

  private static X402Http http(URI uri) {
    return new X402Http(settings(uri), LIMIT);
  }

  private static X402Settings settings(URI uri) {
    return new X402Settings(
        "0x1", uri, Secret.of(Map.of()), uri, 8453, "0x2", "USD Coin", "2", 1, false);
  }
}
