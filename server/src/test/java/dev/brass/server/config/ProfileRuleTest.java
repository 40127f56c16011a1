package dev.brass.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that buys at real stores, or that others reach, is told its profile.
class ProfileRuleTest {

  @TempDir Path folder;

  private Configuration given(String yaml, Map<String, String> flags) {
    try {
      Path file = Files.writeString(folder.resolve("brass.yaml"), yaml);
      Map<String, String> all = new HashMap<>(flags);
      all.put("config", file.toString());
      return Configuration.load(Sources.none().withFlags(all));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void starts(String yaml, Map<String, String> flags) {
    assertThatCode(() -> given(yaml, flags).checkStart()).doesNotThrowAnyException();
  }

  private void refused(String yaml, Map<String, String> flags, String why) {
    assertThatThrownBy(() -> given(yaml, flags).checkStart())
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .startsWith("profile must be set, since " + why)
                    .contains("production", "development"));
  }

  private static final String STORES =
      """
      stores:
        - { code: tea, platform: vendure, hosts: tea.example, settings: { url: "http://t" } }
        - { code: mug, platform: vendure, hosts: mug.example, settings: { url: "http://m" } }
      """;

  @Test
  void realStoresNeedOne() {
    refused(STORES, Map.of(), "there are real stores (tea, mug)");
    starts(STORES, Map.of("profile", "development"));
    starts("profile: production\n" + STORES, Map.of());
  }

  @Test
  void soDoesAnAddressThatOthersReach() {
    for (String host : new String[] {"0.0.0.0", "::", "10.0.0.1", "shop.example.com"}) {
      refused("", Map.of("host", host), "host is " + host);
      starts("", Map.of("host", host, "profile", "production"));
    }
    for (String here : new String[] {"127.0.0.1", "localhost", "::1"}) {
      starts("", Map.of("host", here));
    }
  }

  @Test
  void andAProxyInBetween() {
    refused("", Map.of("http.behind-proxy", "true"), "http.behind-proxy is on");
    starts("", Map.of("http.behind-proxy", "true", "profile", "development"));
  }

  @Test
  void thisMachineAndTheSandboxNeedNone() {
    starts("", Map.of());
  }
}
