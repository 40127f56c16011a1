package dev.brass.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.mail.MailServer.Letter;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpTest {

  private static final String ADA = "ada@example.net";

  private final MailServer server = MailServer.start();

  @AfterEach
  void close() {
    server.close();
  }

  private static Smtp smtp(
      int port, MailSettings.Tls tls, @Nullable String user, @Nullable String password) {
    return new Smtp(
        new MailSettings(
            "127.0.0.1",
            port,
            tls,
            user,
            password == null ? null : Secret.of(password),
            MailSettings.Sender.parse("Café & Söhne <orders@shop.example>"),
            URI.create("https://shop.example"),
            Duration.ofMillis(700),
            Duration.ofHours(24),
            true));
  }

  private Smtp smtp() {
    return smtp(server.port(), MailSettings.Tls.NONE, null, null);
  }

  private static StoredMail mail(String subject) {
    return new StoredMail(
        new TenantId(UUID.randomUUID()),
        UUID.randomUUID(),
        ADA,
        StoredMail.State.WAITING,
        subject,
        "Grüße\n.\nnot the end",
        "<p>Grüße</p>",
        "https://shop.example/unsubscribe/t",
        Instant.parse("2026-11-21T12:00:00Z"));
  }

  @Test
  void handsOverBothPartsUnderTheMailsOwnName() {
    StoredMail mail = mail("Your order — 訂單");
    assertThat(smtp().send(mail)).isInstanceOf(Smtp.Result.Taken.class);
    assertThat(smtp().send(mail)).isInstanceOf(Smtp.Result.Taken.class);
    for (Letter letter : server.to(ADA)) {
      assertThat(letter.subject()).isEqualTo("Your order — 訂單");
      assertThat(letter.text()).isEqualTo("Grüße\n.\nnot the end");
      assertThat(letter.html()).isEqualTo("<p>Grüße</p>");
      assertThat(letter.header("Message-ID")).isEqualTo("<" + mail.id() + "@shop.example>");
      assertThat(letter.header("From")).contains("orders@shop.example").doesNotContain("Söhne");
    }
    assertThat(server.to(ADA)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {550, 551, 553, 554, 521, 552})
  void aRecipientThatIsRefusedIsRefusedForGood(int code) {
    server.refuseRecipient(ADA, code);
    assertThat(smtp().send(mail("s")))
        .isInstanceOfSatisfying(
            Smtp.Result.Refused.class, refused -> assertThat(refused.why()).contains("not " + ADA));
  }

  @ParameterizedTest
  @ValueSource(ints = {421, 450, 451, 452, 530})
  void whatIsNotTakenNowMayBeTakenLater(int code) {
    server.refuseRecipient(ADA, code);
    assertThat(smtp().send(mail("s"))).isInstanceOf(Smtp.Result.NotNow.class);
  }

  @Test
  void aMailThatIsRefusedIsRefusedForGood() {
    server.refuseContent(ADA, 554);
    assertThat(smtp().send(mail("s"))).isInstanceOf(Smtp.Result.Refused.class);
    server.refuseContent(ADA, 451);
    assertThat(smtp().send(mail("s"))).isInstanceOf(Smtp.Result.NotNow.class);
  }

  @Test
  void aWrongPasswordIsForTheOperatorToMend() {
    try (MailServer careful = MailServer.withLogin()) {
      MailSettings.Tls none = MailSettings.Tls.NONE;
      assertThat(smtp(careful.port(), none, "shop", "wrong").send(mail("s")))
          .isInstanceOf(Smtp.Result.NotNow.class);
      assertThat(smtp(careful.port(), none, null, null).send(mail("s")))
          .isInstanceOf(Smtp.Result.NotNow.class);
      assertThat(smtp(careful.port(), none, "shop", "secret").send(mail("s")))
          .isInstanceOf(Smtp.Result.Taken.class);
      assertThat(careful.to(ADA)).hasSize(1);
    }
  }

  @Test
  void nothingIsSaidInTheClearToAServerThatShouldEncrypt() {
    Smtp strict = smtp(server.port(), MailSettings.Tls.STARTTLS, "shop", "secret");
    assertThat(strict.send(mail("s")))
        .isInstanceOfSatisfying(
            Smtp.Result.NotNow.class, later -> assertThat(later.why()).contains("STARTTLS"));
    assertThat(smtp(server.port(), MailSettings.Tls.IMPLICIT, null, null).send(mail("s")))
        .isInstanceOf(Smtp.Result.NotNow.class);
    assertThat(server.to(ADA)).isEmpty();
  }

  /// It never keeps a step waiting, and never ends one.
  @Test
  @Timeout(60)
  void aServerThatGoesOnAndOnIsGivenUp() throws IOException {
    try (ServerSocket babbling = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      FutureTask<Boolean> hungUp = new FutureTask<>(() -> babble(babbling));
      Thread.ofVirtual().start(hungUp);
      assertThat(smtp(babbling.getLocalPort(), MailSettings.Tls.NONE, null, null).send(mail("s")))
          .isInstanceOfSatisfying(
              Smtp.Result.NotNow.class, later -> assertThat(later.why()).contains("within 7 s"));
      assertThat(hungUp).succeedsWithin(Duration.ofSeconds(30));
    }
  }

  /// Says something in each tenth of a second until the other side hangs up.
  private static boolean babble(ServerSocket server) throws IOException {
    try (Socket client = server.accept()) {
      client.setSoTimeout(100);
      while (true) {
        client.getOutputStream().write("220-and more\r\n".getBytes(StandardCharsets.US_ASCII));
        try {
          if (client.getInputStream().read() < 0) {
            return true;
          }
        } catch (SocketTimeoutException e) {
          // It waits, as it should.
        }
      }
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void nobodyIsWaitedForLong() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long begun = System.nanoTime();
      assertThat(smtp(silent.getLocalPort(), MailSettings.Tls.NONE, null, null).send(mail("s")))
          .isInstanceOf(Smtp.Result.NotNow.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(60));
    }
    server.stop();
    assertThat(smtp().send(mail("s"))).isInstanceOf(Smtp.Result.NotNow.class);
  }
}
