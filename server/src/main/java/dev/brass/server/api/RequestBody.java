package dev.brass.server.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The body of a request as it comes in, with the HTTP server's errors in the words of all APIs.
/// Used by one thread.
final class RequestBody extends FilterInputStream {

  private final int largest;
  private long count;
  private boolean broken;

  RequestBody(InputStream body, int largest) {
    super(body);
    this.largest = largest;
  }

  /// One that says that it is too large: none of it is read.
  static RequestBody tooLarge(int largest) {
    RequestBody body = new RequestBody(nullInputStream(), largest);
    body.broken = true;
    body.count = largest + 1L;
    return body;
  }

  @Override
  public int read() throws IOException {
    try {
      int read = super.read();
      return counted(read < 0 ? 0 : 1, read);
    } catch (RuntimeException e) {
      throw problem(e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      int read = super.read(bytes, offset, length);
      return counted(Math.max(read, 0), read);
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

  private IOException problem(RuntimeException e) {
    if (e instanceof RequestProblem told) {
      throw told;
    }
    broken = true;
    if (e instanceof WatchedConnection.TooManyBytes) {
      throw RequestProblem.tooLarge(largest);
    }
    return new IOException("the body broke off", e);
  }

  /// Whether it is not read to its end, so that nobody knows where a next request begins.
  boolean isBroken() {
    return broken;
  }
}
