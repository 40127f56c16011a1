package dev.brass.server.connect;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The run of a job, as seen by the calls to stores that it makes.
public interface CallingRun {

  /// A caller that cannot lose its job.
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

  /// Whether the run may still make an irrevocable call: its node is alive and still owns the job.
  /// Obtained on the thread of the run, and called on any thread.
  BooleanSupplier mayAct();

  /// Runs a call that may take long and needs no resource of this server meanwhile.
  <T> T outside(Supplier<T> call);
}
