package dev.brass.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.tenant.TenantId;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mails on encrypted ways.
class SmtpTlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();
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
    SSLContext tls = contextFor("ip:127.0.0.1");
    try (MailServer server = MailServer.withStartTls(tls)) {
      assertThat(send(server, MailSettings.Tls.NONE, tls)).isNotInstanceOf(Smtp.Result.Taken.class);
      takesMailsOnlyFromThoseWhoTrustIt(server, MailSettings.Tls.STARTTLS, tls);
    }
  }

  @Test
  void anEncryptedPortIsSpokenToAndItsCertificateChecked() throws Exception {
    SSLContext tls = contextFor("ip:127.0.0.1");
    try (MailServer server = MailServer.encrypted(tls)) {
      takesMailsOnlyFromThoseWhoTrustIt(server, MailSettings.Tls.IMPLICIT, tls);
    }
  }

  @Test
  void aCertificateOfAnotherServerIsNotTaken() throws Exception {
    SSLContext tls = contextFor("dns:other.example");
    try (MailServer server = MailServer.withStartTls(tls)) {
      assertThat(send(server, MailSettings.Tls.STARTTLS, tls))
          .isInstanceOf(Smtp.Result.NotNow.class);
      assertThat(server.to(ADA)).isEmpty();
    }
  }

  private SSLContext contextFor(String name) throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "mail",
                "-keyalg",
                "EC",
                "-dname",
                "CN=mail",
                "-ext",
                "san=" + name,
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null, null);
    certificates.setCertificateEntry("mail", keys.getCertificate("mail"));
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, PASSWORD);
    TrustManagerFactory trustManagers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trustManagers.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
    return context;
  }
}
