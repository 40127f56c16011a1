package dev.brass.server.webhook;

import dev.brass.server.egress.WebAddress;
import dev.brass.server.egress.WebAddressReading.Refused;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A receiver's URL in its parts. Prints without its secrets.
///
/// @param uri the URL to call: without user info, in ASCII
/// @param host of it, which the URI does not have where it contains an underscore
/// @param shown for people and logs: without user info, with `***` for the query, where users keep
///     tokens
/// @param authorization the `Authorization` header made of the user info; null when there is none
/// @param secrets the texts to mask wherever a receiver repeats them
record TargetUrl(
    URI uri, String host, String shown, @Nullable String authorization, List<String> secrets) {

  static final int LONGEST = 2_048;

  TargetUrl {
    secrets = List.copyOf(secrets);
  }

  /// The problem of a URL, as a sentence for its sender; null when it can be called.
  static @Nullable String problem(String url) {
    if (url.isBlank()) {
      return "The webhook URL is empty.";
    }
    if (url.length() > LONGEST) {
      return "The webhook URL is longer than " + LONGEST + " characters.";
    }
    return switch (WebAddress.readWithUser(url)) {
      // The reason does not repeat the URL and the password in it.
      case Refused refused -> "The webhook URL " + refused.why() + ".";
      case WebAddress address when address.hasFragment() ->
          "The webhook URL must not have a fragment (#…).";
      case WebAddress address when hasControl(address.userInfo()) ->
          "The webhook URL's user name or password has a control character.";
      case WebAddress _ -> null;
    };
  }

  private static boolean hasControl(@Nullable String userInfo) {
    return userInfo != null && decoded(userInfo).chars().anyMatch(Character::isISOControl);
  }

  /// Takes a URL apart.
  ///
  /// @throws IllegalArgumentException with [#problem] as its message
  static TargetUrl parse(String url) {
    String problem = problem(url);
    if (problem != null || !(WebAddress.readWithUser(url) instanceof WebAddress address)) {
      throw new IllegalArgumentException(problem);
    }
    String place = address.scheme() + "://" + address.authority() + address.path();
    String userInfo = address.userInfo() == null ? null : decoded(address.userInfo());
    return new TargetUrl(
        address.uri(),
        address.host(),
        address.query() == null ? place : place + "?***",
        userInfo == null ? null : basic(userInfo),
        secrets(address));
  }

  private static String basic(String userInfo) {
    String pair = userInfo.contains(":") ? userInfo : userInfo + ":";
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> secrets(WebAddress address) {
    List<String> secrets = new ArrayList<>();
    String raw = address.userInfo();
    if (raw != null) {
      String userInfo = decoded(raw);
      secrets.add(basic(userInfo).substring("Basic ".length()));
      secrets.add(raw);
      secrets.add(userInfo);
      secrets.add(userInfo.substring(userInfo.indexOf(':') + 1));
    }
    String query = address.query();
    if (query != null) {
      secrets.add(query);
      for (String pair : query.split("&", -1)) {
        String value = pair.substring(pair.indexOf('=') + 1);
        secrets.add(value);
        secrets.add(decoded(value.replace("+", "%20")));
      }
    }
    return secrets;
  }

  /// Without percent-encoding; a `+` stays.
  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
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
