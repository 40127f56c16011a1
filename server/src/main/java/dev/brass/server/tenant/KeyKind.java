package dev.brass.server.tenant;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The channel that a key opens; the key's text begins with it.
public enum KeyKind {
  /// The client token of v1, the user name of HTTP Basic.
  CLIENT,
  /// A bearer key of v2.
  LIVE,
  /// A bearer key of v2 whose orders are tests.
  TEST,
  /// An operator's key.
  ADMIN,
  /// The key with which an account holder signs in on pages; it opens no API.
  OWNER;

  private static final String COMMON_PREFIX = "zn_";

  /// The prefix of keys of this kind, such as `zn_live_`. The log redacts by it.
  public String prefix() {
    return COMMON_PREFIX + word() + "_";
  }

  /// As in the database and on the command line.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<KeyKind> of(String key) {
    return Arrays.stream(values()).filter(kind -> key.startsWith(kind.prefix())).findFirst();
  }
}
