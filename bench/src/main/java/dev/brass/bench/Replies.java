package dev.brass.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The little of HTTP/1.1 that is needed to know when a reply is complete.
final class Replies {

  private static final byte[] OK = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

  private Replies() {}

  static boolean isOk(ByteBuffer reply) {
    for (int i = 0; i < OK.length; i++) {
      if (reply.get(i) != OK[i]) {
        return false;
      }
    }
    return true;
  }

  /// How many bytes the reply will have with its body; 0 while its headers are not complete.
  ///
  /// @throws IllegalArgumentException when it does not tell
  static int length(ByteBuffer reply) {
    int body = -1;
    int line = 0;
    for (int i = 0; i + 1 < reply.position(); i++) {
      if (reply.get(i) == '\r' && reply.get(i + 1) == '\n') {
        if (i == line) {
          if (body < 0) {
            throw new IllegalArgumentException("a reply without content-length");
          }
          return i + 2 + body;
        }
        body = Math.max(body, contentLength(reply, line, i));
        line = i + 2;
      }
    }
    return 0;
  }

  private static int contentLength(ByteBuffer reply, int from, int to) {
    for (int i = 0; i < LENGTH.length; i++) {
      if (from + i >= to || Character.toLowerCase(reply.get(from + i)) != LENGTH[i]) {
        return -1;
      }
    }
    int number = 0;
    for (int i = from + LENGTH.length; i < to; i++) {
      int digit = Character.digit(reply.get(i), 10);
      number = digit < 0 ? number : number * 10 + digit;
    }
    return number;
  }
}
