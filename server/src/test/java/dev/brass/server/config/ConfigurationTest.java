package dev.brass.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.brass.server.config.Settings.LogLevel;
import dev.brass.server.config.Settings.Role;
import dev.brass.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

  @TempDir Path folder;

  @Test
  void hasTheDefaultsOfTheOperationalContract() {
    Settings settings = Settings.of(Map.of());
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.data()).isEqualTo(Path.of(".brass"));
    assertThat(settings.database().url()).isNull();
    assertThat(settings.masterKey()).isNull();
    assertThat(settings.roles()).containsExactlyInAnyOrder(Role.API, Role.WORKER);
    assertThat(settings.webhooks().allowPrivate()).isFalse();
    assertThat(settings.orders().placeTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.http().maxBody()).isEqualTo(new ByteSize(256 << 10));
    assertThat(settings.stores()).isEmpty();
  }

  @Test
  void flagsBeatEnvironmentBeatsFileBeatsTheCommandsDefaultsBeatDefaults() throws IOException {
    Path file = file("port: 2\nhost: file\nlog.level: warn\n");
    Sources sources =
        new Sources(
            Map.of("port", "1", "host", "command", "log.level", "error", "orders.attempts", "7"),
            Map.of("BRASS_PORT", "3", "BRASS_HOST", "environment", "PATH", "/bin"),
            Map.of("port", "4", "config", file.toString()),
            folder);

    Settings settings = Configuration.load(sources).settings();

    assertThat(settings.port()).isEqualTo(4);
    assertThat(settings.host()).isEqualTo("environment");
    assertThat(settings.log().level()).isEqualTo(LogLevel.WARN);
    assertThat(settings.orders().attempts()).isEqualTo(7);
    assertThat(settings.config()).isEqualTo(file);
  }

  @Test
  void readsEveryTypeFromTheEnvironment() {
    Settings settings =
        environment(
            Map.of(
                "BRASS_PORT", "0",
                "BRASS_DATA", "somewhere/else",
                "BRASS_DATABASE_URL", "jdbc:postgresql://db/brass?user=u&password=p",
                "BRASS_MASTER_KEY", "material",
                "BRASS_ROLES", "worker",
                "BRASS_PROFILE", "production",
                "BRASS_WEBHOOKS_ALLOW_PRIVATE", "true",
                "BRASS_WEBHOOKS_TIMEOUT", "PT2.5S",
                "BRASS_HTTP_MAX_BODY", "64KiB",
                "BRASS_V1_PENDING_STATUS", "400"));
    assertThat(settings.port()).isZero();
    assertThat(settings.data()).isEqualTo(folder.resolve("somewhere/else"));
    assertThat(settings.database().url())
        .isEqualTo(DatabaseUrl.parse("jdbc:postgresql://db/brass?user=u&password=p"));
    assertThat(settings.masterKey()).isEqualTo(Secret.of("material"));
    assertThat(settings.roles()).isEqualTo(Set.of(Role.WORKER));
    assertThat(settings.profile()).isEqualTo(Settings.Profile.PRODUCTION);
    assertThat(settings.webhooks().allowPrivate()).isTrue();
    assertThat(settings.webhooks().timeout()).isEqualTo(Duration.ofMillis(2500));
    assertThat(settings.http().maxBody()).isEqualTo(new ByteSize(65_536));
    assertThat(settings.v1().pendingStatus()).isEqualTo(400);
  }

  @Test
  void countsAnEmptyVariableAsNotSet() {
    assertThat(environment(Map.of("BRASS_PORT", "")).port()).isEqualTo(8080);
  }

  @Test
  void readsNestedAndDottedKeysAndBothFormsOfLists() throws IOException {
    Settings nested = yaml("webhooks:\n  timeout: 5s\n  allow-private: true\nroles: [worker]\n");
    Settings dotted = yaml("webhooks.timeout: 5s\nwebhooks.allow-private: true\nroles: worker\n");
    assertThat(nested.webhooks()).isEqualTo(dotted.webhooks());
    assertThat(nested.roles()).isEqualTo(dotted.roles()).containsExactly(Role.WORKER);
  }

  @Test
  void resolvesPathsInAFileAgainstItsFolder() throws IOException {
    assertThat(yaml("data: here").data()).isEqualTo(folder.resolve("here"));
  }

  @Test
  void takesAnEmptyFileAndEmptyGroups() throws IOException {
    assertThat(yaml("").port()).isEqualTo(8080);
    assertThat(yaml("# nothing\nwebhooks:\n  # timeout: 5s\n").port()).isEqualTo(8080);
  }

  @Test
  void namesSourceValueAndExpectationOfABadValue() {
    assertThat(problems(Map.of("BRASS_PORT", "80a"), Map.of(), ""))
        .containsExactly("BRASS_PORT: '80a' is not a whole number from 0 to 65535");
    assertThat(problems(Map.of(), Map.of("port", "65536"), ""))
        .containsExactly("--port: '65536' is not a whole number from 0 to 65535");
    assertThat(problems(Map.of(), Map.of(), "# first line\nwebhooks:\n  timeout: 10 parsecs\n"))
        .containsExactly(
            folder.resolve("brass.yaml")
                + ":3: webhooks.timeout: '10 parsecs' is not a duration such as 500ms, 30s, 24h or"
                + " PT1H30M from 100ms to 5m");
    assertThat(problems(Map.of("BRASS_V1_PENDING_STATUS", "404"), Map.of(), ""))
        .containsExactly("BRASS_V1_PENDING_STATUS: '404' is not one of 200, 400");
    assertThat(problems(Map.of(), Map.of("roles", "api, wroker"), ""))
        .containsExactly("--roles: 'api, wroker' is not a list of api, worker");
    assertThat(problems(Map.of(), Map.of(), "port:\n"))
        .containsExactly(
            folder.resolve("brass.yaml") + ":1: port is not a whole number from 0 to 65535");
    assertThat(problems(Map.of("BRASS_HTTP_MAX_BODY", "999999999999GiB"), Map.of(), ""))
        .singleElement()
        .asString()
        .startsWith("BRASS_HTTP_MAX_BODY: '999999999999GiB' is not a size");
  }

  @Test
  void doesNotEchoASecretEvenIfItIsWrong() {
    assertThat(
            problems(Map.of("BRASS_DATABASE_URL", "postgres://u:hunter2@db/brass"), Map.of(), ""))
        .singleElement()
        .asString()
        .startsWith("BRASS_DATABASE_URL: the value is not an address such as jdbc:postgresql:")
        .doesNotContain("hunter2");
  }

  @Test
  void refusesUnknownNamesWithTheNearestKnownOne() {
    assertThat(problems(Map.of("BRASS_PROT", "1"), Map.of(), ""))
        .containsExactly("unknown environment variable BRASS_PROT; did you mean BRASS_PORT?");
    assertThat(problems(Map.of("BRASS_DB", "1"), Map.of(), ""))
        .containsExactly("unknown environment variable BRASS_DB; did you mean BRASS_DATABASE_URL?");
    assertThat(problems(Map.of(), Map.of("database.url", "x"), ""))
        .containsExactly("unknown flag --database.url; did you mean --db?");
    assertThat(problems(Map.of(), Map.of("master-key", "x"), ""))
        .containsExactly("unknown flag --master-key");
    assertThat(problems(Map.of(), Map.of(), "webhooks:\n  allow-privat: true\nwebhook: {}\n"))
        .containsExactly(
            folder.resolve("brass.yaml")
                + ":2: unknown setting 'webhooks.allow-privat'; did you mean"
                + " webhooks.allow-private?",
            folder.resolve("brass.yaml") + ":3: unknown setting 'webhook'; did you mean webhooks?");
  }

  @Test
  void tellsAllProblemsAtOnce() {
    assertThat(problems(Map.of("BRASS_PROT", "1", "BRASS_DATA", "x"), Map.of("port", "x"), "a: 1"))
        .hasSize(3);
  }

  @Test
  void refusesASettingThatIsGivenTwiceInTheFile() {
    Path file = folder.resolve("brass.yaml");
    assertThat(problems(Map.of(), Map.of(), "port: 1\nhost: x\nport: 2\n"))
        .containsExactly(file + ":3: 'port' is already set in line 1");
    assertThat(problems(Map.of(), Map.of(), "log:\n  level: info\nlog.level: warn\n"))
        .containsExactly(file + ":3: 'log.level' is already set in line 2");
    assertThat(problems(Map.of(), Map.of(), "log: {level: info, level: warn}\n"))
        .containsExactly(file + ":1: 'level' is already set in line 1");
  }

  @Test
  void refusesFilesThatAreNoSettings() {
    Path file = folder.resolve("brass.yaml");
    assertThat(problems(Map.of(), Map.of(), "- port\n"))
        .containsExactly(file + ":1: the file must be a mapping such as 'port: 8080'");
    assertThat(problems(Map.of(), Map.of(), "port: [\n"))
        .singleElement()
        .asString()
        .contains("is not YAML");
    assertThat(problems(Map.of(), Map.of(), "port: 1\n---\nhost: x\n"))
        .containsExactly(file + ":3: a second document begins; one is allowed");
    assertThat(problems(Map.of(), Map.of(), "host: &h x\nlog: *h\n"))
        .containsExactly(file + ":2: aliases are not supported; write the value again");
    assertThat(problems(Map.of(), Map.of(), "log: " + "[".repeat(30)))
        .containsExactly(file + ":1: is nested too deeply");
    assertThat(problems(Map.of(), Map.of("config", "none.yaml"), ""))
        .containsExactly(folder.resolve("none.yaml") + ": the file does not exist");
    assertThat(problems(Map.of(), Map.of(), "master-key: x\nconfig: y\n"))
        .containsExactly(
            file + ":1: 'master-key' cannot be set in a file; use BRASS_MASTER_KEY",
            file + ":2: 'config' cannot be set in a file; use --config");
  }

  @Test
  void describesEveryValueWithItsSourceAndHidesSecrets() throws IOException {
    Path file =
        file(
            """
            orders.attempts: 5
            stores:
              - code: tea
                platform: vendure
                hosts: [tea.example]
                settings:
                  shop-api: https://user:hunter2@tea.example/shop-api
                  password: hunter2
                  channel-token: ${TEA_TOKEN}
            """);
    Sources sources =
        new Sources(
            Map.of(),
            Map.of(
                "BRASS_DATABASE_URL", "jdbc:postgresql://db/b?user=u&password=hunter2&ssl=true",
                "BRASS_MASTER_KEY", "hunter2",
                "TEA_TOKEN", "hunter2"),
            Map.of("config", file.toString(), "port", "9"),
            folder);

    String text = Configuration.load(sources).describe();

    assertThat(text)
        .doesNotContain("hunter2")
        .containsPattern("(?m)^port: 9 +# --port$")
        .containsPattern("(?m)^# master-key: '\\*\\*\\*' +# BRASS_MASTER_KEY$")
        .contains("database.url: 'jdbc:postgresql://db/b?user=u&password=***&ssl=true'")
        .contains("orders.attempts: 5")
        .contains("# " + file + ":1\n")
        .contains("channel-token: '${TEA_TOKEN}'")
        .contains("password: '***'")
        .containsPattern("(?m)^roles: \\[api, worker] +# default$");
  }

  @Test
  void readsItsOwnDescription() throws IOException {
    String described =
        Configuration.load(
                Sources.none()
                    .withFlags(Map.of("port", "9", "roles", "worker", "webhooks.timeout", "90s")))
            .describe();
    Settings again = yaml(described);
    assertThat(again.port()).isEqualTo(9);
    assertThat(again.roles()).containsExactly(Role.WORKER);
    assertThat(again.webhooks().timeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(again.stores()).isEmpty();
  }

  @Test
  void tellsWhereTheServerIsReached() {
    assertThat(Settings.of(Map.of()).baseUrl(81)).isEqualTo("http://127.0.0.1:81");
    assertThat(Settings.of(Map.of("host", "0.0.0.0")).baseUrl(81)).isEqualTo("http://127.0.0.1:81");
    assertThat(Settings.of(Map.of("host", "::1")).baseUrl(81)).isEqualTo("http://[::1]:81");
  }

  @Test
  void printsNoSecretOfItsSettings() {
    Settings settings =
        environment(
            Map.of(
                "BRASS_MASTER_KEY", "hunter2",
                "BRASS_DATABASE_URL", "jdbc:postgresql://u:hunter2@db/b?sslpassword=hunter2"));
    assertThat(settings.toString()).doesNotContain("hunter2");
  }

  private Settings environment(Map<String, String> environment) {
    return Configuration.load(new Sources(Map.of(), environment, Map.of(), folder)).settings();
  }

  private Settings yaml(String text) throws IOException {
    return Configuration.load(
            new Sources(Map.of(), Map.of("BRASS_CONFIG", file(text).toString()), Map.of(), folder))
        .settings();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("brass.yaml"), text);
  }

  private List<String> problems(
      Map<String, String> environment, Map<String, String> flags, String yaml) {
    return assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(
            () -> {
              Map<String, String> all = new HashMap<>(flags);
              all.putIfAbsent("config", file(yaml).toString());
              Configuration.load(new Sources(Map.of(), environment, all, folder));
            })
        .actual()
        .problems();
  }
}
