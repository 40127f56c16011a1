package dev.brass.server.api.batch;

import dev.brass.server.api.RequestProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The lines of NDJSON as they arrive, without empty ones and without a byte order mark. Used by
/// one thread.
final class Lines {

  private static final int[] MARK = {0xef, 0xbb, 0xbf};

  private static final int CHUNK = 16 * 1024;

  private final InputStream in;
  private final int longest;
  private final byte[] buffer = new byte[CHUNK];
  private int from;
  private int until;
  private boolean first = true;

  Lines(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /// The next line; null after the last.
  byte @Nullable [] next() throws IOException {
    while (true) {
      byte[] line = line();
      if (line == null) {
        return null;
      }
      int start = first && isMarked(line) ? MARK.length : 0;
      first = false;
      if (!isBlank(line, start)) {
        return start == 0 ? line : Arrays.copyOfRange(line, start, line.length);
      }
    }
  }

  private byte @Nullable [] line() throws IOException {
    ByteArrayOutputStream line = null;
    while (from < until || fill()) {
      int end = from;
      while (end < until && buffer[end] != '\n') {
        end++;
      }
      int length = end - from + (line == null ? 0 : line.size());
      if (length > longest) {
        throw new RequestProblem(
            RequestProblem.Kind.TOO_LARGE, "a line is longer than " + longest + " bytes", null);
      }
      byte[] part = Arrays.copyOfRange(buffer, from, end);
      boolean whole = end < until;
      from = whole ? end + 1 : end;
      if (whole && line == null) {
        return part;
      }
      line = line == null ? new ByteArrayOutputStream(2 * part.length) : line;
      line.writeBytes(part);
      if (whole) {
        break;
      }
    }
    return line == null ? null : line.toByteArray();
  }

  /// Reads more bytes; false at the end.
  private boolean fill() throws IOException {
    from = 0;
    until = Math.max(0, in.read(buffer));
    return until > 0;
  }

  private static boolean isMarked(byte[] line) {
    return line.length >= MARK.length
        && (line[0] & 0xff) == MARK[0]
        && (line[1] & 0xff) == MARK[1]
        && (line[2] & 0xff) == MARK[2];
  }

  private static boolean isBlank(byte[] line, int start) {
    for (int i = start; i < line.length; i++) {
      if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
