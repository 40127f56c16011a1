package dev.brass.server.api.batch;

import dev.brass.server.api.RequestProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The lines of NDJSON as they come in; empty ones are left out, and so is a byte order mark. Used
/// by one thread.
final class Lines {

  private static final int[] MARK = {0xef, 0xbb, 0xbf};

  private final InputStream in;
  private final int longest;
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
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() == longest) {
        throw new RequestProblem(
            RequestProblem.Kind.TOO_LARGE, "a line is longer than " + longest + " bytes", null);
      }
      line.write(b);
    }
    return line.toByteArray();
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
