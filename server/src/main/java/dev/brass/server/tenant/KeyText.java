package dev.brass.server.tenant;

import dev.brass.server.hash.Sha256;
import dev.brass.server.text.LinearPattern;
import dev.brass.spi.Secret;
import java.security.SecureRandom;

/// The text of keys: a prefix that shows the kind, and 43 random letters and digits, which are 256
/// bits.
///
/// Their SHA-256 is enough to keep. Slow, salted hashes hinder the guessing of passwords; 256 bits
/// cannot be guessed.
final class KeyText {

  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 43;
  private static final int ENDING = 4;
  private static final SecureRandom RANDOM = new SecureRandom();

  /// Exactly the form of [#random]: all other texts are refused before the database is asked.
  private static final LinearPattern FORM =
      LinearPattern.of("zn_[a-z]{4,6}_[0-9A-Za-z]{" + LENGTH + "}");

  private KeyText() {}

  static Secret<String> random(KeyKind kind) {
    StringBuilder text = new StringBuilder(kind.prefix());
    for (int i = 0; i < LENGTH; i++) {
      text.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return Secret.of(text.toString());
  }

  static boolean isKey(String text) {
    return text.length() <= 60 && FORM.matches(text);
  }

  static String ending(String key) {
    return key.substring(key.length() - ENDING);
  }

  static byte[] hash(String key) {
    return Sha256.of(key);
  }
}
