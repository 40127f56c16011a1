package dev.brass.server.api;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.CloseConnectionException;
import java.util.List;
import java.util.function.Supplier;

/// Where a request ends: a client, a proxy and this server must agree about it, or the rest of one
/// request is taken for the next one, of somebody else. What could be read in two ways is refused,
/// and the connection ends.
final class Framing {

  private static final int LINE_END = 2;
  private static final int LONGEST_SIZE = 8;

  private Framing() {}

  /// Whether the headers leave no doubt about the length of the body.
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

  /// A reader that looks at what the HTTP server passes over: the two bytes behind the data of a
  /// chunk, and what a line with the size of a chunk has besides it.
  static DataReader reader(Supplier<byte[]> source) {
    return new Strict(source);
  }

  private static final class Strict extends DataReader {

    /// Whether the size of a chunk was read last.
    private boolean dataFollows;

    /// Whether the data of a chunk was read last.
    private boolean endFollows;

    @SuppressWarnings("removal") // nothing else lets us see what the HTTP server passes over
    private Strict(Supplier<byte[]> source) {
      super(source);
    }

    /// The HTTP server reads lines of chunks alone with it: sizes, and the empty one at the end.
    @Override
    public String readLine() {
      String line = super.readLine();
      if (!line.isEmpty() && !isSize(line)) {
        throw new CloseConnectionException("the size of a chunk is no number");
      }
      dataFollows = !line.isEmpty();
      return line;
    }

    /// All data of a chunk, behind its size, or a part of a body without chunks.
    @Override
    public BufferData readBuffer(int length) {
      BufferData buffer = super.readBuffer(length);
      endFollows = dataFollows;
      dataFollows = false;
      return buffer;
    }

    /// Behind the data of a chunk it is the end of a line that is passed over, unseen.
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
