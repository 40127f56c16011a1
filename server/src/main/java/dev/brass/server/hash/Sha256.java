package dev.brass.server.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256, which every Java has.
public final class Sha256 {

  private Sha256() {}

  /// The 32 bytes of the hash.
  public static byte[] of(byte[] bytes) {
    return digest().digest(bytes);
  }

  /// Of a text's UTF-8.
  public static byte[] of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// As 64 digits.
  public static String hex(String text) {
    return HexFormat.of().formatHex(of(text));
  }

  /// For what comes in parts.
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
