package dev.brass.server.connect;

import dev.brass.spi.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The address of an HTTP proxy, `http://user:password@host:port`, parsed. Its text form omits the
/// password.
///
/// @param host a name or an address in lower case; one of IPv6 in brackets
/// @param user null when the proxy asks for none
/// @param password null without a user
public record ProxyUrl(
    String host, int port, @Nullable String user, @Nullable Secret<String> password) {

  private static final int LONGEST = 2_048;

  /// The error in an address, as the end of a sentence that does not repeat the address; null when
  /// there is none.
  static @Nullable String problem(String url) {
    if (url.length() > LONGEST) {
      return "must be at most " + LONGEST + " characters long";
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return "has a character at position " + e.getIndex() + " that must be percent-encoded";
    }
    if (!"http".equalsIgnoreCase(uri.getScheme())) {
      return "must start with http:// (pages by https go through such a proxy as well)";
    }
    if (uri.getHost() == null) {
      return "must have a host; @ : / in a user name or password are percent-encoded";
    }
    if (uri.getPort() < 1 || uri.getPort() > 65_535) {
      return "must name a port from 1 to 65535 after its host";
    }
    boolean more =
        !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
            || uri.getRawQuery() != null
            || uri.getRawFragment() != null;
    if (more) {
      return "must end with its port";
    }
    return problemOfUser(uri.getRawUserInfo());
  }

  private static @Nullable String problemOfUser(@Nullable String rawUserInfo) {
    if (rawUserInfo == null) {
      return null;
    }
    String user = user(rawUserInfo);
    String password = password(rawUserInfo);
    if (user.isEmpty() || user.contains(":")) {
      return "must have a user name without a colon before its @";
    }
    return (user + password).chars().anyMatch(Character::isISOControl)
        ? "must have no control character in its user name or password"
        : null;
  }

  /// Parses an address.
  ///
  /// @throws IllegalArgumentException with [#problem] as its message
  static ProxyUrl parse(String url) {
    String problem = problem(url);
    if (problem != null) {
      throw new IllegalArgumentException("a proxy's address " + problem);
    }
    URI uri = URI.create(url);
    String userInfo = uri.getRawUserInfo();
    return new ProxyUrl(
        uri.getHost().toLowerCase(Locale.ROOT),
        uri.getPort(),
        userInfo == null ? null : user(userInfo),
        userInfo == null ? null : Secret.of(password(userInfo)));
  }

  private static String user(String rawUserInfo) {
    int colon = rawUserInfo.indexOf(':');
    return decoded(colon < 0 ? rawUserInfo : rawUserInfo.substring(0, colon));
  }

  private static String password(String rawUserInfo) {
    int colon = rawUserInfo.indexOf(':');
    return colon < 0 ? "" : decoded(rawUserInfo.substring(colon + 1));
  }

  /// A plus sign is literal here.
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// The authorization header for the proxy; null when it needs no user.
  @Nullable Secret<String> authorization() {
    return password == null
        ? null
        : password.map(
            hidden ->
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString((user + ":" + hidden).getBytes(StandardCharsets.UTF_8)));
  }

  /// The text for its owner: everything except the password.
  public String shown() {
    return "http://" + (user == null ? "" : encoded(user) + ":***@") + host + ":" + port;
  }

  private static String encoded(String user) {
    StringBuilder text = new StringBuilder();
    for (byte b : user.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          c < 128 && (Character.isLetterOrDigit(c) || "-._~!$&'()*+,;=".indexOf(c) >= 0);
      text.append(plain ? String.valueOf(c) : "%%%02X".formatted(b & 0xff));
    }
    return text.toString();
  }

  /// The text for logs and records of attempts, also without the user.
  @Override
  public String toString() {
    return "http://" + host + ":" + port;
  }
}
