package dev.brass.server.quota;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Waiting lines, one for each key, each with a limit of concurrent work. A line exists as long as
/// a caller is in it. Thread-safe.
///
/// @param <K> the owner of the line; needs `equals`
public final class Lines<K> {

  private final int atOnce;
  private final ConcurrentHashMap<K, Line> lines = new ConcurrentHashMap<>();

  /// Lines.
  ///
  /// @param atOnce how many of each get through at a time
  public Lines(int atOnce) {
    this.atOnce = atOnce;
  }

  private static final class Line {
    private final Semaphore turn;
    private int length;

    Line(int atOnce) {
      this.turn = new Semaphore(atOnce, true);
    }
  }

  /// Waits for the next turn of a line; false when it does not come in time. Ended by [#leave].
  ///
  /// @param until in [System#nanoTime]
  public boolean enter(K key, long until) throws InterruptedException {
    Line line =
        lines.compute(
            key,
            (_, there) -> {
              Line mine = there == null ? new Line(atOnce) : there;
              mine.length++;
              return mine;
            });
    boolean entered = false;
    try {
      entered = line.turn.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } finally {
      if (!entered) {
        shorten(key);
      }
    }
    return entered;
  }

  /// Lets the next one through.
  public void leave(K key) {
    Line line = lines.get(key);
    if (line != null) {
      line.turn.release();
      shorten(key);
    }
  }

  private void shorten(K key) {
    lines.computeIfPresent(key, (_, mine) -> --mine.length == 0 ? null : mine);
  }

  /// The number of lines.
  int size() {
    return lines.size();
  }
}
