package dev.brass.bench.nodes;

import dev.brass.testkit.SilentProxy;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// What makes the faults of a plan happen. Those that last go on while the next ones begin, but for
/// a silence of the database, which ends before the database is lost.
final class Faults implements AutoCloseable {

  private static final Duration NOTICED = Duration.ofMinutes(2);
  private static final int FLOOD = 40;

  /// How many answers there are at least that will be forgotten.
  private static final int TO_BE_FORGOTTEN = 5;

  /// A node's mark of the history is three seconds old at most: what was lost is noticed by a node
  /// that has written two of them since the snapshot.
  private static final int MARKS = 2;

  private final Installation installation;
  private final Outside outside;
  private final Clients clients;
  private final Promises promises;
  private final NodesRepository repository;
  private final ReentrantLock history;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
  private final Set<UUID> losses = new HashSet<>();
  private final AtomicInteger lasting = new AtomicInteger();
  private final AtomicInteger silentDatabases = new AtomicInteger();
  private final AtomicInteger troubledStores = new AtomicInteger();
  private volatile long calmSince = System.nanoTime();

  /// None has happened.
  ///
  /// @param history held while the database goes on with another history
  Faults(
      Installation installation,
      Outside outside,
      Clients clients,
      Promises promises,
      NodesRepository repository,
      ReentrantLock history) {
    this.installation = installation;
    this.outside = outside;
    this.clients = clients;
    this.promises = promises;
    this.repository = repository;
    this.history = history;
  }

  /// How many happened, by kind.
  Map<FaultKind, Integer> counts() {
    return counts;
  }

  /// For how long nothing was wrong between nodes and stores.
  Duration calm() {
    return troubledStores.get() > 0
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - calmSince);
  }

  /// Makes one happen. Returns when it lasts or is over.
  ///
  /// @param share how many orders clients may begin meanwhile
  void happen(Fault fault, int share) throws IOException, SQLException, InterruptedException {
    counts.merge(fault.kind(), 1, Integer::sum);
    Node node = installation.node(fault.node());
    if (fault.kind().isOfHistory()) {
      loseHistory(fault, share);
      return;
    }
    clients.mayBegin(share);
    switch (fault.kind()) {
      case KILLED -> {
        node.kill();
        later(fault, node::start);
      }
      case DATABASE_SILENT -> {
        silentDatabases.incrementAndGet();
        node.database().fallSilent();
        later(
            fault,
            () -> {
              if (fault.lasts().toMillis() % 2 == 0) {
                node.database().cut();
              }
              node.database().speak();
              silentDatabases.decrementAndGet();
            });
      }
      case STORE_SILENT -> {
        SilentProxy way = node.way(fault.shop());
        // What was sent into the silence never arrives: what may arrive later than a store says is
        // nothing that a server could find out.
        trouble(
            fault,
            way::fallSilent,
            () -> {
              way.cut();
              way.speak();
            });
      }
      case STORE_HANGS ->
          trouble(fault, outside.shop(fault.shop())::hang, outside.shop(fault.shop())::resume);
      case STOPPED -> {
        node.signal("STOP");
        later(fault, () -> node.signal("CONT"));
      }
      case CLOCK_WRONG -> {
        drain(node);
        node.set(fault.lasts(), Node.Manner.COMMON);
        node.start();
      }
      case CONFIGURED_OTHERWISE -> {
        drain(node);
        node.set(Duration.ZERO, Node.Manner.OTHER);
        node.start();
        later(
            fault,
            () -> {
              drain(node);
              node.set(Duration.ZERO, Node.Manner.COMMON);
              node.start();
            });
      }
      case STORE_FLOODED -> clients.flood(FLOOD);
      case RESTORED, FAILED_OVER, FAILED_OVER_WITH_LOSS ->
          throw new IllegalArgumentException(fault.toString());
    }
  }

  private interface Step {
    void take() throws IOException, InterruptedException;
  }

  /// Takes a step when a fault has lasted long enough.
  private void later(Fault fault, Step step) {
    lasting.incrementAndGet();
    threads.execute(
        () -> {
          try {
            Thread.sleep(fault.lasts());
            step.take();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (IOException | RuntimeException e) {
            promises.flaw("the end of '%s' failed: %s".formatted(fault, e));
          } finally {
            lasting.decrementAndGet();
          }
        });
  }

  private void trouble(Fault fault, Runnable begin, Runnable end) {
    troubledStores.incrementAndGet();
    begin.run();
    later(
        fault,
        () -> {
          end.run();
          calmSince = System.nanoTime();
          troubledStores.decrementAndGet();
        });
  }

  /// With a database that is silent it may not end in time, and is killed then.
  private void drain(Node node) throws InterruptedException {
    if (!node.terminate() && silentDatabases.get() == 0 && !history.isLocked()) {
      promises.flaw("node at port %d did not end in time".formatted(node.port()));
    }
  }

  /// The database goes on with another history. Over when the servers have noticed.
  private void loseHistory(Fault fault, int share)
      throws IOException, SQLException, InterruptedException {
    if (!installation.await(NOTICED, () -> silentDatabases.get() == 0)) {
      throw new IllegalStateException("the database is silent for too long");
    }
    Replicated database = installation.database();
    long since = System.nanoTime();
    switch (fault.kind()) {
      case RESTORED -> {
        database.takeSnapshot();
        Map<UUID, Long> marks = repository.marks();
        buy(fault, share);
        awaitMarks(marks);
      }
      case FAILED_OVER_WITH_LOSS -> {
        database.awaitCaughtUp();
        database.lag();
        buy(fault, share);
      }
      default -> clients.mayBegin(share);
    }
    history.lock();
    try {
      losses.addAll(repository.losses());
      if (fault.kind() == FaultKind.RESTORED) {
        database.restore();
      } else {
        database.failOver();
      }
      promises.lostSince(fault.kind() == FaultKind.FAILED_OVER ? System.nanoTime() : since);
      awaitNoticed(fault);
    } finally {
      history.unlock();
    }
  }

  /// Lets clients buy what will be forgotten.
  private void buy(Fault fault, int share) throws InterruptedException {
    int answered = promises.answered();
    clients.mayBegin(share);
    Thread.sleep(fault.lasts());
    installation.await(
        NOTICED, () -> promises.answered() >= answered + Math.min(share, TO_BE_FORGOTTEN));
  }

  /// Waits until a node has looked so often how far the history has come.
  private void awaitMarks(Map<UUID, Long> before) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + NOTICED.toNanos();
    while (repository.marks().entrySet().stream()
        .noneMatch(m -> m.getValue() >= before.getOrDefault(m.getKey(), 0L) + MARKS)) {
      if (System.nanoTime() > deadline) {
        promises.flaw("no node keeps its mark");
        return;
      }
      Thread.sleep(100);
    }
  }

  private void awaitNoticed(Fault fault) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + NOTICED.toNanos();
    while (losses.containsAll(repository.losses())) {
      if (System.nanoTime() > deadline) {
        promises.flaw("no node has noticed that " + fault);
        return;
      }
      Thread.sleep(100);
    }
  }

  /// Waits until none lasts.
  boolean areOver(Duration longest) throws InterruptedException {
    return installation.await(longest, () -> lasting.get() == 0);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
