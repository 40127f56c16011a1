package dev.brass.server.bulk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// By what the rows of one table are known again in a later upload: what they ask for and, of equal
/// rows, which of them it is. So equal rows of one file are orders of their own, and the same file
/// uploaded twice places nothing twice, wherever its rows have moved to. Used by one thread.
final class RowKeys {

  private final Map<String, Integer> seen = new HashMap<>();

  /// The key of the next row.
  ///
  /// @param request what it asks for
  String next(String request) {
    String hash = HexFormat.of().formatHex(sha256(request));
    return hash + "-" + seen.merge(hash, 1, Integer::sum);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
