package dev.brass.server.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A receiver's URL, taken apart. Prints without its secrets.
///
/// @param uri what is called: without user info, in ASCII
/// @param shown for people and logs: without user info, with `***` for the query, where users keep
///     tokens
/// @param authorization the `Authorization` header made of the user info; null when there is none
/// @param secrets what must be masked wherever a receiver repeats it
record TargetUrl(URI uri, String shown, @Nullable String authorization, List<String> secrets) {

  static final int LONGEST = 2_048;

  TargetUrl {
    secrets = List.copyOf(secrets);
  }

  /// What is wrong with a URL, as a sentence for whoever sent it; null when it can be called.
  static @Nullable String problem(String url) {
    if (url.isBlank()) {
      return "The webhook URL is empty.";
    }
    if (url.length() > LONGEST) {
      return "The webhook URL is longer than " + LONGEST + " characters.";
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      // Not e.getMessage(), which repeats the URL and the password in it.
      return "The webhook URL has a character at position "
          + e.getIndex()
          + " that must be percent-encoded.";
    }
    String scheme = uri.getScheme();
    if (!"https".equalsIgnoreCase(scheme) && !"http".equalsIgnoreCase(scheme)) {
      return "The webhook URL must start with http:// or https://.";
    }
    if (uri.getHost() == null) {
      return "The webhook URL has no valid host name; names in other scripts are written in ASCII"
          + " (xn--…), and @ : / in a user name or password are percent-encoded.";
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      return "The webhook URL's port is not between 1 and 65535.";
    }
    if (uri.getRawFragment() != null) {
      return "The webhook URL must not have a fragment (#…).";
    }
    if (uri.getUserInfo() != null && uri.getUserInfo().chars().anyMatch(Character::isISOControl)) {
      return "The webhook URL's user name or password has a control character.";
    }
    return null;
  }

  /// Takes a URL apart.
  ///
  /// @throws IllegalArgumentException with [#problem] as its message
  static TargetUrl parse(String url) {
    String problem = problem(url);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    URI uri = URI.create(url);
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String place =
        scheme
            + "://"
            + uri.getHost().toLowerCase(Locale.ROOT)
            + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
            + (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    String query = uri.getRawQuery();
    String userInfo = uri.getUserInfo();
    return new TargetUrl(
        URI.create(URI.create(query == null ? place : place + "?" + query).toASCIIString()),
        query == null ? place : place + "?***",
        userInfo == null ? null : basic(userInfo),
        secrets(uri));
  }

  private static String basic(String userInfo) {
    String pair = userInfo.contains(":") ? userInfo : userInfo + ":";
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> secrets(URI uri) {
    List<String> secrets = new ArrayList<>();
    String userInfo = uri.getUserInfo();
    if (userInfo != null) {
      secrets.add(basic(userInfo).substring("Basic ".length()));
      secrets.add(uri.getRawUserInfo());
      secrets.add(userInfo);
      secrets.add(userInfo.substring(userInfo.indexOf(':') + 1));
    }
    if (uri.getRawQuery() != null) {
      secrets.add(uri.getRawQuery());
      for (String pair : uri.getRawQuery().split("&", -1)) {
        String value = pair.substring(pair.indexOf('=') + 1);
        secrets.add(value);
        secrets.add(decoded(value));
      }
    }
    return secrets;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  /// Whether [#shown] leaves out a part of the URL, which then must be stored sealed.
  boolean hidesSomething() {
    return !secrets.isEmpty();
  }

  @Override
  public String toString() {
    return shown;
  }
}
