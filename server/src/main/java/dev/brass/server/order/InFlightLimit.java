package dev.brass.server.order;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The default number of orders that a node may place at a time: high enough that slow stores do
/// not delay the others, low enough that the node survives when all of its stores hang.
///
/// A placement that waits for its store has its order, its thread and its connection to the store
/// in memory. Half of the heap is left for everything else, and half of the open files for the
/// clients of the server.
final class InFlightLimit {

  private static final int MOST = 10_000;
  private static final int FEWEST = 256;

  /// The heap that one placement over the network uses at most, as `bench inflight` measures it,
  /// with a margin.
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
  /// @param heap the largest heap, in bytes
  /// @param files the most files that the process may have open
  static int of(long heap, long files) {
    return Math.clamp(Math.min(heap / 2 / BYTES, files / 2), FEWEST, MOST);
  }
}
