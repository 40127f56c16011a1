package dev.brass.spi;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The one-time codes of an account with two-factor authentication (RFC 6238): six digits, SHA-1, a
/// new one every thirty seconds, as authenticator apps make them. Immutable.
public final class Totp {

  private static final Duration STEP = Duration.ofSeconds(30);
  private static final int DIGITS = 6;
  private static final int MODULUS = 1_000_000;
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int SHORTEST = 16;
  private static final int LONGEST = 256;

  /// Including all separators between the letters. A longer text is not a seed and is not read.
  private static final int LONGEST_WRITTEN = 4 * LONGEST;

  private final Secret<byte[]> key;

  private Totp(byte[] key) {
    this.key = Secret.of(key);
  }

  /// The codes of a seed.
  ///
  /// @param seed as stores show it: Base32, in groups or not, in upper or lower case
  /// @throws IllegalArgumentException when it is invalid; the message does not repeat it
  public static Totp of(Secret<String> seed) {
    problem(seed)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("the TOTP secret " + problem);
            });
    return new Totp(decode(plain(seed.reveal())));
  }

  /// The reason why a text is not a seed, as the end of a sentence that names it and without
  /// repeating it; empty when it is one.
  public static Optional<String> problem(Secret<String> seed) {
    if (seed.reveal().length() > LONGEST_WRITTEN) {
      return Optional.of("has more than " + LONGEST_WRITTEN + " characters");
    }
    String plain = plain(seed.reveal());
    if (plain.startsWith("OTPAUTH:")) {
      return Optional.of("is a complete otpauth address; give only the value of its 'secret'");
    }
    for (int i = 0; i < plain.length(); i++) {
      if (ALPHABET.indexOf(plain.charAt(i)) < 0) {
        return Optional.of(
            "has a character that is not Base32: character "
                + (i + 1)
                + " (blanks not counted); it consists of the letters A to Z and the digits 2 to 7");
      }
    }
    if (plain.length() < SHORTEST || plain.length() > LONGEST) {
      return Optional.of(
          "has %d characters of Base32; it has %d to %d: the long one that stores show once, and"
                  .formatted(plain.length(), SHORTEST, LONGEST)
              + " no one-time code");
    }
    return Optional.empty();
  }

  /// The code of an instant.
  public Secret<String> at(Instant now) {
    return Secret.of(code(step(now)));
  }

  /// Whether a store would accept this code: that of an instant, or one step off.
  public boolean accepts(Secret<String> code, Instant now) {
    String plain = code.reveal().strip();
    long step = step(now);
    return plain.equals(code(step)) || plain.equals(code(step - 1)) || plain.equals(code(step + 1));
  }

  private static long step(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), STEP.toSeconds());
  }

  private String code(long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key.reveal(), "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int offset = hash[hash.length - 1] & 0xf;
      int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
      String digits = Integer.toString(number % MODULUS);
      return "0".repeat(DIGITS - digits.length()) + digits;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC with SHA-1", e);
    }
  }

  /// Without the separators between and after the letters.
  private static String plain(String seed) {
    StringBuilder plain = new StringBuilder(seed.length());
    seed.chars()
        .filter(c -> c != '-' && !Character.isWhitespace(c) && !Character.isSpaceChar(c))
        .forEach(c -> plain.append((char) c));
    int length = plain.length();
    while (length > 0 && plain.charAt(length - 1) == '=') {
      length--;
    }
    return plain.substring(0, length).toUpperCase(Locale.ROOT);
  }

  /// Bits that do not fill a byte are dropped, as the Base32 of RFC 4648 does.
  private static byte[] decode(String plain) {
    byte[] bytes = new byte[plain.length() * 5 / 8];
    int bits = 0;
    int held = 0;
    int next = 0;
    for (int i = 0; i < plain.length(); i++) {
      held = (held << 5) | ALPHABET.indexOf(plain.charAt(i));
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[next++] = (byte) (held >>> bits);
        held &= (1 << bits) - 1;
      }
    }
    return bytes;
  }
}
