package dev.brass.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.SelfSigned;
import dev.brass.server.tenant.TenantId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mails on encrypted ways.
class SmtpTlsTest {

  private static final String ADA = "ada@example.net";

  @TempDir private Path folder;

  private static Smtp.Result send(MailServer to, MailSettings.Tls tls, SSLContext trusting) {
    MailSettings settings =
        new MailSettings(
            "127.0.0.1",
            to.port(),
            tls,
            null,
            null,
            MailSettings.Sender.parse("orders@shop.example"),
            URI.create("https://shop.example"),
            Duration.ofSeconds(5),
            Duration.ofHours(24),
            true);
    return new Smtp(settings, trusting.getSocketFactory())
        .send(
            new StoredMail(
                new TenantId(UUID.randomUUID()),
                UUID.randomUUID(),
                ADA,
                StoredMail.State.WAITING,
                "s",
                "t",
                "<p>t</p>",
                "https://shop.example/unsubscribe/t",
                Instant.parse("2026-11-21T12:00:00Z")));
  }

  private static void takesMailsOnlyFromThoseWhoTrustIt(
      MailServer server, MailSettings.Tls tls, SSLContext trusting) throws Exception {
    assertThat(send(server, tls, SSLContext.getDefault()))
        .as("by the JDK's certificates")
        .isInstanceOf(Smtp.Result.NotNow.class);
    assertThat(server.to(ADA)).isEmpty();
    assertThat(send(server, tls, trusting)).isInstanceOf(Smtp.Result.Taken.class);
    assertThat(server.to(ADA)).hasSize(1);
  }

  @Test
  void startTlsIsAskedForAndTheCertificateChecked() throws Exception {
    SSLContext tls = SelfSigned.context(folder, "ip:127.0.0.1");
    try (MailServer server = MailServer.withStartTls(tls)) {
      assertThat(send(server, MailSettings.Tls.NONE, tls)).isNotInstanceOf(Smtp.Result.Taken.class);
      takesMailsOnlyFromThoseWhoTrustIt(server, MailSettings.Tls.STARTTLS, tls);
    }
  }

  @Test
  void anEncryptedPortIsSpokenToAndItsCertificateChecked() throws Exception {
    SSLContext tls = SelfSigned.context(folder, "ip:127.0.0.1");
    try (MailServer server = MailServer.encrypted(tls)) {
      takesMailsOnlyFromThoseWhoTrustIt(server, MailSettings.Tls.IMPLICIT, tls);
    }
  }

  @Test
  void aCertificateOfAnotherServerIsNotTaken() throws Exception {
    SSLContext tls = SelfSigned.context(folder, "dns:other.example");
    try (MailServer server = MailServer.withStartTls(tls)) {
      assertThat(send(server, MailSettings.Tls.STARTTLS, tls))
          .isInstanceOf(Smtp.Result.NotNow.class);
      assertThat(server.to(ADA)).isEmpty();
    }
  }
}
