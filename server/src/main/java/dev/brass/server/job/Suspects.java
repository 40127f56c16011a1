package dev.brass.server.job;

import dev.brass.server.db.Database;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The care for jobs that were running when a process died: one of them may have ended it, such as
/// by taking all its memory, and it is unknown which. Thread-safe.
///
/// They run one at a time. One that was running in two crashes runs alone: everything else on this
/// node waits, for a time that gets longer with each crash, so that a job that takes long to end a
/// process is found, too. How it runs is on disk before it begins; so when the process dies again,
/// [Takeover] knows which job was running, and whether nothing else was. A job that ends a process
/// twice while nothing else runs is set aside ([JobState#SET_ASIDE]). A job that waits here has not
/// begun, and is not suspected further.
///
/// *A crash here* leaves marks of runs that did not begin: a job is then suspected once too often,
/// and runs alone.
final class Suspects {

  private static final Logger log = LoggerFactory.getLogger(Suspects.class);

  /// The time that other jobs wait for a suspect, by the number of processes that died while it
  /// ran.
  private static final List<Duration> PATIENCE =
      List.of(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMinutes(5));

  /// From so many on it runs alone.
  private static final int ALONE_FROM = 2;

  private static final Duration TICK = Duration.ofMillis(100);

  /// The time that a suspect waits for everything else to end; then it runs anyway, and a crash is
  /// not counted against it.
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  private final Database database;
  private final List<Duration> patience;
  private final TakeoverRepository repository = new TakeoverRepository();
  private final Semaphore turn = new Semaphore(1, true);
  private int running;
  private boolean alone;

  Suspects(Database database) {
    this(database, PATIENCE);
  }

  /// One with other patience, for tests.
  Suspects(Database database, List<Duration> patience) {
    this.database = database;
    this.patience = List.copyOf(patience);
  }

  /// A run that may begin; closed when it has ended.
  interface Entry extends AutoCloseable {
    @Override
    void close();
  }

  /// Waits until a job may begin; null when it must not any more.
  @Nullable Entry enter(Claim claim) {
    try {
      return isSuspect(claim) ? suspect(claim) : innocent(claim);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static boolean isSuspect(Claim claim) {
    // Placing waits for stores, hundreds of them at a time, and repeats no call that it had begun:
    // it is suspected only after two crashes.
    return claim.crashes() >= (claim.limit().kind().neverSetAside() ? ALONE_FROM : 1);
  }

  private @Nullable Entry innocent(Claim claim) throws InterruptedException {
    synchronized (this) {
      while (alone) {
        if (claim.interrupted()) {
          return null;
        }
        wait(TICK.toMillis());
      }
      running++;
    }
    return this::left;
  }

  private synchronized void left() {
    running--;
    notifyAll();
  }

  private @Nullable Entry suspect(Claim claim) throws InterruptedException {
    while (!turn.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
      if (claim.interrupted()) {
        return null;
      }
    }
    Run run = new Run(claim);
    try {
      boolean solitary = claim.crashes() >= ALONE_FROM && waitForOthers(claim);
      if (claim.interrupted()) {
        run.close();
        return null;
      }
      run.begin(solitary);
      return run;
    } catch (InterruptedException | RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /// Keeps others from beginning, and waits until none runs; false when that took too long.
  private synchronized boolean waitForOthers(Claim claim) throws InterruptedException {
    alone = true;
    long until = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (running > 0 && until - System.nanoTime() > 0 && !claim.interrupted()) {
      wait(TICK.toMillis());
    }
    return running == 0;
  }

  private synchronized void letOthersIn() {
    alone = false;
    notifyAll();
  }

  /// The run of one that is watched.
  private final class Run implements Entry {

    private final Claim claim;
    private boolean over;
    private boolean counted;

    Run(Claim claim) {
      this.claim = claim;
    }

    void begin(boolean solitary) {
      int crashes = claim.crashes();
      log.warn(
          "Runs job {} ({}) {}: {} processes in a row died while it ran",
          claim.id(),
          claim.job().kind(),
          solitary ? "alone" : "with no other suspect",
          crashes);
      mark(solitary ? TakeoverRepository.ALONE : TakeoverRepository.BESIDE);
      Duration longest = patience.get(Math.min(crashes, patience.size()) - 1);
      Thread.ofVirtual().name("job-suspect").start(() -> share(longest, solitary));
    }

    private void mark(int how) {
      database.jdbi().useHandle(handle -> repository.watch(handle, claim.node(), claim.id(), how));
    }

    /// Lets others begin when it has run for long enough: from then on it does not run alone.
    private void share(Duration longest, boolean solitary) {
      try {
        synchronized (this) {
          long until = System.nanoTime() + longest.toNanos();
          while (!over && until - System.nanoTime() > 0) {
            wait(Math.max(1, Duration.ofNanos(until - System.nanoTime()).toMillis()));
          }
          if (over) {
            return;
          }
        }
        if (solitary) {
          mark(TakeoverRepository.BESIDE);
        }
        free();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        log.warn("Could not note how job {} runs; others wait for its end", claim.id(), e);
      }
    }

    /// The job continues as one of many.
    private synchronized void free() {
      if (!over) {
        over = true;
        counted = true;
        synchronized (Suspects.this) {
          running++;
        }
        letOthersIn();
        turn.release();
      }
    }

    @Override
    public void close() {
      synchronized (this) {
        if (!over) {
          over = true;
          letOthersIn();
          turn.release();
        }
        notifyAll();
      }
      if (counted) {
        left();
      }
    }
  }
}
