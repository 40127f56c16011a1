package dev.brass.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedSettingsTest {

  @TempDir Path folder;

  @Test
  void hasWhatNodesShareAndNotWhatIsTheirOwn() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("brass.yaml"),
            """
            orders.attempts: 5
            stripe.secret-key: sk_canary
            agent.x402.rpc: https://rpc.example/v2/canary
            stores:
              - code: tea
                platform: vendure
                hosts: [b.example, a.example]
                requests-per-second: 2.5
                settings: { customer-email: canary@example.com }
            """);
    Map<String, SharedSettings.Value> shared =
        SharedSettings.of(
            Configuration.load(
                    Sources.none().withFlags(Map.of("config", file.toString(), "port", "1")))
                .settings());
    assertThat(shared)
        .containsEntry("orders.attempts", new SharedSettings.Value("5", false))
        .containsEntry("mail.host", new SharedSettings.Value("none", false))
        .containsEntry("stripe.secret-key", new SharedSettings.Value("sk_canary", true))
        .containsEntry("stores.tea.platform", new SharedSettings.Value("vendure", false))
        .containsEntry("stores.tea.hosts", new SharedSettings.Value("a.example, b.example", false))
        .containsEntry("stores.tea.requests-per-second", new SharedSettings.Value("2.5", false))
        .containsEntry("stores.tea.max-concurrency", new SharedSettings.Value("none", false))
        .containsEntry("stores.tea.hold-for", new SharedSettings.Value("6h", false))
        .doesNotContainKeys(
            "port", "host", "data", "config", "roles", "master-key", "database.url", "log.level");
    assertThat(shared.values().toString()).doesNotContain("canary");
  }

  @Test
  void everySettingThatIsNoNodesOwnAffairIsCompared() {
    assertThat(SharedSettings.of(Settings.of(Map.of())).keySet())
        .containsExactlyInAnyOrderElementsOf(
            Declarations.all().stream()
                .filter(declaration -> declaration.type() != null)
                .filter(declaration -> !declaration.setting().perNode())
                .map(Declaration::key)
                .toList());
  }
}
