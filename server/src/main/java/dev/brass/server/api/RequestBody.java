package dev.brass.server.api;

import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The body of a request as it comes in, with the HTTP server's errors in the words of all APIs.
/// Used by one thread.
final class RequestBody extends FilterInputStream {

  private final int largest;
  private boolean broken;

  RequestBody(InputStream body, int largest) {
    super(body);
    this.largest = largest;
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (RuntimeException e) {
      throw problem(e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return super.read(bytes, offset, length);
    } catch (RuntimeException e) {
      throw problem(e);
    }
  }

  private IOException problem(RuntimeException e) {
    broken = true;
    if (e instanceof RequestException refused
        && refused.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413)) {
      throw RequestProblem.tooLarge(largest);
    }
    return new IOException("the body broke off", e);
  }

  /// Whether it could not be read to its end, so that nobody knows where a next request begins.
  boolean isBroken() {
    return broken;
  }
}
