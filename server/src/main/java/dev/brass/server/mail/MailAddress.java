package dev.brass.server.mail;

import dev.brass.server.text.LinearPattern;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Mail addresses that we write to: `name@domain` in letters of ASCII. Quoted names, comments,
/// groups and lists are left out on purpose: no customer has such an address, and each is a way to
/// write to another address than the text seems to name.
public final class MailAddress {

  private static final int LONGEST = 254;
  private static final int LONGEST_NAME = 64;
  private static final LinearPattern NAME =
      LinearPattern.of("[\\w!#$%&'*+/=?^`{|}~-]+(\\.[\\w!#$%&'*+/=?^`{|}~-]+)*");
  private static final String LABEL = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  private static final LinearPattern DOMAIN = LinearPattern.of("(" + LABEL + "\\.)+" + LABEL);

  private MailAddress() {}

  /// The problem of a text as an address, to follow "it is not a mail address: "; null when there
  /// is none.
  public static @Nullable String problem(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1) {
      return "an e-mail address is name@domain";
    }
    if (text.length() > LONGEST || at > LONGEST_NAME) {
      return "it has at most 254 letters, 64 of them before the @";
    }
    if (!NAME.matches(text.substring(0, at))) {
      return "before the @ it has letters, digits and single dots of ASCII";
    }
    return DOMAIN.matches(text.substring(at + 1))
        ? null
        : "after the @ it has the name of a domain, in its xn-- form if need be";
  }

  /// The common form of all spellings of one address.
  static String key(String address) {
    return address.toLowerCase(Locale.ROOT);
  }
}
