package dev.brass.server.db;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The loop around a change that is saved only if its row is still as it was read (`where version =
/// :read`): when another writer was faster, the row is read and the change decided again.
///
/// @param most how often it is decided; rows change only a few times in a short while
public record OptimisticLoop(int most) {

  /// The result of the first decision that was saved; empty when another writer was faster each
  /// time.
  ///
  /// @param first what the first decision is about
  /// @param read reads it again
  /// @param decide decides and saves; empty when another writer was faster
  public <R, T> Optional<T> run(R first, Supplier<R> read, Function<R, Optional<T>> decide) {
    R current = first;
    for (int tries = 1; ; tries++) {
      Optional<T> result = decide.apply(current);
      if (result.isPresent() || tries >= most) {
        return result;
      }
      current = read.get();
    }
  }
}
