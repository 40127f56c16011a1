package dev.brass.server.account;

import dev.brass.server.text.LinearPattern;
import java.util.random.RandomGenerator;

/// The id of a managed account for clients: `zn_acct_` and eight letters or digits. It is not
/// secret.
public final class ShortId {

  private static final String PREFIX = "zn_acct_";
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final LinearPattern FORM = LinearPattern.of(PREFIX + "[0-9A-Za-z]{8}");

  private ShortId() {}

  static String next(RandomGenerator random) {
    StringBuilder id = new StringBuilder(PREFIX);
    for (int i = 0; i < 8; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }

  /// Whether a text has the form of a short id.
  public static boolean isOne(String text) {
    return FORM.matches(text);
  }
}
