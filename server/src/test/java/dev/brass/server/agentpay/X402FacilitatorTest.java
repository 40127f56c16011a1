package dev.brass.server.agentpay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.DollarChain;
import dev.brass.spi.Secret;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the operator is told of a facilitator before anybody pays.
class X402FacilitatorTest {

  private final DollarChain chain = new DollarChain();

  @AfterEach
  void close() {
    chain.close();
  }

  private X402Rail rail(long chainId, Map<String, String> headers) {
    Map<String, String> settings = chain.settings();
    return new X402Rail(
        new X402Settings(
            DollarChain.PAY_TO,
            URI.create(settings.get("agent.x402.facilitator") + "/"),
            Secret.of(headers),
            URI.create(settings.get("agent.x402.rpc")),
            chainId,
            "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
            "USD Coin",
            "2",
            1,
            false),
        InstantSource.system());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "301 | redirects (HTTP 301 to https://elsewhere.test/x402); see agent.x402.facilitator",
        "308 | redirects (HTTP 308 to https://elsewhere.test/x402); see agent.x402.facilitator",
        "401 | asks for a key (HTTP 401); see agent.x402.headers",
        "403 | asks for a key (HTTP 403); see agent.x402.headers"
      })
  void thatItDoesNotServeThisServer(int status, String told) throws InterruptedException {
    chain.bars(status);
    assertThat(rail(8453, Map.of()).trouble()).contains("the facilitator " + told);
  }

  @Test
  void thatItDoesNotTakeTheKey() throws InterruptedException {
    chain.bars(401, "Bearer right");
    assertThat(rail(8453, Map.of("Authorization", "Bearer wrong")).trouble())
        .contains(
            "the facilitator does not take the key of this server (HTTP 401); see"
                + " agent.x402.headers");
    assertThat(rail(8453, Map.of("Authorization", "Bearer right")).trouble()).isEmpty();
  }

  @Test
  void thatItServesAnotherChain() throws InterruptedException {
    assertThat(rail(10, Map.of()).trouble())
        .contains(
            "the facilitator names no exact payments on eip155:10 among those that it carries out");
  }

  @Test
  void thatItDoesNotAnswer() throws InterruptedException {
    X402Rail rail = rail(8453, Map.of());
    chain.close();
    assertThat(rail.trouble())
        .contains("the facilitator does not answer; see agent.x402.facilitator");
  }

  @Test
  void andNothingWhereNothingIsWrong() throws InterruptedException {
    assertThat(rail(8453, Map.of()).trouble()).isEmpty();
  }
}
