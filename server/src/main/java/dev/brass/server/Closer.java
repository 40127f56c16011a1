package dev.brass.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Resources to close, in the reverse of the order in which they were made. Used by one thread at a
/// time.
final class Closer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

  private final Deque<Part> made = new ArrayDeque<>();

  /// Something to close, and its name for the message when that fails.
  private record Part(String name, AutoCloseable closing) {}

  <T extends AutoCloseable> T add(String name, T closing) {
    made.push(new Part(name, closing));
    return closing;
  }

  /// Closes everything, even when some resources cannot be closed.
  @Override
  public void close() {
    while (!made.isEmpty()) {
      Part part = made.pop();
      try {
        part.closing().close();
      } catch (Exception e) {
        LOG.warn("{} did not close cleanly", part.name(), e);
      }
    }
  }
}
