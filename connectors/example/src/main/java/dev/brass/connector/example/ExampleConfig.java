package dev.brass.connector.example;

import dev.brass.spi.Secret;
import dev.brass.spi.StoreSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The settings of an Example shop; the README of this module lists them. Immutable.
///
/// @param url the address of the shop, without a slash at the end
/// @param apiToken the key of the operator's account at the shop
record ExampleConfig(URI url, Secret<String> apiToken) {

  private static final Set<String> NAMES = new TreeSet<>(Set.of("url", "api-token"));
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,200}");

  /// The settings as this record. Messages name the setting and never its value, which may be
  /// secret.
  ///
  /// @throws IllegalArgumentException naming the wrong setting and its allowed values
  static ExampleConfig of(StoreSettings settings) {
    for (String name : settings.names()) {
      if (!NAMES.contains(name)) {
        throw wrong(name, "is unknown; this platform has " + NAMES);
      }
    }
    return new ExampleConfig(url(settings.required("url")), token(settings.required("api-token")));
  }

  private static URI url(String text) {
    String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    try {
      URI uri = new URI(bare);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getQuery() == null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException notAnAddress) {
      // Reported below, without the text.
    }
    throw wrong("url", "must be an address such as https://paper.test");
  }

  private static Secret<String> token(String text) {
    if (!TOKEN.matcher(text).matches()) {
      throw wrong("api-token", "must have 1 to 200 characters and no spaces");
    }
    return Secret.of(text);
  }

  private static IllegalArgumentException wrong(String name, String problem) {
    return new IllegalArgumentException("the store's setting '" + name + "' " + problem);
  }
}
