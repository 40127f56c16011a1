package dev.brass.testkit.instant;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// What a shop does with the next calls of a kind, and with those after them. Thread-safe; costs
/// one volatile read where nothing special waits.
///
/// @param <T> what can be done with a call
final class Script<T> {
  private static final int MOST = 10_000;

  private final Queue<T> next = new ArrayDeque<>();
  private volatile boolean special;
  private volatile T usual;

  Script(T usual) {
    this.usual = usual;
  }

  void next(List<T> treatments) {
    synchronized (next) {
      if (next.size() + treatments.size() > MOST) {
        throw new IllegalStateException("more than " + MOST + " treatments wait for their call");
      }
      next.addAll(treatments);
      special = !next.isEmpty();
    }
  }

  void always(T treatment) {
    usual = treatment;
  }

  T take() {
    if (!special) {
      return usual;
    }
    synchronized (next) {
      T first = next.poll();
      special = !next.isEmpty();
      return first == null ? usual : first;
    }
  }
}
