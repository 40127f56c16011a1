package dev.brass.server.api;

import dev.brass.server.egress.WebAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The head of a request in the form that the HTTP server accepts, converted from the forms that
/// clients really send:
///
/// - A target is percent-encoded where browsers and other programs omit it (`|`, `{}`, a lone `%`,
///   other scripts).
/// - A target in absolute form, as for proxies, becomes the path; HTTP requires every server to
///   accept it.
/// - HTTP/1.0, the default of nginx and of many health checks, becomes HTTP/1.1, with a `Host` if
///   it is missing; the connection ends with the answer.
///
/// Anything else is unchanged, and the HTTP server refuses it.
///
/// @param bytes the head, or the part of it that was given
/// @param old whether the client speaks HTTP/1.0
@SuppressWarnings("ArrayRecordComponent") // never compared
record RequestLine(byte[] bytes, boolean old) {

  private static final String VERSION = " HTTP/1.1";
  private static final String OLD_VERSION = " HTTP/1.0";

  /// Whether the bytes contain the end of the first line.
  static boolean isWhole(byte[] bytes) {
    return indexOf(bytes, '\n', 0) >= 0;
  }

  /// Whether this is the first line of a request whose whole head must be checked.
  static boolean isOld(byte[] bytes) {
    return line(bytes).endsWith(OLD_VERSION);
  }

  /// Whether the bytes contain the empty line after the headers.
  static boolean hasWholeHead(byte[] bytes) {
    int at = indexOf(bytes, '\n', 0);
    while (at >= 0) {
      int next = at + 1 < bytes.length && bytes[at + 1] == '\r' ? at + 2 : at + 1;
      if (next < bytes.length && bytes[next] == '\n') {
        return true;
      }
      at = indexOf(bytes, '\n', at + 1);
    }
    return false;
  }

  /// The head in the form that the HTTP server accepts.
  ///
  /// @param bytes from the first byte of a request, at least its first line
  static RequestLine of(byte[] bytes) {
    int end = indexOf(bytes, '\n', 0);
    String line = line(bytes);
    boolean old = line.endsWith(OLD_VERSION);
    if (end < 0 || !(old || line.endsWith(VERSION))) {
      return new RequestLine(bytes, false);
    }
    int method = line.indexOf(' ');
    int version = line.length() - VERSION.length();
    if (method < 1 || method >= version) {
      return new RequestLine(bytes, old);
    }
    String target = line.substring(method + 1, version);
    String taken = target(target);
    if (taken.equals(target) && !old) {
      return new RequestLine(bytes, false);
    }
    String host = old && !hasHost(bytes) ? "\r\nHost: localhost" : "";
    byte[] head =
        (line.substring(0, method + 1) + taken + VERSION + host + "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(head, head.length + bytes.length - end - 1);
    System.arraycopy(bytes, end + 1, whole, head.length, bytes.length - end - 1);
    return new RequestLine(whole, old);
  }

  private static String target(String target) {
    String local = target;
    for (String scheme : new String[] {"http://", "https://"}) {
      if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
        local = afterAuthority(target.substring(scheme.length()));
      }
    }
    // For some parsers a blank would end the target, and so would a fragment.
    return local.startsWith("/") && local.indexOf(' ') < 0 && local.indexOf('#') < 0
        ? WebAddress.target(local)
        : target;
  }

  private static String afterAuthority(String rest) {
    int slash = rest.indexOf('/');
    int question = rest.indexOf('?');
    if (slash < 0 || (question >= 0 && question < slash)) {
      return question < 0 ? "/" : "/" + rest.substring(question);
    }
    return rest.substring(slash);
  }

  private static boolean hasHost(byte[] bytes) {
    int at = indexOf(bytes, '\n', 0);
    while (at >= 0 && at + 6 <= bytes.length) {
      String name =
          new String(
              bytes, at + 1, Math.min(5, bytes.length - at - 1), StandardCharsets.ISO_8859_1);
      if (name.equalsIgnoreCase("host:")) {
        return true;
      }
      if (name.startsWith("\r") || name.startsWith("\n")) {
        return false;
      }
      at = indexOf(bytes, '\n', at + 1);
    }
    return false;
  }

  /// The first line. If it is not UTF-8 it is read as Latin-1, which has a character for each byte.
  private static String line(byte[] bytes) {
    int end = indexOf(bytes, '\n', 0);
    int length = end > 0 && bytes[end - 1] == '\r' ? end - 1 : Math.max(0, end);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
  }

  private static int indexOf(byte[] bytes, char wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
