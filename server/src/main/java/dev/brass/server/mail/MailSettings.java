package dev.brass.server.mail;

import dev.brass.spi.Secret;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The settings for sending mails.
///
/// @param user null to hand mails over without logging in
/// @param from the sender
/// @param baseUrl where customers reach this server; without a slash at its end
/// @param timeout of each step of a conversation with the SMTP server
/// @param giveUpAfter how long to try
/// @param testOrders whether mails about test data are sent, too
public record MailSettings(
    String host,
    int port,
    Tls tls,
    @Nullable String user,
    @Nullable Secret<String> password,
    Sender from,
    URI baseUrl,
    Duration timeout,
    Duration giveUpAfter,
    boolean testOrders) {

  /// The encryption of the connection.
  public enum Tls {
    /// In the clear until the server has agreed to encrypt; no mail without it.
    STARTTLS,
    IMPLICIT,
    NONE
  }

  /// The sender of mails.
  ///
  /// @param name what people read; the heading of mails
  public record Sender(String name, String address) {

    /// Reads `Example Shop <orders@example.com>` or `orders@example.com`.
    ///
    /// @throws IllegalArgumentException when it is neither
    public static Sender parse(String text) {
      int open = text.lastIndexOf('<');
      boolean named = open >= 0 && text.endsWith(">");
      String address = named ? text.substring(open + 1, text.length() - 1) : text;
      String name = named ? text.substring(0, open).strip() : "";
      if (MailAddress.problem(address) != null || name.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException(
            "mail.from is an address such as Example Shop <orders@example.com>");
      }
      return new Sender(
          name.isEmpty() ? address.substring(address.indexOf('@') + 1) : name, address);
    }

    String domain() {
      return address.substring(address.indexOf('@') + 1);
    }
  }
}
