package dev.brass.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets that systemd hands over in files.
class CredentialsTest {

  @TempDir Path folder;

  private Configuration load(Map<String, String> more) {
    Map<String, String> environment = new java.util.HashMap<>(more);
    environment.put("CREDENTIALS_DIRECTORY", folder.toString());
    return Configuration.load(new Sources(Map.of(), environment, Map.of(), folder));
  }

  private static String secretKey(Configuration configuration) {
    return Objects.requireNonNull(configuration.settings().stripe().secretKey()).reveal();
  }

  @Test
  void aFileNamedAsASettingGivesIt() throws IOException {
    Files.writeString(folder.resolve("brass_stripe.secret-key"), "sk_live_canary\n");
    Files.writeString(folder.resolve("of-another-program"), "x");
    Configuration configuration = load(Map.of());
    assertThat(secretKey(configuration)).isEqualTo("sk_live_canary");
    assertThat(configuration.describe())
        .contains("brass_stripe.secret-key")
        .doesNotContain("canary");
  }

  @Test
  void aVariableComesBeforeIt() throws IOException {
    Files.writeString(folder.resolve("brass_stripe.secret-key"), "sk_live_file");
    Configuration configuration = load(Map.of("BRASS_STRIPE_SECRET_KEY", "sk_live_variable"));
    assertThat(secretKey(configuration)).isEqualTo("sk_live_variable");
  }

  @Test
  void aNameThatIsNoSettingIsAMistake() throws IOException {
    Files.writeString(folder.resolve("brass_master-kye"), "x");
    assertThatThrownBy(() -> load(Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("master-kye");
  }
}
