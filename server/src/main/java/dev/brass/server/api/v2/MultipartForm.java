package dev.brass.server.api.v2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A body of `multipart/form-data` (RFC 7578), as sent by browser forms and `curl -F`: a few parts,
/// one of them a file. Parsing is linear in the size of the body.
///
/// @param parts in order
record MultipartForm(List<Part> parts) {

  private static final int MOST_PARTS = 20;
  private static final int LARGEST_HEAD = 4096;
  private static final int LONGEST_BOUNDARY = 200;

  /// A part.
  ///
  /// @param name of the form's field; empty when it has none
  /// @param filename null for a field that is not a file
  /// @param type its media type; null when it has none
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Part(String name, @Nullable String filename, @Nullable String type, byte[] content) {
    String text() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  /// A malformed form; the message says why.
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }

    String text() {
      return String.valueOf(getMessage());
    }
  }

  /// Parses a body.
  ///
  /// @param type the content type of the request
  static MultipartForm of(byte[] body, String type) throws Malformed {
    String boundary = parameter(type, "boundary");
    if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
      throw new Malformed("the content type has no boundary");
    }
    byte[] line = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    List<Part> parts = new ArrayList<>();
    int at = find(body, line, 0);
    if (at < 0) {
      throw new Malformed("the body has not the boundary that the content type names");
    }
    while (true) {
      int from = at + line.length;
      if (starts(body, from, "--")) {
        return new MultipartForm(parts);
      }
      int head = lineEnd(body, from);
      int next = head < 0 ? -1 : find(body, line, head);
      if (next < 0) {
        throw new Malformed("the body ends within a part");
      }
      if (parts.size() == MOST_PARTS) {
        throw new Malformed("the form has more than " + MOST_PARTS + " parts");
      }
      parts.add(part(body, head, next));
      at = next;
    }
  }

  /// The part with the table: the file, or the field with the expected name.
  Optional<Part> file() {
    return parts.stream()
        .filter(part -> part.filename() != null)
        .findFirst()
        .or(() -> parts.stream().filter(part -> part.name().equals("file")).findFirst());
  }

  /// The value of a field; null when it is absent or empty.
  @Nullable String field(String name) {
    return parts.stream()
        .filter(part -> part.name().equals(name) && part.filename() == null)
        .map(part -> part.text().strip())
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse(null);
  }

  private static Part part(byte[] body, int from, int end) throws Malformed {
    String name = "";
    String filename = null;
    String type = null;
    int at = from;
    while (true) {
      int to = lineEnd(body, at);
      if (to < 0 || to > end || to - from > LARGEST_HEAD) {
        throw new Malformed("a part has no empty line below its headers");
      }
      String header = new String(body, at, to - at, StandardCharsets.UTF_8).strip();
      at = to;
      if (header.isEmpty()) {
        break;
      }
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-disposition:")) {
        name = orEmpty(parameter(header, "name"));
        filename = parameter(header, "filename");
      } else if (lower.startsWith("content-type:")) {
        type = header.substring("content-type:".length()).strip();
      }
    }
    int last = end;
    if (last > at && body[last - 1] == '\n') {
      last--;
    }
    if (last > at && body[last - 1] == '\r') {
      last--;
    }
    return new Part(name, filename, type, Arrays.copyOfRange(body, at, Math.max(at, last)));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /// The beginning of the next line; -1 at the end.
  private static int lineEnd(byte[] body, int from) {
    for (int i = from; i < body.length; i++) {
      if (body[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /// The beginning of the next line that starts with the text; -1 when there is none. A boundary
  /// starts a line, so text in the middle of a line of the file does not end a part.
  private static int find(byte[] body, byte[] line, int from) {
    for (int at = from; at >= 0 && at < body.length; at = lineEnd(body, at)) {
      if (at + line.length <= body.length
          && Arrays.equals(body, at, at + line.length, line, 0, line.length)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean starts(byte[] body, int at, String text) {
    return at + text.length() <= body.length
        && new String(body, at, text.length(), StandardCharsets.ISO_8859_1).equals(text);
  }

  /// A parameter of a header, such as `name="file"`; null when it is absent.
  static @Nullable String parameter(String header, String name) {
    int at = header.indexOf(';');
    while (at >= 0) {
      int equals = header.indexOf('=', at);
      if (equals < 0) {
        return null;
      }
      String found = header.substring(at + 1, equals).strip();
      int from = equals + 1;
      boolean quoted = from < header.length() && header.charAt(from) == '"';
      int to = quoted ? header.indexOf('"', from + 1) : header.indexOf(';', from);
      int end = to < 0 ? header.length() : to;
      if (found.equalsIgnoreCase(name)) {
        return header.substring(quoted ? from + 1 : from, end).strip();
      }
      at = header.indexOf(';', quoted ? end : from);
    }
    return null;
  }
}
