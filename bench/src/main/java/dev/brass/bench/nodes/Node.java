package dev.brass.bench.nodes;

import dev.brass.bench.crash.ServerProcess;
import dev.brass.testkit.SilentProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One of the servers, with a folder, a port, and ways to the database and to each store of its
/// own. What dies by itself is started again, as by whatever watches over it in production.
/// Thread-safe.
final class Node implements AutoCloseable {

  private static final Duration DRAIN = Duration.ofSeconds(12);

  /// Something is wrong with a node that ends by itself more often.
  private static final int MOST_ENDS = 30;

  private final int number;
  private final int port;
  private final Path folder;
  private final Map<String, String> settings;
  private final SilentProxy database;
  private final Map<Shop, SilentProxy> ways = new EnumMap<>(Shop.class);
  private final List<String> ends = new ArrayList<>();
  private Duration clock = Duration.ZERO;
  private Manner manner = Manner.COMMON;
  private int life;
  private boolean wanted;
  private @Nullable ServerProcess process;

  /// How it is configured.
  enum Manner {
    COMMON,
    /// It takes no requests, and does not know the store that is paced.
    OTHER
  }

  /// One that is not started.
  ///
  /// @param number from 1
  /// @param folder for its data and what it says
  /// @param settings that all nodes have in common
  /// @param database the way to it
  Node(
      int number,
      int port,
      Path folder,
      Map<String, String> settings,
      SilentProxy database,
      Outside outside)
      throws IOException {
    this.number = number;
    this.port = port;
    this.folder = Files.createDirectories(folder);
    this.settings = settings;
    this.database = database;
    for (Shop shop : Shop.values()) {
      ways.put(shop, SilentProxy.to(outside.address(shop)));
    }
    for (Manner each : Manner.values()) {
      Files.writeString(config(each), stores(each));
    }
  }

  private Path config(Manner of) {
    return folder.resolve(of.name().toLowerCase(Locale.ROOT) + ".yaml");
  }

  private String stores(Manner of) {
    StringBuilder text = new StringBuilder("profile: development\nstores:\n");
    for (Shop shop : Shop.values()) {
      if (of == Manner.COMMON || shop != Shop.PACED) {
        text.append(shop.setting(way(shop).port()));
      }
    }
    return text.toString();
  }

  SilentProxy database() {
    return database;
  }

  SilentProxy way(Shop shop) {
    return Objects.requireNonNull(ways.get(shop));
  }

  /// Where the keys of the first tenant are, if this node was the first.
  Path keys() {
    return data().resolve("keys.json");
  }

  private Path data() {
    return folder.resolve("data");
  }

  int port() {
    return port;
  }

  /// From now on, whenever it starts.
  synchronized void set(Duration wrongBy, Manner configuration) {
    clock = wrongBy;
    manner = configuration;
  }

  /// Starts it, if it does not run.
  synchronized void start() throws IOException {
    wanted = true;
    if (process == null || !process.isAlive()) {
      launch();
    }
  }

  private void launch() throws IOException {
    life++;
    Map<String, String> all = new TreeMap<>(settings);
    all.put("BRASS_PORT", Integer.toString(port));
    all.put("BRASS_DATA", data().toString());
    all.put("BRASS_CONFIG", config(manner).toString());
    if (manner == Manner.OTHER) {
      all.put("BRASS_ROLES", "worker");
    }
    process =
        ServerProcess.start(
            all,
            List.of("-Dbrass.clock=" + clock, "-Xmx384m"),
            folder.resolve("life-%02d.log".formatted(life)));
  }

  /// Starts it again if it has ended by itself; told now and then.
  synchronized void watch() throws IOException {
    if (wanted && process != null && !process.isAlive() && ends.size() < MOST_ENDS) {
      ends.add("life %d of node %d ended with %d".formatted(life, number, process.exitCode()));
      launch();
    }
  }

  /// How lives ended that nobody ended.
  synchronized List<String> ends() {
    return List.copyOf(ends);
  }

  /// Whether it takes requests, as far as its process has said so.
  synchronized boolean serves() {
    return manner == Manner.COMMON && isUp();
  }

  /// Whether its process has come up and lives.
  synchronized boolean isUp() {
    try {
      return process != null && process.isAlive() && process.awaitReady(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// `kill -9`.
  synchronized void kill() throws InterruptedException {
    wanted = false;
    if (process != null && process.isAlive()) {
      process.kill();
    }
  }

  /// Ends it as an operator does; gives whether it ended in time.
  boolean terminate() throws InterruptedException {
    ServerProcess running;
    synchronized (this) {
      wanted = false;
      running = process;
    }
    if (running == null || !running.isAlive()) {
      return true;
    }
    running.signal("CONT");
    running.terminate();
    boolean inTime = running.awaitEnd(DRAIN);
    kill();
    return inTime;
  }

  /// Stops the process, or lets it go on; nothing if it does not live.
  synchronized void signal(String name) throws InterruptedException {
    if (process != null && process.isAlive()) {
      process.signal(name);
    }
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ways.values().forEach(SilentProxy::close);
  }
}
