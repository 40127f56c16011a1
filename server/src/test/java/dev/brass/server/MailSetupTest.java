package dev.brass.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MailSetupTest {

  @Test
  void withoutAServerThereAreNoMails() {
    assertThat(MailSetup.of(Settings.of(Map.of()))).isNull();
  }

  @Test
  void tellsAllThatIsMissingAtOnce() {
    Settings settings = Settings.of(Map.of("mail.host", "smtp.example.com", "mail.user", "brass"));
    assertThatThrownBy(() -> MailSetup.of(settings))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "mail.from is needed when mail.host is given",
                        "http.public-url is needed when mail.host is given",
                        "mail.user and mail.password are given together or not at all"));
  }
}
