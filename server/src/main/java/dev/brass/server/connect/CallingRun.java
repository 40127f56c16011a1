package dev.brass.server.connect;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What calls to stores must know of the run of a job that makes them.
public interface CallingRun {

  /// Callers that nobody can take anything from.
  CallingRun NONE =
      new CallingRun() {
        @Override
        public BooleanSupplier mayAct() {
          return () -> true;
        }

        @Override
        public <T> T outside(Supplier<T> call) {
          return call.get();
        }
      };

  /// Whether the run may still do what cannot be undone: its node lives, and the job is its own.
  /// Taken on the thread of the run, and asked on any thread.
  BooleanSupplier mayAct();

  /// Carries out a call that may take long and needs nothing of this server meanwhile.
  <T> T outside(Supplier<T> call);
}
