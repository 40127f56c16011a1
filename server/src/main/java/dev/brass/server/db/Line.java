package dev.brass.server.db;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Calls that wait, and the threads that take them: at most the number of places, each takes a
/// group at a time. The threads belong to the line, so that no other code can interrupt them. A
/// thread does not wait for more calls than are there. Thread-safe.
final class Line<C extends Line.Takeable> {

  private final String name;
  private final int largest;
  private final Consumer<List<C>> work;
  private final Semaphore places;
  private final ConcurrentLinkedQueue<C> waiting = new ConcurrentLinkedQueue<>();

  /// A waiting call, until a thread takes it or it is withdrawn.
  interface Takeable {

    /// Takes it; false when it was withdrawn.
    boolean take();
  }

  /// A line.
  ///
  /// @param name of its threads
  /// @param atOnce the most groups at the same time
  /// @param largest the largest number of calls that are taken together
  /// @param work must not throw, and must come to an end
  Line(String name, int atOnce, int largest, Consumer<List<C>> work) {
    this.name = name;
    this.places = new Semaphore(atOnce);
    this.largest = largest;
    this.work = work;
  }

  void add(C call) {
    waiting.add(call);
    lead();
  }

  /// Starts a thread if there is a place for it. A thread that frees a place looks for calls that
  /// came meanwhile: they found no place because of it.
  private void lead() {
    if (!waiting.isEmpty() && places.tryAcquire()) {
      Thread.ofVirtual().name(name).start(this::takeAll);
    }
  }

  private void takeAll() {
    try {
      for (List<C> group = next(); !group.isEmpty(); group = next()) {
        work.accept(group);
      }
    } finally {
      places.release();
    }
    lead();
  }

  private List<C> next() {
    List<C> group = new ArrayList<>();
    for (C call; group.size() < largest && (call = waiting.poll()) != null; ) {
      if (call.take()) {
        group.add(call);
      }
    }
    return group;
  }
}
