package dev.brass.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many orders a node may place at a time when its operator does not say: so many that slow
/// stores do not keep others from being asked, and so few that the node stands it when all of its
/// stores hang.
///
/// A placement that waits for its store has its order, its thread and its connection to the store
/// in memory. Half of the heap is left for everything else, and half of the open files for the
/// clients of the server.
final class InFlightLimit {

  private static final int MOST = 10_000;
  private static final int FEWEST = 256;

  /// What one placement over the network takes of the heap at most, as `bench inflight` measures
  /// it, with some to spare.
  private static final long BYTES = 64 * 1024;

  private InFlightLimit() {}

  static int ofThisProcess() {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Long.MAX_VALUE;
    return of(Runtime.getRuntime().maxMemory(), files);
  }

  /// The limit of a process.
  ///
  /// @param heap the most bytes of it
  /// @param files how many it may have open
  static int of(long heap, long files) {
    return Math.clamp(Math.min(heap / 2 / BYTES, files / 2), FEWEST, MOST);
  }
}
