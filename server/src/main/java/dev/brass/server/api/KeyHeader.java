package dev.brass.server.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The key in an `Authorization` header, accepted in the variants that programs send:
///
/// - the scheme in any case, with or without a colon after it (`Basic: …`)
/// - the key as the user name of HTTP Basic with any password or none, also without the colon
/// - the key as the password with an empty user name, or with the user `client_token`, the
///   placeholder in the classic Zinc docs
/// - blanks and line breaks around the key, such as `echo` adds
///
/// @param scheme in which it is sent
/// @param key empty when the header has none
public record KeyHeader(Scheme scheme, String key) {

  private static final Set<String> PLACES = Set.of("", "client_token", "<client_token>");

  /// The scheme in which a key is sent.
  public enum Scheme {
    /// The header is absent.
    NONE,
    BASIC,
    BEARER,
    /// HTTP Basic whose value is not Base64.
    UNREADABLE,
    OTHER
  }

  /// Reads a header.
  ///
  /// @param header null when it is absent
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

  /// A header without a key.
  @Override
  public String toString() {
    return "KeyHeader[" + scheme + "]";
  }
}
