package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.fault.FaultPoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server in a process of its own, which may be made to die.
record ServerLife(Process process, String url) implements AutoCloseable {

  /// Starts one.
  ///
  /// @param database null for one of its own in its data folder
  /// @param settings by variable
  /// @param end where it dies; null for nowhere
  static ServerLife start(
      Path data,
      @Nullable TestDatabase database,
      Map<String, String> settings,
      @Nullable FaultPoint end)
      throws IOException {
    return start(data, database, settings, end, "256m");
  }

  /// As above.
  ///
  /// @param heap the most memory that its objects may take, such as `512m`
  static ServerLife start(
      Path data,
      @Nullable TestDatabase database,
      Map<String, String> settings,
      @Nullable FaultPoint end,
      String heap)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (end != null) {
      command.add("-Dbrass.fault=" + end + ":1");
    }
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xmx" + heap,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.brass.server.Main",
            "up"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(settings);
    builder.environment().putAll(Map.of("BRASS_PORT", "0", "BRASS_DATA", data.toString()));
    if (database != null) {
      builder
          .environment()
          .putAll(
              Map.of(
                  "BRASS_DATABASE_URL",
                  database.url(),
                  "BRASS_DATABASE_CHECK_DURABILITY",
                  "false"));
    }
    Process process = builder.start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    while (line != null && !line.startsWith("ready ")) {
      line = lines.readLine();
    }
    assertThat(line).as("the server does not start").isNotNull();
    Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
    return new ServerLife(process, line.substring("ready ".length()).strip());
  }

  Client client() {
    return new Client(url, Map.of());
  }

  /// Waits until it is dead.
  void awaitDeath() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
