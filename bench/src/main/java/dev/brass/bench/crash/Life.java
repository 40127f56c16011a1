package dev.brass.bench.crash;

import dev.brass.server.fault.FaultPoint;
import java.time.Duration;

/// The time from one start of the server to its end.
///
/// @param orders how many new purchases the clients may begin in it
/// @param trouble what happens meanwhile
/// @param ending how it ends
record Life(int orders, Trouble trouble, Ending ending) {

  /// What a server has to live through without dying.
  enum Trouble {
    NONE,
    /// A process of PostgreSQL is killed, so that PostgreSQL ends every connection and recovers.
    DATABASE_CRASH,
    /// The server's process is stopped for longer than an attempt may take, and goes on.
    PAUSE
  }

  /// How a life ends.
  sealed interface Ending {

    /// The server dies by itself at a named place.
    ///
    /// @param times how often it is reached until then
    record AtFaultPoint(FaultPoint point, int times) implements Ending {}

    /// `kill -9`.
    ///
    /// @param answers how many purchases of this life are answered before
    /// @param delay from then on
    record Killed(int answers, Duration delay) implements Ending {}

    /// `kill -9` so long after the start of the process.
    record KilledWhileStarting(Duration delay) implements Ending {}

    /// SIGTERM, and `kill -9` so long after it.
    record KilledWhileDraining(int answers, Duration delay) implements Ending {}

    /// `kill -9` of the server and of every process of PostgreSQL at once: what was not written to
    /// the log of the database is gone.
    record PowerLost(int answers, Duration delay) implements Ending {}

    /// SIGTERM; it must end with 0 in time.
    record Drained(int answers) implements Ending {}
  }

  @Override
  public String toString() {
    String end =
        switch (ending) {
          case Ending.AtFaultPoint(var point, int times) -> "dies at %s:%d".formatted(point, times);
          case Ending.Killed(int answers, var delay) ->
              "killed %d ms after %d answers".formatted(delay.toMillis(), answers);
          case Ending.KilledWhileStarting(var delay) ->
              "killed %d ms after its start".formatted(delay.toMillis());
          case Ending.KilledWhileDraining(int answers, var delay) ->
              "killed %d ms into the drain after %d answers".formatted(delay.toMillis(), answers);
          case Ending.PowerLost(int answers, var delay) ->
              "killed with its database %d ms after %d answers"
                  .formatted(delay.toMillis(), answers);
          case Ending.Drained(int answers) -> "drained after %d answers".formatted(answers);
        };
    return trouble == Trouble.NONE ? end : trouble + ", then " + end;
  }
}
