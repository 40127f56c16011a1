package dev.brass.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxTest {

  private final Mailbox mailbox = Mailbox.open();

  @AfterEach
  void close() {
    mailbox.close();
  }

  /// Sends line by line, and gives the code of the answer to each command.
  private String converse(String... lines) throws IOException {
    StringBuilder codes = new StringBuilder();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), mailbox.port());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      codes.append(in.readLine(), 0, 3);
      for (String line : lines) {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        if (!line.startsWith("+")) {
          codes.append(' ').append(in.readLine(), 0, 3);
        }
      }
    }
    return codes.toString();
  }

  @Test
  void takesAMailForEachOfItsRecipients() throws IOException {
    String mail = "Subject: x\r\nMessage-ID: <1@shop.example>\r\n\r\nMessage-ID: <2@other>\r\n.";

    String codes =
        converse(
            "EHLO me",
            "MAIL FROM:<a@b.example>",
            "RCPT TO:<ada@c.example>",
            "RCPT TO:<eve@c.example>",
            "DATA",
            mail,
            "QUIT");

    assertThat(codes).isEqualTo("220 250 250 250 250 354 250 221");
    assertThat(mailbox.letters())
        .containsExactly(
            new Mailbox.Letter("ada@c.example", "<1@shop.example>"),
            new Mailbox.Letter("eve@c.example", "<1@shop.example>"));
  }

  @Test
  void doesNotTakeWhatBreaksOff() throws IOException {
    converse("EHLO me", "MAIL FROM:<a@b.example>", "RCPT TO:<ada@c.example>", "DATA", "+half");

    assertThat(mailbox.letters()).isEmpty();
  }
}
