package dev.brass.server.webhook;

import java.util.Comparator;
import java.util.List;

/// Removal of known secrets from text that comes from outside, such as the reply of a receiver that
/// repeats the request's headers.
final class Masking {

  /// A shorter secret would mask ordinary text and thereby show itself.
  private static final int SHORTEST = 4;

  private Masking() {}

  static String mask(String text, List<String> secrets) {
    String masked = text;
    // Longest first: a secret inside another one must not leave the remainder of it readable.
    for (String secret :
        secrets.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList()) {
      if (secret.length() >= SHORTEST) {
        masked = masked.replace(secret, "***");
      }
    }
    return masked;
  }
}
