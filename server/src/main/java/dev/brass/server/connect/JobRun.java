package dev.brass.server.connect;

import dev.brass.server.job.Run;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The run of a job, as seen by calls to stores. Thread-safe.
public final class JobRun implements CallingRun {

  @Override
  public BooleanSupplier mayAct() {
    Run run = Run.current();
    return run::isMine;
  }

  @Override
  public <T> T outside(Supplier<T> call) {
    return Run.outside(call::get);
  }
}
