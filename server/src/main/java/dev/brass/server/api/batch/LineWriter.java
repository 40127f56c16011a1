package dev.brass.server.api.batch;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// Lines that are sent to a client. Closing it leaves the stream open. Used by one thread.
final class LineWriter implements AutoCloseable {

  private final BufferedOutputStream out;

  LineWriter(OutputStream out) {
    this.out = new BufferedOutputStream(out, 64 * 1024);
  }

  void write(byte[] line) {
    try {
      out.write(line);
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
