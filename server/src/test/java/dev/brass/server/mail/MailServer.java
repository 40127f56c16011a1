package dev.brass.server.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/// A real SMTP server on a port of this machine that keeps what it gets, and refuses what it is
/// told to. It can go away and come back.
public final class MailServer implements AutoCloseable {

  /// Where the HTML of all mails is written for people to look at; nowhere unless asked for.
  private static final @Nullable String PREVIEWS = System.getProperty("brass.mail-previews");

  private final List<Letter> letters = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> refusedRecipients = new ConcurrentHashMap<>();
  private final Map<String, Integer> refusedContents = new ConcurrentHashMap<>();
  private final UnaryOperator<SMTPServer.Builder> manner;
  private SMTPServer server;
  private final int port;

  private MailServer(UnaryOperator<SMTPServer.Builder> manner) {
    this.manner = manner;
    this.server = started(0);
    this.port = server.getPortAllocated();
  }

  public static MailServer start() {
    return new MailServer(builder -> builder);
  }

  /// One that wants `shop` and `secret`.
  static MailServer withLogin() {
    return new MailServer(
        builder ->
            builder
                .requireAuth()
                .authenticationHandlerFactory(
                    new EasyAuthenticationHandlerFactory(
                        (name, password, _) -> {
                          if (!name.equals("shop") || !password.equals("secret")) {
                            throw new LoginFailedException();
                          }
                        })));
  }

  /// One that encrypts from the first byte.
  static MailServer encrypted(SSLContext tls) {
    return new MailServer(builder -> builder.serverSocketFactory(tls));
  }

  /// One that takes nothing before it is asked to encrypt.
  static MailServer withStartTls(SSLContext tls) {
    return new MailServer(builder -> builder.requireTLS().startTlsSocketFactory(tls));
  }

  /// A mail that the server has taken.
  ///
  /// @param recipient as the envelope names it
  public record Letter(String recipient, MimeMessage message) {

    public String header(String name) {
      try {
        return String.join("|", message.getHeader(name));
      } catch (MessagingException e) {
        throw new IllegalStateException(e);
      }
    }

    public String subject() {
      try {
        return message.getSubject();
      } catch (MessagingException e) {
        throw new IllegalStateException(e);
      }
    }

    public String text() {
      return part(0, "text/plain");
    }

    public String html() {
      return part(1, "text/html");
    }

    private String part(int index, String type) {
      try {
        MimeMultipart parts = (MimeMultipart) message.getContent();
        BodyPart part = parts.getBodyPart(index);
        if (parts.getCount() != 2 || !part.isMimeType(type)) {
          throw new IllegalStateException("not two parts, or in another order");
        }
        return ((String) part.getContent()).replace("\r\n", "\n");
      } catch (MessagingException e) {
        throw new IllegalStateException(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final class Handler implements MessageHandler {
    private String recipient = "";

    @Override
    public void from(String from) {}

    @Override
    public void recipient(String to) throws RejectException {
      refuse(refusedRecipients, to);
      recipient = to;
    }

    @Override
    public String data(InputStream data) throws RejectException, IOException {
      byte[] bytes = data.readAllBytes();
      refuse(refusedContents, recipient);
      try {
        MimeMessage message =
            new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes));
        Letter letter = new Letter(recipient, message);
        preview(letter);
        letters.add(letter);
        return "taken";
      } catch (MessagingException e) {
        throw new RejectException(554, "not a mail: " + e.getMessage());
      }
    }

    private void refuse(Map<String, Integer> refusals, String who) throws RejectException {
      Integer code = refusals.get(who);
      if (code != null) {
        throw new RejectException(code, "not " + who);
      }
    }

    @Override
    public void done() {}
  }

  private void preview(Letter letter) throws IOException {
    if (PREVIEWS != null) {
      String name = letter.subject().replaceAll("[^A-Za-z0-9]+", "-");
      Files.writeString(Path.of(PREVIEWS, name + ".html"), letter.html());
      Files.writeString(Path.of(PREVIEWS, name + ".txt"), letter.text());
    }
  }

  private SMTPServer started(int at) {
    SMTPServer.Builder builder =
        SMTPServer.port(at)
            .bindAddress(InetAddress.getLoopbackAddress())
            .messageHandlerFactory((MessageContext _) -> new Handler());
    SMTPServer built = manner.apply(builder).build();
    built.start();
    return built;
  }

  public int port() {
    return port;
  }

  /// The settings of a Brass server that hands its mails over here.
  public Map<String, String> settings() {
    return Map.of(
        "mail.host", "127.0.0.1",
        "mail.port", Integer.toString(port),
        "mail.tls", "none",
        "mail.from", "Example Shop <orders@shop.example>",
        "http.public-url", "https://shop.example",
        "mail.test-orders", "true");
  }

  public void stop() {
    server.stop();
  }

  public void startAgain() {
    server = started(port);
  }

  /// Answers a code where this recipient is named.
  public void refuseRecipient(String address, int code) {
    refusedRecipients.put(address, code);
  }

  /// Refuses a recipient no more.
  public void takeRecipient(String address) {
    refusedRecipients.remove(address);
  }

  /// Answers a code once a mail to this recipient was sent.
  void refuseContent(String address, int code) {
    refusedContents.put(address, code);
  }

  /// What a recipient got so far.
  public List<Letter> to(String address) {
    return letters.stream().filter(letter -> letter.recipient().equals(address)).toList();
  }

  /// What a recipient got, once it is so many.
  public List<Letter> to(String address, int many) {
    return Awaitility.await(many + " mails to " + address)
        .atMost(Duration.ofSeconds(60))
        .until(() -> to(address), got -> got.size() >= many);
  }

  @Override
  public void close() {
    server.stop();
  }
}
