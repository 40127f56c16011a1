package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.config.Configuration;
import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import dev.brass.server.config.Sources;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.DollarChain;
import dev.brass.server.e2e.RunningServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How agents pay, as the settings say it.
class AgentSetupTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.perClass();

  @TempDir static Path data;

  private static final String KEY = "Bearer sesame-4711";

  private static Map<String, String> settings(DollarChain chain, String headers) {
    Map<String, String> settings = new HashMap<>(chain.settings());
    settings.put("database.url", DATABASE.url());
    if (!headers.isEmpty()) {
      settings.put("agent.x402.headers", headers);
    }
    return settings;
  }

  private static List<String> startLines(DollarChain chain, String headers) {
    try (LogLines log = LogLines.all();
        RunningServer server = RunningServer.start(data, settings(chain, headers))) {
      assertThat(server.url()).startsWith("http://");
      assertThat(log.lines()).noneMatch(line -> line.contains("sesame"));
      return log.lines().stream().filter(line -> line.contains("x402")).toList();
    }
  }

  @Test
  void aFacilitatorThatDoesNotServeUsIsToldAtTheStart() {
    try (DollarChain chain = new DollarChain()) {
      chain.bars(401, KEY);
      assertThat(startLines(chain, "Authorization: Bearer sesame-4712"))
          .containsExactly(
              "payments by x402 will be refused: the facilitator does not take the key of this"
                  + " server (HTTP 401); see agent.x402.headers");
    }
  }

  @Test
  void oneThatServesUsIsNotSpokenOfAndAloneIsShownItsKey() {
    try (DollarChain chain = new DollarChain()) {
      chain.bars(401, KEY);
      assertThat(startLines(chain, "authorization: " + KEY + "; X-Shop: brass")).isEmpty();
      assertThat(chain.keys()).containsExactly(KEY);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sesame",
        "Authorization sesame",
        "Host: sesame",
        "content-length: 4711",
        "X-Key: sésame",
        "X-Key:",
        "X Key: sesame"
      })
  void whatIsNoHeaderIsRefusedWithoutRepeatingIt(String headers) {
    try (DollarChain chain = new DollarChain()) {
      Settings settings =
          Configuration.load(Sources.none().withDefaults(settings(chain, headers))).settings();
      assertThatThrownBy(
              () -> AgentSetup.rails(settings, DATABASE.database(), InstantSource.system()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("agent.x402.headers")
          .hasMessageNotContaining("sesame")
          .hasMessageNotContaining("sésame");
    }
  }

  @Test
  void theHeadersAreNotShown() {
    Configuration configuration =
        Configuration.load(
            Sources.none().withDefaults(Map.of("agent.x402.headers", "Authorization: " + KEY)));
    assertThat(configuration.settings().agent().x402().toString()).doesNotContain("sesame");
    assertThat(configuration.describe()).contains("headers").doesNotContain("sesame");
  }
}
