package dev.brass.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/// Answers of an HTTP server that are read and thrown away.
final class Answers {

  private static final int LONGEST_LINE = 16 * 1024;

  private Answers() {}

  /// Reads one whole answer; false when the connection ends with it.
  static boolean skip(InputStream in) throws IOException {
    String status = line(in);
    if (status.isEmpty()) {
      return false;
    }
    long length = 0;
    boolean chunked = false;
    boolean last = false;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String header = line.toLowerCase(Locale.ROOT).replace(" ", "");
      if (header.startsWith("content-length:")) {
        length = Long.parseLong(header.substring("content-length:".length()));
      }
      chunked |= header.equals("transfer-encoding:chunked");
      last |= header.equals("connection:close");
    }
    if (chunked) {
      for (long size = chunk(in); size > 0; size = chunk(in)) {
        in.skipNBytes(size + 2);
      }
      line(in);
    } else {
      in.skipNBytes(length);
    }
    return !last;
  }

  private static long chunk(InputStream in) throws IOException {
    String line = line(in);
    int end = line.indexOf(';');
    return line.isEmpty() ? 0 : Long.parseLong(end < 0 ? line : line.substring(0, end), 16);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
      if (line.length() > LONGEST_LINE) {
        throw new IOException("this is no HTTP");
      }
    }
    return line.toString();
  }
}
