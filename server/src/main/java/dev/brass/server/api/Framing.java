package dev.brass.server.api;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.CloseConnectionException;
import java.util.List;
import java.util.function.Supplier;

/// The check of where a request ends. Client, proxy and server must agree about it; otherwise the
/// rest of one request is read as the next request, of another sender (request smuggling). An
/// ambiguous request is refused and the connection closed.
final class Framing {

  private static final int LINE_END = 2;
  private static final int LONGEST_SIZE = 8;

  private Framing() {}

  /// Whether the headers define the length of the body unambiguously.
  static boolean isClear(Headers headers) {
    List<String> lengths = values(headers, HeaderNames.CONTENT_LENGTH);
    List<String> encodings = values(headers, HeaderNames.TRANSFER_ENCODING);
    boolean length =
        lengths.isEmpty()
            || (lengths.size() == 1
                && !lengths.getFirst().isEmpty()
                && lengths.getFirst().chars().allMatch(c -> c >= '0' && c <= '9'));
    boolean encoding =
        encodings.isEmpty()
            || (encodings.size() == 1 && encodings.getFirst().equalsIgnoreCase("chunked"));
    return length && encoding && (lengths.isEmpty() || encodings.isEmpty());
  }

  private static List<String> values(Headers headers, HeaderName name) {
    return headers.contains(name) ? headers.get(name).allValues() : List.of();
  }

  /// A reader that checks bytes which the HTTP server skips: the two after the data of a chunk, and
  /// the rest of a line with a chunk size.
  static DataReader reader(Supplier<byte[]> source) {
    return new Strict(source);
  }

  private static final class Strict extends DataReader {

    /// Whether the last read was a chunk size.
    private boolean dataFollows;

    /// Whether the last read was chunk data.
    private boolean endFollows;

    @SuppressWarnings("removal") // no other way to see skipped bytes
    private Strict(Supplier<byte[]> source) {
      super(source);
    }

    /// The HTTP server uses this method for chunk lines only: sizes, and the empty line at the end.
    @Override
    public String readLine() {
      String line = super.readLine();
      if (!line.isEmpty() && !isSize(line)) {
        throw new CloseConnectionException("the size of a chunk is not a number");
      }
      dataFollows = !line.isEmpty();
      return line;
    }

    /// The data of a chunk after its size, or a part of a body without chunks.
    @Override
    public BufferData readBuffer(int length) {
      BufferData buffer = super.readBuffer(length);
      endFollows = dataFollows;
      dataFollows = false;
      return buffer;
    }

    /// After chunk data the HTTP server skips the line end without a check.
    @Override
    public void skip(int length) {
      boolean end = endFollows && length == LINE_END;
      endFollows = false;
      if (!end) {
        super.skip(length);
      } else if (read() != '\r' || read() != '\n') {
        throw new CloseConnectionException("the data of a chunk does not end with a line");
      }
    }

    private static boolean isSize(String line) {
      int end = line.indexOf(';');
      String size = (end < 0 ? line : line.substring(0, end)).stripTrailing();
      return !size.isEmpty()
          && size.length() <= LONGEST_SIZE
          && size.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
    }
  }
}
