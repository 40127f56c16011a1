package dev.brass.testkit.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// An SMTP server on a free port of loopback that takes every mail (RFC 5321, without extensions)
/// and remembers whom it was for. Thread-safe.
public final class Mailbox implements AutoCloseable {

  private static final int BACKLOG = 200;
  private static final int LARGEST_MAIL = 1 << 20;
  private static final String ID = "message-id:";

  private final ServerSocket listening;
  private final List<Letter> letters = new CopyOnWriteArrayList<>();

  /// A mail that was taken.
  ///
  /// @param recipient as the envelope names it
  /// @param id the header `Message-ID`; empty when there is none
  public record Letter(String recipient, String id) {}

  private Mailbox(ServerSocket listening) {
    this.listening = listening;
  }

  /// Opens one.
  public static Mailbox open() {
    try {
      Mailbox mailbox = new Mailbox(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().name("mailbox").start(mailbox::accept);
      return mailbox;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  /// What came so far, in the order in which it came; a mail that came twice is there twice.
  public List<Letter> letters() {
    return List.copyOf(letters);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.ofVirtual().name("mailbox").start(() -> serve(client));
      } catch (IOException e) {
        // Closed, or a client that has gone already.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      converse(
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1)),
          client.getOutputStream());
    } catch (IOException e) {
      // What was not acknowledged may come again.
    }
  }

  private void converse(BufferedReader in, OutputStream out) throws IOException {
    List<String> recipients = new ArrayList<>();
    say(out, "220 mailbox");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String command = line.toUpperCase(Locale.ROOT);
      if (command.startsWith("RCPT TO:")) {
        recipients.add(address(line));
        say(out, "250 OK");
      } else if (command.equals("DATA")) {
        say(out, "354 go on");
        String id = message(in);
        if (id == null) {
          return;
        }
        recipients.forEach(recipient -> letters.add(new Letter(recipient, id)));
        recipients.clear();
        say(out, "250 OK");
      } else if (command.equals("QUIT")) {
        say(out, "221 bye");
        return;
      } else {
        say(out, "250 OK");
      }
    }
  }

  private static String address(String line) {
    int open = line.indexOf('<');
    int end = line.indexOf('>', open);
    return open < 0 || end < 0
        ? line.substring("RCPT TO:".length()).strip()
        : line.substring(open + 1, end);
  }

  /// Reads a mail to its end; gives its id, or null when the connection ended before.
  private static @Nullable String message(BufferedReader in) throws IOException {
    String id = "";
    int length = 0;
    boolean head = true;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals(".")) {
        return id;
      }
      length += line.length();
      if (length > LARGEST_MAIL) {
        throw new IOException("the mail is larger than " + LARGEST_MAIL);
      }
      head &= !line.isEmpty();
      if (head && line.toLowerCase(Locale.ROOT).startsWith(ID)) {
        id = line.substring(ID.length()).strip();
      }
    }
    return null;
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /// Takes no more mails.
  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
