package dev.brass.server.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// The body of a request as a stream, with the HTTP server's errors translated for all APIs. Used
/// by one thread.
final class RequestBody extends FilterInputStream {

  private final int largest;
  private long count;
  private boolean broken;

  RequestBody(InputStream body, int largest) {
    super(body);
    this.largest = largest;
  }

  /// A body whose declared length is too large: nothing is read.
  static RequestBody tooLarge(int largest) {
    RequestBody body = new RequestBody(nullInputStream(), largest);
    body.broken = true;
    body.count = largest + 1L;
    return body;
  }

  /// A body in an encoding that this server does not support: nothing is read.
  static RequestBody encoded(String encoding) {
    RequestBody body = new RequestBody(new Unread(encoding), 0);
    body.broken = true;
    return body;
  }

  /// A compressed body. The limit applies to the uncompressed size.
  static RequestBody packed(InputStream body, int largest) {
    return new RequestBody(new Unpacked(body), largest);
  }

  /// Decompresses from the first read on, so that an unused body is not requested from the client.
  private static final class Unpacked extends InputStream {

    private final InputStream packed;
    private @Nullable InputStream open;

    Unpacked(InputStream packed) {
      this.packed = packed;
    }

    private InputStream open() throws IOException {
      InputStream stream = open;
      if (stream == null) {
        stream = new GZIPInputStream(packed);
        open = stream;
      }
      return stream;
    }

    @Override
    public int read() throws IOException {
      return open().read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return open().read(bytes, offset, length);
    }
  }

  /// A stream that refuses to be read.
  @SuppressWarnings("InputStreamSlowMultibyteRead") // no byte is read
  private static final class Unread extends InputStream {

    private final String encoding;

    Unread(String encoding) {
      this.encoding = encoding;
    }

    @Override
    public int read() {
      throw new RequestProblem(
          RequestProblem.Kind.ENCODED,
          "its Content-Encoding is '"
              + encoding
              + "'; this server accepts gzip, and bodies without encoding",
          null);
    }
  }

  @Override
  public int read() throws IOException {
    try {
      int read = super.read();
      return counted(read < 0 ? 0 : 1, read);
    } catch (ZipException e) {
      throw notPacked(e);
    } catch (RuntimeException e) {
      throw problem(e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int read = super.read(bytes, offset, length);
      return counted(Math.max(read, 0), read);
    } catch (ZipException e) {
      throw notPacked(e);
    } catch (RuntimeException e) {
      throw problem(e);
    }
  }

  private int counted(int bytes, int read) {
    count += bytes;
    if (count > largest) {
      broken = true;
      throw RequestProblem.tooLarge(largest);
    }
    return read;
  }

  private RequestProblem notPacked(ZipException e) {
    broken = true;
    return new RequestProblem(
        RequestProblem.Kind.NOT_TEXT, "the body is not gzip, as its Content-Encoding says", e);
  }

  private IOException problem(RuntimeException e) {
    if (e instanceof RequestProblem told) {
      throw told;
    }
    broken = true;
    if (e instanceof WatchedConnection.TooManyBytes) {
      throw RequestProblem.tooLarge(largest);
    }
    return new IOException("the body ended too early", e);
  }

  /// Whether the body is not read to its end, so that the start of a next request is unknown.
  boolean isBroken() {
    return broken;
  }
}
