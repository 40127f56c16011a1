package dev.brass.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.config.YamlFile.Node;
import dev.brass.spi.PaidBy;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreListTest {

  @TempDir Path folder;

  private final List<String> problems = new ArrayList<>();

  @Test
  void readsStoresAndFillsInVariables() throws IOException {
    List<ConfiguredStore> stores =
        read(
            """
            stores:
              - code: tea
                platform: vendure
                hosts: [Tea.example, www.tea.example]
                settings:
                  channel: 007
                  api-token: ${TOKEN}
                  url: https://${HOST}/shop-api
              - code: coffee
                platform: vendure
            """,
            Map.of("TOKEN", "a$b\\c", "HOST", "tea.example"));

    assertThat(problems).isEmpty();
    assertThat(stores).hasSize(2);
    ConfiguredStore tea = stores.getFirst();
    assertThat(tea.code()).isEqualTo("tea");
    assertThat(tea.hosts()).containsExactly("tea.example", "www.tea.example");
    assertThat(tea.settings().required("channel")).isEqualTo("007");
    assertThat(tea.settings().required("api-token")).isEqualTo("a$b\\c");
    assertThat(tea.settings().required("url")).isEqualTo("https://tea.example/shop-api");
    assertThat(stores.get(1).hosts()).isEmpty();
  }

  @Test
  void tellsWhatIsWrongWithAStore() throws IOException {
    read(
        """
        stores:
          - code: tea
            platform: vendure
            host: tea.example
            shop-url: x
          - platform: vendure
          - code: tea
            platform: vendure
            hosts: [https://tea.example/]
            settings: { token: "${UNSET_TOKEN}" }
          - code: Tea
            platform: vendure
          - just text
        """,
        Map.of());
    Path file = folder.resolve("stores.yaml");
    assertThat(problems)
        .containsExactly(
            file + ":4: a store has no 'host'; did you mean 'hosts'?",
            file
                + ":5: a store has no 'shop-url'; what its connector asks for goes under"
                + " 'settings'",
            file + ":6: a store lacks its 'code'",
            file + ":10: 'token' needs the environment variable UNSET_TOKEN, which is not set",
            file + ":9: 'https://tea.example/' is not a host name such as shop.example.com",
            file + ":7: the store 'tea' is already in the list",
            file + ":11: the code 'Tea' is not lower-case letters, digits, '-' and '_'",
            file
                + ":13: a store must be a mapping of code, platform, hosts, requests-per-second,"
                + " max-concurrency, hold-for, paid-by, settings");
  }

  @Test
  void whoPaysAStoreIsTheConnectorsWordUnlessItIsSaid() throws IOException {
    List<ConfiguredStore> stores =
        read(
            """
            stores:
              - { code: tea, platform: vendure }
              - { code: milk, platform: vendure, paid-by: client }
              - { code: rum, platform: vendure, paid-by: operator }
              - { code: ale, platform: vendure, paid-by: nobody }
            """,
            Map.of());

    assertThat(stores)
        .extracting(ConfiguredStore::paidBy)
        .containsExactly(null, PaidBy.CLIENT, PaidBy.OPERATOR, null);
    assertThat(problems)
        .singleElement()
        .asString()
        .endsWith("'paid-by' of a store is operator or client, not 'nobody'");
  }

  @Test
  void readsWhatAStoreMayBeAskedFor() throws IOException {
    List<ConfiguredStore> stores =
        read(
            """
            stores:
              - code: tea
                platform: vendure
                requests-per-second: ${RATE}
                max-concurrency: 12
                hold-for: 90m
              - code: coffee
                platform: vendure
            """,
            Map.of("RATE", "2.50"));
    assertThat(problems).isEmpty();
    assertThat(stores)
        .extracting(ConfiguredStore::limits)
        .containsExactly(
            new StoreLimits(new BigDecimal("2.5"), 12, Duration.ofMinutes(90)),
            new StoreLimits(null, null, Duration.ofHours(6)));
  }

  @Test
  void namesTheStoreTheKeyTheValueAndWhatIsAllowed() throws IOException {
    read(
        """
        stores:
          - code: tea
            platform: vendure
            requests-per-second: 5/s
            max-concurrency: 0
            hold-for: six hours
            requests-per-minute: 5
          - code: coffee
            platform: vendure
            requests-per-second: 1e9
            max-concurrency: ${SECRET}
            settings: { requests-per-second: 5 }
        """,
        Map.of("SECRET", "canary"));
    Path file = folder.resolve("stores.yaml");
    assertThat(problems)
        .containsExactly(
            file + ":7: a store has no 'requests-per-minute'; did you mean 'requests-per-second'?",
            file
                + ":4: 'requests-per-second' of the store 'tea': '5/s' is not a number from 0.1 to"
                + " 10000",
            file
                + ":5: 'max-concurrency' of the store 'tea': '0' is not a whole number from 1 to"
                + " 10000",
            file
                + ":6: 'hold-for' of the store 'tea': 'six hours' is not a duration such as 500ms,"
                + " 30s, 24h or PT1H30M from 1m to 30d",
            file
                + ":12: 'requests-per-second' of the store 'coffee' belongs beside 'settings', not"
                + " under it",
            file
                + ":10: 'requests-per-second' of the store 'coffee': '1e9' is not a number from 0.1"
                + " to 10000",
            file
                + ":11: 'max-concurrency' of the store 'coffee': '${SECRET}' is not a whole number"
                + " from 1 to 10000");
  }

  @Test
  void refusesSomethingElseThanAList() throws IOException {
    assertThat(read("stores: tea\n", Map.of())).isEmpty();
    assertThat(problems).singleElement().asString().contains("is not a list of at most");
  }

  private List<ConfiguredStore> read(String yaml, Map<String, String> environment)
      throws IOException {
    Path file = Files.writeString(folder.resolve("stores.yaml"), yaml);
    Node node = Objects.requireNonNull(YamlFile.read(file).entries().get("stores"));
    return new StoreList(file, environment, problems).read(node);
  }
}
