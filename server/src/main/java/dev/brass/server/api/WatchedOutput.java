package dev.brass.server.api;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// An answer that is written while it is produced, to a client that may read slowly. Used by one
/// thread.
final class WatchedOutput extends FilterOutputStream {

  private final WatchedConnection connection;
  private long waited;
  private long taken;

  WatchedOutput(OutputStream out, WatchedConnection connection) {
    super(out);
    this.connection = connection;
    connection.makes();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    long begun = System.nanoTime();
    connection.writes(waited, taken);
    out.write(bytes, offset, length);
    connection.makes();
    waited += System.nanoTime() - begun;
    taken += length;
  }

  /// Closing does not end the answer: the writer of a part may close the stream and fail
  /// afterwards.
  @Override
  public void close() throws IOException {
    flush();
  }

  /// Ends the answer.
  void finish() throws IOException {
    connection.writes(waited, taken);
    out.close();
  }
}
