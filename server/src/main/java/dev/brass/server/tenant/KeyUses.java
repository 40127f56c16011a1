package dev.brass.server.tenant;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The times of the last use of keys, written to the database once a minute for all of them
/// together. A crash loses the last minute. Thread-safe.
final class KeyUses implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Consumer<Map<UUID, Instant>> sink;
  private final ConcurrentHashMap<UUID, Instant> pending = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread writer = Thread.ofVirtual().name("key-uses").unstarted(this::write);

  KeyUses(Consumer<Map<UUID, Instant>> sink) {
    this.sink = sink;
    writer.start();
  }

  void add(UUID key, Instant at) {
    pending.merge(key, at, (earlier, later) -> later.isAfter(earlier) ? later : earlier);
  }

  private void write() {
    try {
      while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes the known times. A failure costs nothing but the accuracy of `last_used_at`.
  void flush() {
    Map<UUID, Instant> uses = new HashMap<>();
    pending.forEach(
        (key, at) -> {
          if (pending.remove(key, at)) {
            uses.put(key, at);
          }
        });
    if (uses.isEmpty()) {
      return;
    }
    try {
      sink.accept(uses);
    } catch (RuntimeException e) {
      LOG.warn("the last use of {} keys could not be written", uses.size(), e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    flush();
  }
}
