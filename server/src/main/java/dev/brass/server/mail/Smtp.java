package dev.brass.server.mail;

import dev.brass.server.egress.NetworkFailure;
import dev.brass.server.text.LinearPattern;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/// The SMTP server that accepts our mails, one connection for each. Every step has a timeout, and
/// so has the whole, since a server that sends a little from time to time never exceeds that of a
/// step. Thread-safe.
final class Smtp {

  private static final LinearPattern BLANKS = LinearPattern.of("\\s+");

  private static final String UTF_8 = "UTF-8";

  /// A mail takes about this many steps.
  private static final int STEPS = 10;

  /// The commands whose answer depends on the mail: its beginning and its end.
  private static final Set<String> CONTENT = Set.of("DATA", ".");

  private final MailSettings settings;
  private final Session session;

  Smtp(MailSettings settings) {
    this(settings, SSLSocketFactory.getDefault());
  }

  /// A server whose certificate is signed by other authorities than the JDK's.
  Smtp(MailSettings settings, SocketFactory tls) {
    this.settings = settings;
    Properties properties = properties(settings);
    properties.put("mail.smtp.ssl.socketFactory", tls);
    this.session = Session.getInstance(properties);
  }

  /// The result of handing over a mail.
  sealed interface Result {
    /// The server has it.
    record Taken() implements Result {}

    /// The server will never accept it.
    record Refused(String why) implements Result {}

    /// Anything else; a mail whose answer was lost may have been accepted.
    record NotNow(String why) implements Result {}
  }

  private static Properties properties(MailSettings settings) {
    String timeout = Long.toString(settings.timeout().toMillis());
    Properties p = new Properties();
    p.setProperty("mail.smtp.host", settings.host());
    p.setProperty("mail.smtp.port", Integer.toString(settings.port()));
    p.setProperty("mail.smtp.connectiontimeout", timeout);
    p.setProperty("mail.smtp.timeout", timeout);
    p.setProperty("mail.smtp.writetimeout", timeout);
    p.setProperty("mail.smtp.from", settings.from().address());
    // Not this machine's own idea of its name, which may need a name server.
    p.setProperty("mail.smtp.localhost", Objects.requireNonNull(settings.baseUrl().getHost()));
    p.setProperty("mail.smtp.auth", Boolean.toString(settings.user() != null));
    p.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    switch (settings.tls()) {
      case STARTTLS -> {
        p.setProperty("mail.smtp.starttls.enable", "true");
        p.setProperty("mail.smtp.starttls.required", "true");
      }
      case IMPLICIT -> p.setProperty("mail.smtp.ssl.enable", "true");
      case NONE -> {}
    }
    return p;
  }

  /// Hands a mail over.
  Result send(StoredMail mail) {
    FutureTask<Result> sending = new FutureTask<>(() -> handOver(mail));
    // An interrupt of a virtual thread closes the socket that it waits for.
    Thread.ofVirtual().name("mail").start(sending);
    Duration longest = settings.timeout().multipliedBy(STEPS);
    try {
      return sending.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      sending.cancel(true);
      return new Result.NotNow("the mail was not handed over within " + longest.toSeconds() + " s");
    } catch (InterruptedException e) {
      sending.cancel(true);
      Thread.currentThread().interrupt();
      return new Result.NotNow("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Result handOver(StoredMail mail) {
    try {
      MimeMessage message = message(mail);
      Transport transport = session.getTransport("smtp");
      try {
        transport.connect(
            settings.user(), settings.password() == null ? null : settings.password().reveal());
        transport.sendMessage(message, message.getAllRecipients());
      } finally {
        close(transport);
      }
      return new Result.Taken();
    } catch (MessagingException | UnsupportedEncodingException e) {
      return judged(e);
    } catch (RuntimeException e) {
      // A bug of the library, or of ours: reported as one, and tried until the mail is too old.
      return new Result.NotNow("the mail could not be handed over: " + NetworkFailure.of(e));
    }
  }

  /// The server has the mail, or has not; its answer to QUIT does not matter.
  private static void close(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      // Nothing hangs on it.
    }
  }

  private MimeMessage message(StoredMail mail)
      throws MessagingException, UnsupportedEncodingException {
    MimeMultipart parts = new MimeMultipart("alternative");
    parts.addBodyPart(part(String.valueOf(mail.text()), "plain"));
    parts.addBodyPart(part(String.valueOf(mail.html()), "html"));
    MimeMessage message = new KnownMessage(session, mail, settings.from().domain());
    message.setFrom(new InternetAddress(settings.from().address(), settings.from().name(), UTF_8));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.recipient(), true));
    message.setSubject(mail.subject(), UTF_8);
    message.setSentDate(Date.from(mail.createdAt()));
    message.setHeader("List-Unsubscribe", "<" + mail.unsubscribe() + ">");
    message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setContent(parts);
    message.saveChanges();
    return message;
  }

  private static MimeBodyPart part(String text, String type) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, UTF_8, type);
    return part;
  }

  /// A message whose id is the same each time it is sent, so that a recipient who gets it twice can
  /// see it.
  private static final class KnownMessage extends MimeMessage {
    private final String id;

    KnownMessage(Session session, StoredMail mail, String domain) {
      super(session);
      this.id = "<" + mail.id() + "@" + domain + ">";
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }

  /// Only an answer about this recipient, or about this mail, is final; a rejected password or a
  /// temporary refusal may change.
  private static Result judged(Exception problem) {
    Exception at = problem;
    for (int depth = 0; at != null && depth < 10; depth++) {
      if (isForGood(at)) {
        return new Result.Refused(oneLine(at));
      }
      at = at instanceof MessagingException nested ? nested.getNextException() : null;
    }
    return new Result.NotNow(oneLine(problem));
  }

  /// `503` and `530` mean that the server requires another command first.
  private static boolean isForGood(Exception e) {
    return switch (e) {
      case SMTPAddressFailedException address -> isForGood(address.getReturnCode());
      case SMTPSendFailedException sent when CONTENT.contains(String.valueOf(sent.getCommand())) ->
          isForGood(sent.getReturnCode());
      default -> false;
    };
  }

  private static boolean isForGood(int code) {
    return code / 100 == 5 && code != 503 && code != 530;
  }

  /// The answer of the mail server, or the reason why it gave none.
  private static String oneLine(Exception e) {
    Throwable cause = e.getCause();
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof IOException) {
        return "the mail could not be handed over: " + NetworkFailure.of(e);
      }
    }
    String text = e.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
    String line = BLANKS.replaceAll(text, " ").strip();
    return line.substring(0, Math.min(line.length(), 500));
  }
}
