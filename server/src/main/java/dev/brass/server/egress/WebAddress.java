package dev.brass.server.egress;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An http or https address as people, browsers and programs write it: the one reading of addresses
/// that come from outside, on which every other check of them relies.
///
/// It is as tolerant as the URL Standard of WHATWG where all readers agree on the meaning: `|`,
/// spaces, `{}` and other scripts are percent-encoded, `_` may be in a host. Texts that two readers
/// would take for different places are refused: backslashes, control characters inside, a host with
/// `%`, IPv4 addresses in other forms than four decimal numbers, characters that the two standards
/// of international names spell differently.
///
/// @param scheme `http` or `https`
/// @param userInfo as it was written, percent-encoded; null without
/// @param host lower case, in ASCII; an IPv6 address is in brackets
/// @param port -1 when none is written
/// @param path percent-encoded, without `.` and `..`; at least `/`
/// @param query percent-encoded; null without
/// @param hasFragment whether there was a `#…`, which is not kept
public record WebAddress(
    String scheme,
    @Nullable String userInfo,
    String host,
    int port,
    String path,
    @Nullable String query,
    boolean hasFragment)
    implements WebAddressReading {

  /// Characters that the standards of 2003 and 2008 for international names spell differently.
  private static final String AMBIGUOUS = "ßẞς\u200c\u200d";

  private static final String IN_PATH = "-._~!$&'()*+,;=:@/";
  private static final String IN_QUERY = IN_PATH + "?[]";
  private static final int LONGEST_HOST = 253;
  private static final int LONGEST_LABEL = 63;

  /// Reads an address that names no user.
  public static WebAddressReading read(String text) {
    return switch (readWithUser(text)) {
      case WebAddress address when address.userInfo != null ->
          new Refused("must not have a user name or password before the host");
      case WebAddressReading reading -> reading;
    };
  }

  /// Reads an address; null when it is refused.
  public static @Nullable WebAddress orNull(@Nullable String text) {
    return text != null && read(text) instanceof WebAddress address ? address : null;
  }

  /// Path and query of a request with missing percent-encoding added; unchanged when it has a
  /// backslash in its path or a control character, which is never accepted. A `%` in the path that
  /// begins no escape stays, and is refused: the object that it names must not be guessed.
  public static String target(String pathAndQuery) {
    int question = pathAndQuery.indexOf('?');
    String path = question < 0 ? pathAndQuery : pathAndQuery.substring(0, question);
    if (path.indexOf('\\') >= 0 || pathAndQuery.chars().anyMatch(Character::isISOControl)) {
      return pathAndQuery;
    }
    try {
      String escaped = escaped(path, IN_PATH + "%");
      return question < 0
          ? escaped
          : escaped + "?" + escaped(pathAndQuery.substring(question + 1), IN_QUERY);
    } catch (Misread e) {
      return pathAndQuery;
    }
  }

  /// Reads an address that may have a user name and a password.
  public static WebAddressReading readWithUser(String text) {
    try {
      return parse(stripped(text));
    } catch (Misread e) {
      return new Refused(e.why);
    }
  }

  private static WebAddress parse(String text) throws Misread {
    if (text.isEmpty()) {
      throw new Misread("is empty");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new Misread("must not have line breaks or other control characters in it");
    }
    String scheme = scheme(text);
    String rest = text.substring(scheme.length() + "://".length());
    int end = first(rest, "/?#");
    String authority = rest.substring(0, end);
    String tail = rest.substring(end);
    int fragment = tail.indexOf('#');
    String shown = fragment < 0 ? tail : tail.substring(0, fragment);
    int question = shown.indexOf('?');
    String path = question < 0 ? shown : shown.substring(0, question);
    if (authority.indexOf('\\') >= 0 || path.indexOf('\\') >= 0) {
      throw new Misread("must not have a backslash in its host or path");
    }
    int at = authority.indexOf('@');
    if (at >= 0 && authority.indexOf('@', at + 1) >= 0) {
      throw new Misread("must have the @ in its user name or password percent-encoded");
    }
    String place = authority.substring(at + 1);
    int colon = place.indexOf(':', place.startsWith("[") ? place.indexOf(']') + 1 : 0);
    String host = colon < 0 ? place : place.substring(0, colon);
    return new WebAddress(
        scheme,
        at < 0 ? null : userInfo(authority.substring(0, at)),
        host(host),
        colon < 0 ? -1 : port(place.substring(colon + 1)),
        withoutDots(escaped(path.isEmpty() ? "/" : path, IN_PATH)),
        question < 0 ? null : escaped(shown.substring(question + 1), IN_QUERY),
        fragment >= 0);
  }

  private static String scheme(String text) throws Misread {
    for (String scheme : new String[] {"https", "http"}) {
      String start = scheme + "://";
      if (text.regionMatches(true, 0, start, 0, start.length())) {
        if (first(text.substring(start.length()), "/?#\\") == 0) {
          throw new Misread("must have a host");
        }
        return scheme;
      }
    }
    throw new Misread("must start with http:// or https://");
  }

  private static String userInfo(String text) throws Misread {
    if (text.indexOf('[') >= 0 || text.indexOf(']') >= 0) {
      throw new Misread("must have brackets in its user name or password percent-encoded");
    }
    return escaped(text, "-._~!$&'()*+,;=:");
  }

  private static String host(String text) throws Misread {
    if (text.startsWith("[")) {
      return ipv6(text);
    }
    if (text.isEmpty()) {
      throw new Misread("must have a host");
    }
    if (text.codePoints().anyMatch(c -> AMBIGUOUS.indexOf(c) >= 0)) {
      throw new Misread("must have its host in ASCII (xn--…), since it can be spelled in two ways");
    }
    String host = ascii(text).toLowerCase(Locale.ROOT);
    if (host.length() > LONGEST_HOST
        || !host.chars().allMatch(c -> isAlphanumeric(c) || c == '-' || c == '_' || c == '.')) {
      throw new Misread("has a host that is not a host name");
    }
    String labels = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String last = labels.substring(labels.lastIndexOf('.') + 1);
    boolean wrong = false;
    int start = 0;
    while (start <= labels.length()) {
      int dot = labels.indexOf('.', start);
      int stop = dot < 0 ? labels.length() : dot;
      wrong |= stop == start || stop - start > LONGEST_LABEL;
      start = stop + 1;
    }
    if (wrong) {
      throw new Misread("has a host that is not a host name");
    }
    if (isNumber(last) && !isIpv4(host)) {
      throw new Misread("must have an IPv4 address as four decimal numbers, such as 192.0.2.1");
    }
    return host;
  }

  private static String ascii(String host) throws Misread {
    try {
      return IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      throw new Misread("has a host that is not a host name; write it in ASCII (xn--…)");
    }
  }

  private static String ipv6(String text) throws Misread {
    String inside = text.endsWith("]") ? text.substring(1, text.length() - 1) : "";
    boolean plain =
        inside.indexOf(':') >= 0
            && inside.chars().allMatch(c -> isHexadecimal(c) || c == ':' || c == '.');
    try {
      if (plain) {
        InetAddress.ofLiteral(inside);
        return text.toLowerCase(Locale.ROOT);
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new Misread("has brackets around something that is not an IPv6 address");
  }

  /// Whether some readers take a host that ends in this label for an IPv4 address.
  private static boolean isNumber(String label) {
    return label.chars().allMatch(WebAddress::isDigit)
        || (label.startsWith("0x") && label.chars().skip(2).allMatch(WebAddress::isHexadecimal));
  }

  private static boolean isIpv4(String host) {
    int numbers = 0;
    int start = 0;
    while (start <= host.length()) {
      int dot = host.indexOf('.', start);
      String number = host.substring(start, dot < 0 ? host.length() : dot);
      boolean decimal =
          !number.isEmpty() && number.length() <= 3 && number.chars().allMatch(WebAddress::isDigit);
      if (!decimal
          || (number.length() > 1 && number.startsWith("0"))
          || Integer.parseInt(number) > 255) {
        return false;
      }
      numbers++;
      start = dot < 0 ? host.length() + 1 : dot + 1;
    }
    return numbers == 4;
  }

  private static int port(String text) throws Misread {
    if (text.isEmpty()) {
      return -1;
    }
    int port =
        text.length() <= 5 && text.chars().allMatch(WebAddress::isDigit)
            ? Integer.parseInt(text)
            : 0;
    if (port < 1 || port > 65_535) {
      throw new Misread("must have a port between 1 and 65535");
    }
    return port;
  }

  /// Percent-encodes characters that may not be there unescaped.
  ///
  /// @param permitted beside letters, digits and what is already percent-encoded
  private static String escaped(String text, String permitted) throws Misread {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (Character.getType(c) == Character.SURROGATE) {
        throw new Misread("has half of a character in it");
      }
      if (isAlphanumeric(c) || permitted.indexOf(c) >= 0 || (c == '%' && isEscape(text, i))) {
        escaped.appendCodePoint(c);
      } else {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
        }
      }
      i += Character.charCount(c);
    }
    return escaped.toString();
  }

  private static boolean isEscape(String text, int at) {
    return at + 2 < text.length()
        && HexFormat.isHexDigit(text.charAt(at + 1))
        && HexFormat.isHexDigit(text.charAt(at + 2));
  }

  /// Removes `.` and `..`, as every client does before it requests the page.
  private static String withoutDots(String path) {
    Deque<String> kept = new ArrayDeque<>();
    boolean ends = true;
    int start = 1;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int stop = slash < 0 ? path.length() : slash;
      String segment = path.substring(start, stop);
      String dots = segment.replace("%2e", ".").replace("%2E", ".");
      ends = dots.equals(".") || dots.equals("..");
      if (dots.equals("..")) {
        kept.pollLast();
      } else if (!ends) {
        kept.addLast(segment);
      }
      start = stop + 1;
    }
    if (ends) {
      kept.addLast("");
    }
    return "/" + String.join("/", kept);
  }

  private static String stripped(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || c == '\u200b'
        || c == '\u2060'
        || c == '\ufeff';
  }

  private static int first(String text, String any) {
    for (int i = 0; i < text.length(); i++) {
      if (any.indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return text.length();
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHexadecimal(int c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }

  private static boolean isAlphanumeric(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /// The host as names are looked up and compared: without `www.` and the last dot.
  public String bareHost() {
    String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return bare.startsWith("www.") ? bare.substring("www.".length()) : bare;
  }

  /// Host and port as they are written in an address.
  public String authority() {
    return port < 0 ? host : host + ":" + port;
  }

  /// The port to call when none is written.
  public int effectivePort() {
    return port >= 0 ? port : scheme.equals("https") ? 443 : 80;
  }

  /// For programs that call it. It has no [URI#getHost] where the host has an underscore.
  public URI uri() {
    return URI.create(toString());
  }

  /// Without user name and password.
  @Override
  public String toString() {
    return scheme + "://" + authority() + path + (query == null ? "" : "?" + query);
  }

  /// The reason why an address is refused, thrown on the way to [#readWithUser].
  private static final class Misread extends Exception {
    private static final long serialVersionUID = 1L;
    private final String why;

    Misread(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }
}
