package dev.brass.server.cli;

import dev.brass.server.Server;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of a server in the foreground: until a signal ends it, or it cannot go on. The signal
/// drains it and the process then ends with 0, which the JVM would not do by itself; a drain that
/// takes longer than allowed ends it all the same. One that cannot go on ends with
/// [Cli#GAVE_UP].
final class Foreground {

  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);
  private static final long LONGEST_DRAIN_SECONDS = 9;

  /// So long it says that it is not live before it ends by itself.
  private static final Duration HOPELESS = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Server server;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean gaveUp;

  Foreground(Server server) {
    this.server = server;
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
                      Runtime.getRuntime()
                          .halt(gaveUp ? Cli.GAVE_UP : drained ? Cli.OK : Cli.FAILED);
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
  ///
  /// @throws GaveUpException when the server cannot go on: then the process is to be ended
  void await() {
    try {
      int hopeless = 0;
      while (!ended.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
        Optional<String> why = server.hopeless();
        hopeless = why.isEmpty() ? 0 : hopeless + 1;
        if (hopeless > HOPELESS.dividedBy(LOOK)) {
          gaveUp = true;
          LOG.error("{}; the server ends", why.get());
          throw new GaveUpException(why.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
