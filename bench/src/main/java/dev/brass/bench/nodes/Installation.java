package dev.brass.bench.nodes;

import dev.brass.bench.crash.SealedRows;
import dev.brass.bench.crash.ServerProcess;
import dev.brass.server.secret.Sealer;
import dev.brass.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Jdbi;

/// Several servers on one database, behind one address.
final class Installation implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final long WATCH_MILLIS = 300;
  private static final String MASTER_KEY = "BRASS_MASTER_KEY";

  private final Replicated database;
  private final Secret<String> masterKey;
  private final List<Node> nodes = new ArrayList<>();
  private final Balancer balancer;
  private volatile boolean over;

  /// One that is not started, but for its database.
  ///
  /// @param folder for their data and what they say; must be empty
  /// @param count how many servers
  Installation(Path folder, int count, long seed, Outside outside) throws IOException {
    this.database = new Replicated(Files.createDirectories(folder.resolve("database")));
    Random random = new Random(seed ^ 0x9e3779b9L);
    Map<String, String> settings = settings(outside, random);
    this.masterKey = Secret.of(Objects.requireNonNull(settings.get(MASTER_KEY)));
    for (int number = 1; number <= count; number++) {
      var way = database.way();
      Map<String, String> own = new TreeMap<>(settings);
      own.put("BRASS_DATABASE_URL", database.url(way));
      nodes.add(
          new Node(
              number,
              ServerProcess.freePort(random),
              folder.resolve("node-" + number),
              own,
              way,
              outside));
    }
    this.balancer =
        Balancer.open(() -> nodes.stream().filter(Node::serves).map(Node::port).toList());
    Thread.ofVirtual().name("supervisor").start(this::watch);
  }

  /// Starts the servers; the first one makes the tables and the keys.
  void start() throws IOException, InterruptedException {
    nodes.getFirst().start();
    if (!await(START, nodes.getFirst()::isUp)) {
      throw new IllegalStateException("the first node does not start");
    }
    startAll();
  }

  /// Short limits, so that doubts are settled soon; many attempts, so that no order runs out of
  /// them by our faults.
  private static Map<String, String> settings(Outside outside, Random random) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    Map<String, String> settings = new TreeMap<>(outside.settings());
    settings.put(MASTER_KEY, Base64.getEncoder().encodeToString(key));
    settings.put("BRASS_WALLET_MODE", "prepaid");
    settings.put("BRASS_ORDERS_PLACE_TIMEOUT", "2s");
    settings.put("BRASS_ORDERS_ATTEMPTS", Integer.toString(NodesAudit.MOST_ATTEMPTS));
    settings.put("BRASS_WEBHOOKS_ALLOW_PRIVATE", "true");
    settings.put("BRASS_WEBHOOKS_TIMEOUT", "1s");
    return settings;
  }

  /// Starts those that do not run, and waits until all have come up.
  void startAll() throws IOException, InterruptedException {
    for (Node node : nodes) {
      node.start();
    }
    if (!await(START, () -> nodes.stream().allMatch(Node::isUp))) {
      throw new IllegalStateException("not all nodes come up");
    }
  }

  private void watch() {
    try {
      while (!over) {
        Thread.sleep(WATCH_MILLIS);
        for (Node node : nodes) {
          node.watch();
        }
      }
    } catch (InterruptedException | IOException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until something is so; false if it takes too long.
  boolean await(Duration longest, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(50);
    }
    return true;
  }

  /// What opens the sealed values of a database.
  interface Sealed {
    Sealer of(Jdbi jdbi);
  }

  Sealer sealer(Jdbi jdbi) {
    return SealedRows.of(jdbi, masterKey, Path.of("unused"));
  }

  Replicated database() {
    return database;
  }

  List<Node> nodes() {
    return nodes;
  }

  Node node(int index) {
    return nodes.get(index);
  }

  /// Where clients reach the nodes.
  String url() {
    return balancer.url();
  }

  /// The keys of the first tenant.
  Path keys() {
    return nodes.getFirst().keys();
  }

  /// Kills all of it.
  @Override
  public void close() {
    over = true;
    nodes.forEach(Node::close);
    balancer.close();
    database.close();
  }
}
