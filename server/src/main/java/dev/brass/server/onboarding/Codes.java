package dev.brass.server.onboarding;

import dev.brass.server.hash.Sha256;
import dev.brass.server.text.Characters;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/// Texts that are shown once and found again by their hash, and short ones that people type.
final class Codes {

  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 43;

  /// No vowels, so that no code is a word, and no letter that looks like a digit or another letter.
  private static final String TYPED = "BCDFGHJKLMNPQRSTVWXZ";

  private static final int TYPED_LENGTH = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Codes() {}

  /// 256 random bits behind a prefix.
  static String secret(String prefix) {
    return prefix + random(LETTERS, LENGTH);
  }

  static boolean isSecret(String prefix, String text) {
    return text.length() == prefix.length() + LENGTH && text.startsWith(prefix);
  }

  static byte[] hash(String secret) {
    return Sha256.of(secret);
  }

  /// Eight letters for people: 25 thousand million codes, each of which is valid for minutes.
  static String typed() {
    return random(TYPED, TYPED_LENGTH);
  }

  /// The code that a person typed, in any case and with any characters between the letters; empty
  /// when it cannot be a code.
  static Optional<String> typed(String text) {
    if (text.length() > 40) {
      return Optional.empty();
    }
    String letters = Characters.only(text.toUpperCase(Locale.ROOT), c -> c >= 'A' && c <= 'Z');
    boolean fits =
        letters.length() == TYPED_LENGTH && letters.chars().allMatch(c -> TYPED.indexOf(c) >= 0);
    return fits ? Optional.of(letters) : Optional.empty();
  }

  /// As it is shown: `BCDF-GHJK`.
  static String shown(String typed) {
    return typed.substring(0, TYPED_LENGTH / 2) + "-" + typed.substring(TYPED_LENGTH / 2);
  }

  private static String random(String letters, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(RANDOM.nextInt(letters.length())));
    }
    return text.toString();
  }
}
