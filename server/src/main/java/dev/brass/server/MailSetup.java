package dev.brass.server;

import dev.brass.server.config.ConfigurationException;
import dev.brass.server.config.Settings;
import dev.brass.server.mail.MailSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The delivery of mails, built from the server's settings.
final class MailSetup {

  private MailSetup() {}

  /// The settings of mails; null when mails are not configured.
  ///
  /// @throws ConfigurationException when the settings are incomplete
  static @Nullable MailSettings of(Settings settings) {
    Settings.MailSettings mail = settings.mail();
    if (mail.host() == null) {
      return null;
    }
    List<String> problems = new ArrayList<>();
    MailSettings.Sender from = read("mail.from", mail.from(), MailSettings.Sender::parse, problems);
    URI baseUrl = read("http.public-url", settings.http().publicUrl(), PublicUrl::parse, problems);
    if ((mail.user() == null) != (mail.password() == null)) {
      problems.add("mail.user and mail.password are given together or not at all");
    }
    if (from == null || baseUrl == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new MailSettings(
        mail.host(),
        mail.port(),
        tls(mail.tls()),
        mail.user(),
        mail.password(),
        from,
        baseUrl,
        mail.timeout(),
        mail.giveUpAfter(),
        mail.testOrders());
  }

  private static <T> @Nullable T read(
      String name, @Nullable String text, Function<String, T> reading, List<String> problems) {
    if (text == null) {
      problems.add(name + " is needed when mail.host is given");
      return null;
    }
    try {
      return reading.apply(text);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static MailSettings.Tls tls(Settings.MailTls tls) {
    return switch (tls) {
      case STARTTLS -> MailSettings.Tls.STARTTLS;
      case IMPLICIT -> MailSettings.Tls.IMPLICIT;
      case NONE -> MailSettings.Tls.NONE;
    };
  }
}
