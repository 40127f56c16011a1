package dev.brass.bench.crash;

import dev.brass.bench.crash.Life.Ending;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One server that lives again and again, at one port and over one folder of data, and what is told
/// of it. Used by one thread, apart from [#close].
final class Lives implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Path folder;
  private final Map<String, String> settings;
  private final PrintStream out;
  private final int port;
  private final long begun = System.nanoTime();
  private int life;
  private @Nullable ServerProcess server;

  /// None yet.
  ///
  /// @param folder for the server's data and what it says; must be empty
  /// @param settings of the server as variables, besides its port and its data
  /// @param out where progress is told
  Lives(Path folder, Map<String, String> settings, PrintStream out) throws IOException {
    this.folder = folder;
    this.settings = settings;
    this.out = out;
    this.port = ServerProcess.freePort(new Random());
  }

  /// Begins the next one.
  void start(Ending ending) throws IOException, InterruptedException {
    life++;
    Path log = folder.resolve("life-%d.log".formatted(life));
    Map<String, String> all = new HashMap<>(settings);
    all.put("BRASS_PORT", Integer.toString(port));
    all.put("BRASS_DATA", data().toString());
    // A short limit, so that what is in doubt after a death is soon settled.
    all.put("BRASS_ORDERS_PLACE_TIMEOUT", "2s");
    server = ServerProcess.start(all, ending, log);
    // One that is to die may do so while it starts.
    if (ending instanceof Ending.Drained && !running().awaitReady(START)) {
      throw new IllegalStateException("life %d did not serve; see %s".formatted(life, log));
    }
  }

  /// Ends the last one as an operator does; what was wrong with that.
  Optional<String> end() throws InterruptedException {
    running().terminate();
    return running().awaitEnd(DRAIN)
        ? Optional.empty()
        : Optional.of("the server did not end within %s of SIGTERM".formatted(DRAIN));
  }

  /// Which one it is, from 1.
  int number() {
    return life;
  }

  ServerProcess running() {
    if (server == null) {
      throw new IllegalStateException("no server was started");
    }
    return server;
  }

  String base() {
    return "http://127.0.0.1:" + port;
  }

  Path keys() {
    return data().resolve("keys.json");
  }

  Path data() {
    return folder.resolve("data");
  }

  Path postgresFolder() {
    return data().resolve("postgres");
  }

  void say(String format, Object... values) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    out.printf(Locale.ROOT, "%5.1f s  ", seconds);
    out.printf(Locale.ROOT, format + "%n", values);
    out.flush();
  }

  /// Kills what it started. Also called when this process is told to end.
  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
    }
    try {
      Databases.end(postgresFolder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
