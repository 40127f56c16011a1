package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;
import dev.brass.connector.sandbox.SandboxMarketplace;
import dev.brass.server.config.Configuration;
import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import dev.brass.server.config.Sources;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.StoreRules;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.tenant.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class StoreSetupTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  @TempDir private Path folder;

  private Settings settings(String more, Map<String, String> flags) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("stores.yaml"),
            """
            stores:
              - code: tea
                platform: vendure
                hosts: [www.tea.example]
                %s
                settings:
                  url: https://tea.example
                  payment-method: invoice
                  customer-email: buyer@example.com
            """
                .formatted(more));
    Sources sources = Sources.none().withDefaults(flags);
    return Configuration.load(sources.withFlags(Map.of("config", file.toString()))).settings();
  }

  private static Stores stores(Settings settings) {
    try (HikariDataSource world = new HikariDataSource()) {
      world.setJdbcUrl(DB.url());
      return StoreSetup.stores(settings, SandboxMarketplace.open(world));
    }
  }

  @Test
  void aStoreOverTheNetworkHasLimitsUnlessItsOperatorSaysOtherwise() throws IOException {
    ConfiguredStore usual = stores(settings("", Map.of())).byCode("tea", false).orElseThrow();
    assertThat(usual.rules()).isEqualTo(new StoreRules(null, 4, Duration.ofHours(6)));
    ConfiguredStore told =
        stores(
                settings(
                    "{requests-per-second: 3, max-concurrency: 50, hold-for: 1d}"
                        .replaceAll("[{}]", "")
                        .replace(", ", "\n    "),
                    Map.of()))
            .byCode("tea", false)
            .orElseThrow();
    assertThat(told.rules())
        .isEqualTo(new StoreRules(Duration.ofNanos(333_333_334), 50, Duration.ofDays(1)));
  }

  @Test
  void storesOfThisProcessHaveNone() throws IOException {
    assertThat(stores(settings("", Map.of())).byCode("amazon", true).orElseThrow().rules())
        .isEqualTo(StoreRules.FREE);
  }

  @Test
  void aPaceThatLeavesNoTimeToBuyIsRefusedAtTheStart() throws IOException {
    Settings slow = settings("requests-per-second: 0.1", Map.of("orders.place-timeout", "30s"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stores(slow))
        .withMessageContainingAll("'tea'", "requests-per-second: 0.1", "orders.place-timeout");
  }

  @Test
  void pagesAreFoundWithAndWithoutWww() throws IOException {
    Stores stores = stores(settings("", Map.of()));
    for (String host : new String[] {"tea.example", "www.tea.example"}) {
      assertThat(stores.byHost(host, Mode.LIVE)).isPresent();
    }
  }

  @Test
  void linksLeadSomewhereAlsoWhereNoMailsAreSent() {
    Settings settings = Settings.of(Map.of("http.public-url", "shop.example.com"));
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> OnboardingSetup.address(settings))
        .withMessageContaining("http.public-url");
  }
}
