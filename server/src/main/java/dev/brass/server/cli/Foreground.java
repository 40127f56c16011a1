package dev.brass.server.cli;

import dev.brass.server.Server;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The life of a server in the foreground: until a signal ends it. The signal drains it and the
/// process then ends with 0, which the JVM would not do by itself; a drain that takes longer than
/// allowed ends it all the same.
final class Foreground {

  private static final long LONGEST_DRAIN_SECONDS = 9;

  private final CountDownLatch ended = new CountDownLatch(1);

  Foreground(Server server) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("drain")
                .unstarted(
                    () -> {
                      Thread closing =
                          Thread.ofPlatform().daemon().name("close").start(server::close);
                      boolean drained = joined(closing);
                      ended.countDown();
                      Runtime.getRuntime().halt(drained ? 0 : 1);
                    }));
  }

  private static boolean joined(Thread closing) {
    try {
      closing.join(TimeUnit.SECONDS.toMillis(LONGEST_DRAIN_SECONDS));
    } catch (InterruptedException e) {
      // The process is ending anyway.
    }
    return !closing.isAlive();
  }

  /// Returns only when the process ends.
  void await() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
