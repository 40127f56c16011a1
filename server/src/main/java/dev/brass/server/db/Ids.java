package dev.brass.server.db;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;

/// New identities: time-ordered UUIDs (version 7), so that rows made together are close together in
/// an index. The time in them is the machine's, whatever clock the rest uses; it orders, and only
/// the deletion of old messages and mails reads it.
public final class Ids {

  private static final NoArgGenerator GENERATOR = Generators.timeBasedEpochRandomGenerator();

  private Ids() {}

  public static UUID next() {
    return GENERATOR.generate();
  }

  /// A generator whose ids ascend, one after the other, also within a millisecond. Thread-safe.
  public static NoArgGenerator ascending() {
    return Generators.timeBasedEpochGenerator();
  }
}
