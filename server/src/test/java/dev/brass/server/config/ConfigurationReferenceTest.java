package dev.brass.server.config;

import dev.brass.server.GeneratedFile;
import dev.brass.server.config.Setting.Place;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `docs/reference/configuration.md`, from the declarations.
@Tag("docs")
class ConfigurationReferenceTest {

  private static final String BEGINNING =
      """
      <!-- Generated from the settings by ./brass docs; do not edit. -->
      # Configuration

      Every setting has one name, which is its key in the YAML file, its flag and its environment
      variable. Where it is given more than once, flags beat the environment, the environment beats
      the file, and the file beats the default. `brass config` prints what is in effect, and where
      each value comes from.

      The file is named by `--config` or `BRASS_CONFIG`. Its keys may be written with dots
      (`webhooks.timeout: 5s`) or nested. An unknown key, flag or `BRASS_` variable is refused, and
      so is a key that is set twice. A variable without text counts as not set. What systemd hands
      over as credentials (`LoadCredential=brass:FOLDER`) are files named as the key of a setting
      that has a variable; they beat the file and not the environment.

      Durations are written `500ms`, `30s`, `10m`, `24h`, `7d` or as in ISO 8601; sizes `512`,
      `64KiB` or `1MiB`; lists with commas, in YAML also as lists.

      """;

  private static final String STORES =
      """

      ## Stores

      ```yaml
      stores:
        - code: my-shop                 # what orders call the store
          platform: vendure             # which connector speaks to it
          hosts: [shop.example.com]     # product pages on these hosts are this store's
          requests-per-second: 10       # this one and the next two are described below
          max-concurrency: 8
          hold-for: 12h
          settings:                     # what the connector asks for
            url: https://shop.example.com
            payment-method: invoice
            customer-email: orders@buyer.example.com
            channel-token: ${MY_SHOP_TOKEN}
      ```

      `${NAME}` stands for the environment variable `NAME`, which must be set.

      | Key of a store | Value | Default | |
      |---|---|---|---|
      """;

  @Test
  void theReferenceIsWhatTheDeclarationsSay() {
    String sections =
        Declarations.all().stream()
            .map(ConfigurationReferenceTest::section)
            .collect(Collectors.joining("\n"));
    String limits =
        StoreList.limits().values().stream()
            .map(ConfigurationReferenceTest::row)
            .collect(Collectors.joining());
    GeneratedFile.check("docs/reference/configuration.md", BEGINNING + sections + STORES + limits);
  }

  private static String row(Declaration declaration) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            declaration.key(),
            declaration.expected(),
            byDefault(declaration),
            declaration.setting().doc());
  }

  private static String byDefault(Declaration declaration) {
    String value = declaration.setting().value();
    return value.isEmpty() ? "none" : "`" + value + "`";
  }

  private static String section(Declaration declaration) {
    Setting setting = declaration.setting();
    return """
        ## `%s`

        %s

        - Value: %s
        - Default: %s
        - Given by: %s%s
        """
        .formatted(
            declaration.key(),
            setting.doc(),
            declaration.expected(),
            byDefault(declaration),
            names(declaration),
            setting.perNode() ? "\n- Nodes of one database may differ in it." : "");
  }

  private static String names(Declaration declaration) {
    List<String> names =
        Arrays.stream(new Place[] {Place.FLAG, Place.ENVIRONMENT, Place.YAML})
            .filter(declaration::in)
            .map(
                place ->
                    switch (place) {
                      case FLAG -> "flag `--" + declaration.flag() + "`";
                      case ENVIRONMENT -> "variable `" + declaration.environment() + "`";
                      case YAML -> "key `" + declaration.key() + "`";
                    })
            .toList();
    return String.join(", ", names);
  }
}
