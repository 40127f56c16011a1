package dev.brass.testkit;

import java.time.Instant;

/// A connector that reads the system's clock. It has a file of its own, because the kit reads class
/// files and follows what they refer to: in [Broken] it would spoil the others.
final class BrokenClock extends PaperConnector {
  @Override
  public String platform() {
    return Instant.now().isAfter(Instant.EPOCH) ? "paper" : "papyrus";
  }
}
