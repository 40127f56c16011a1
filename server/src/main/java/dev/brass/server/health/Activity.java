package dev.brass.server.health;

import dev.brass.server.health.Health.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Work that must make progress: a loop that reports at each round that it lives ([#alive]), or
/// pieces of work that each must end ([#begin]). An activity uses one of the two. Thread-safe.
public final class Activity {

  private final String name;
  private final Duration late;
  private final Duration hopeless;
  private final LongSupplier nanoTime;
  private final Set<Piece> underWay = ConcurrentHashMap.newKeySet();
  // Of a loop; a piece of work has its own.
  private volatile boolean looping;
  private volatile long lastRound;

  Activity(String name, Duration late, Duration hopeless, LongSupplier nanoTime) {
    if (!late.isPositive() || hopeless.compareTo(late) <= 0) {
      throw new IllegalArgumentException("not limits: " + late + ", " + hopeless);
    }
    this.name = name;
    this.late = late;
    this.hopeless = hopeless;
    this.nanoTime = nanoTime;
  }

  /// Says that a loop has just done a round, or begins.
  public void alive() {
    lastRound = nanoTime.getAsLong();
    looping = true;
  }

  /// Says that a loop has ended on purpose.
  public void stopped() {
    looping = false;
  }

  /// Begins a piece of work, which ends when it is closed.
  public Piece begin() {
    Piece piece = new Piece(nanoTime.getAsLong());
    underWay.add(piece);
    return piece;
  }

  /// A piece of running work. Two that begin at once are not equal.
  public final class Piece implements AutoCloseable {

    private final long begun;

    private Piece(long begun) {
      this.begun = begun;
    }

    @Override
    public void close() {
      underWay.remove(this);
    }
  }

  Optional<Problem> problem() {
    long now = nanoTime.getAsLong();
    long oldest = looping ? now - lastRound : 0;
    for (Piece piece : underWay) {
      oldest = Math.max(oldest, now - piece.begun);
    }
    Duration stood = Duration.ofNanos(oldest);
    return stood.compareTo(late) <= 0
        ? Optional.empty()
        : Optional.of(
            new Problem(
                name,
                name + " has not got on for " + stood.toSeconds() + " s",
                stood.compareTo(hopeless) > 0));
  }
}
