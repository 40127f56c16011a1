package dev.brass.server.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The key in an `Authorization` header, read as programs really write it:
///
/// - the scheme in any case, with a colon behind it or not (`Basic: …`)
/// - the key as the user of HTTP Basic with any password or none, also without the colon
/// - the key as the password of no user, or of the user `client_token`, which is how the documents
///   of the classic API print the place for the key
/// - blanks and line breaks around the key, such as `echo` leaves behind
///
/// @param scheme how it is sent
/// @param key empty when there is none
public record KeyHeader(Scheme scheme, String key) {

  private static final Set<String> PLACES = Set.of("", "client_token", "<client_token>");

  /// How a key is sent.
  public enum Scheme {
    /// There is no such header.
    NONE,
    BASIC,
    BEARER,
    /// HTTP Basic, but what follows is not Base64.
    UNREADABLE,
    OTHER
  }

  /// Reads a header.
  ///
  /// @param header null when there is none
  public static KeyHeader of(@Nullable String header) {
    String text = header == null ? "" : header.strip();
    if (text.isEmpty()) {
      return new KeyHeader(Scheme.NONE, "");
    }
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    String scheme = text.substring(0, end);
    String rest = text.substring(end).strip();
    if (scheme.endsWith(":")) {
      scheme = scheme.substring(0, scheme.length() - 1);
    }
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "basic" -> rest.isEmpty() ? new KeyHeader(Scheme.OTHER, "") : basic(rest);
      case "bearer" -> new KeyHeader(Scheme.BEARER, rest);
      default -> new KeyHeader(Scheme.OTHER, "");
    };
  }

  private static KeyHeader basic(String credentials) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return new KeyHeader(Scheme.UNREADABLE, "");
    }
    int colon = pair.indexOf(':');
    String user = (colon < 0 ? pair : pair.substring(0, colon)).strip();
    boolean place = colon >= 0 && PLACES.contains(user);
    return new KeyHeader(Scheme.BASIC, place ? pair.substring(colon + 1).strip() : user);
  }

  /// Without the key.
  @Override
  public String toString() {
    return "KeyHeader[" + scheme + "]";
  }
}
