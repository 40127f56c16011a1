package dev.brass.server.cli;

import dev.brass.server.Server;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of a process with a server: from its start until a signal ends it, or it cannot
/// continue. A process has one. Thread-safe.
///
/// A signal drains the server and the process then ends with 0, which the JVM would not do by
/// itself. One that comes while the server is being started ends the start, which undoes what it
/// has begun, and the process with 0 as well. When the end takes longer than allowed, the process
/// ends anyway, with 1. A server that cannot continue ends with [Cli#GAVE_UP].
public final class Foreground {

  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);
  private static final Set<String> COMMANDS = Set.of("up", "demo");
  private static final long LONGEST_DRAIN_SECONDS = 9;

  /// The time for which it reports that it is not live before it ends by itself.
  private static final Duration HOPELESS = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private static @Nullable Foreground current;

  private final CountDownLatch settled = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Server server;
  private volatile boolean gaveUp;

  /// Guarded by this, as the two below.
  private @Nullable Thread starter;

  private boolean ending;
  private boolean over;

  private Foreground() {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("drain").unstarted(this::end));
  }

  /// Handles signals from now on, for a command that is going to start a server.
  ///
  /// @param arguments of the command line
  public static void begin(String... arguments) {
    if (arguments.length > 0 && COMMANDS.contains(arguments[0])) {
      current();
    }
  }

  /// The foreground of this process.
  static synchronized Foreground current() {
    Foreground foreground = current;
    if (foreground == null) {
      foreground = new Foreground();
      current = foreground;
    }
    return foreground;
  }

  /// Leaves the exit code to the caller: the command has ended by itself.
  public static synchronized void over() {
    Foreground foreground = current;
    if (foreground != null) {
      foreground.leave();
    }
  }

  private synchronized void leave() {
    over = !ending && !gaveUp;
  }

  /// Starts the server.
  ///
  /// @throws RuntimeException of the start
  Server start(Supplier<Server> start) {
    synchronized (this) {
      if (ending) {
        throw new IllegalStateException("ended before the server was started");
      }
      starter = Thread.currentThread();
    }
    try {
      Server started = start.get();
      server = started;
      return started;
    } finally {
      settled.countDown();
    }
  }

  /// Run by the JVM when a signal came, or when the command ends by itself.
  private void end() {
    Thread interrupted;
    synchronized (this) {
      if (over) {
        return;
      }
      ending = true;
      interrupted = settled.getCount() > 0 ? starter : null;
      if (starter == null) {
        Runtime.getRuntime().halt(Cli.OK);
      }
    }
    if (interrupted != null) {
      interrupted.interrupt();
    }
    Thread closing = Thread.ofPlatform().daemon().name("close").start(this::close);
    boolean drained = joined(closing);
    ended.countDown();
    Runtime.getRuntime().halt(gaveUp ? Cli.GAVE_UP : drained ? Cli.OK : Cli.FAILED);
  }

  private void close() {
    try {
      settled.await();
      Server started = server;
      if (started != null) {
        started.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
  /// @param running the server that was started here
  /// @throws GaveUpException when the server cannot continue: then the process must end
  void await(Server running) {
    try {
      int hopeless = 0;
      while (!ended.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
        Optional<String> why = running.hopeless();
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
