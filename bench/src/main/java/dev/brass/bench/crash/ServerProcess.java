package dev.brass.bench.crash;

import dev.brass.bench.crash.Life.Ending;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A server in a JVM of its own, started as a user would start it. Thread-safe.
public final class ServerProcess implements AutoCloseable {

  private static final String READY = "ready ";
  private static final Duration DEATH = Duration.ofSeconds(20);

  /// Below the range that systems take ports for outgoing connections from: a client that keeps
  /// calling a port where nobody listens could be given that very port, and be connected to itself.
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 10_000;

  private final Process process;
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile boolean serves;

  private ServerProcess(Process process) {
    this.process = process;
  }

  /// A port that nobody listens on, for all lives of a server.
  public static int freePort(Random random) throws IOException {
    for (int i = 0; i < 100; i++) {
      int port = FIRST_PORT + random.nextInt(PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken
      }
    }
    throw new IOException("no free port");
  }

  /// Starts one.
  ///
  /// @param settings by the names of their environment variables
  /// @param ending whether it is to die at a fault point
  /// @param log what it writes is appended here
  static ServerProcess start(Map<String, String> settings, Ending ending, Path log)
      throws IOException {
    List<String> options =
        ending instanceof Ending.AtFaultPoint(var point, int times)
            ? List.of("-Dbrass.fault=" + point + ":" + times)
            : List.of();
    return start(settings, options, log);
  }

  /// Starts one.
  ///
  /// @param settings by the names of their environment variables
  /// @param options more of them for its JVM
  /// @param log what it writes is appended here
  public static ServerProcess start(Map<String, String> settings, List<String> options, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As ./brass starts it, but compiled less: it does not live long.
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx512m"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.brass.server.Main", "up"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("BRASS_"));
    builder.environment().putAll(settings);
    ServerProcess server = new ServerProcess(builder.start());
    Thread.ofVirtual().name("output of the server").start(() -> server.listen(log));
    return server;
  }

  private void listen(Path log) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (line.startsWith(READY)) {
          serves = true;
          ready.countDown();
        }
      }
    } catch (IOException e) {
      // Its end of the pipe is gone.
    } finally {
      ready.countDown();
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// Waits until it serves; false when it ended before, or did not come so far in time.
  public boolean awaitReady(Duration longest) throws InterruptedException {
    return ready.await(longest.toMillis(), TimeUnit.MILLISECONDS) && serves;
  }

  /// `kill -9`. Returns when it is dead.
  public void kill() throws InterruptedException {
    // Not by Process, which would also close what it printed at last.
    process.toHandle().destroyForcibly();
    if (!awaitEnd(DEATH)) {
      throw new IllegalStateException("process " + pid() + " does not die");
    }
  }

  /// SIGTERM.
  public void terminate() {
    process.toHandle().destroy();
  }

  public boolean awaitEnd(Duration longest) throws InterruptedException {
    return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  public int exitCode() {
    return process.exitValue();
  }

  /// Sends a signal that Java has no method for, such as STOP.
  public void signal(String name) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      if (isAlive()) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
