package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of a server that cannot start, or is ended while it starts.
class StartAndEndTest {

  @TempDir Path folder;

  private Process start(Map<String, String> settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.brass.server.Main",
            "up"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said().toFile());
    builder.environment().put("BRASS_DATA", data().toString());
    builder.environment().putAll(settings);
    return builder.start();
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path said() {
    return folder.resolve("said");
  }

  /// The one line that a failed start says.
  private String failure(Map<String, String> settings) throws Exception {
    Process process = start(settings);
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(said());
    assertThat(process.exitValue()).as(said).isEqualTo(1);
    assertThat(said.lines()).as(said).hasSize(1);
    assertThat(said).startsWith("brass: ").doesNotContain("ready").doesNotContain("Exception");
    assertThat(data().resolve("keys.json")).doesNotExist();
    return said;
  }

  @Test
  void aPortThatIsTakenIsNamedWithItsHolder() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(failure(Map.of("BRASS_PORT", port)))
          .contains(port)
          .contains("pid " + ProcessHandle.current().pid());
      assertThat(data()).doesNotExist();
    }
  }

  private static Map<String, String> elsewhere(String host) {
    return Map.of("BRASS_PORT", "0", "BRASS_HOST", host, "BRASS_PROFILE", "development");
  }

  @Test
  void aHostThatIsNotOfThisMachineIsNamed() throws Exception {
    assertThat(failure(elsewhere("203.0.113.9")))
        .contains("203.0.113.9")
        .contains("not an address of this machine");
    assertThat(failure(elsewhere("no-such-host.invalid")))
        .contains("unknown host 'no-such-host.invalid'");
    assertThat(data()).doesNotExist();
  }

  @Test
  void aDataFolderThatCannotBeUsedIsNamed() throws Exception {
    Files.writeString(folder.resolve("file"), "");
    String inside = folder.resolve("file").resolve("data").toString();
    assertThat(failure(Map.of("BRASS_PORT", "0", "BRASS_DATA", inside))).contains("file");
    assertThat(failure(Map.of("BRASS_PORT", "0", "BRASS_DATA", "/proc/brass"))).contains("/proc");
  }

  /// At other moments on each machine: none may be the wrong one.
  @ParameterizedTest
  @ValueSource(strings = {"lock", "password", "cluster", "postgres.log", "ready"})
  void aSignalEndsTheServerCleanlyHoweverFarItHasStarted(String moment) throws Exception {
    Process process = start(Map.of("BRASS_PORT", "0"));
    Path sign = data().resolve("postgres").resolve(moment);
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                !process.isAlive()
                    || (moment.equals("ready")
                        ? Files.readString(said()).contains("ready http")
                        : Files.exists(sign)));
    process.destroy();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said())).isZero();
    assertThat(data().resolve("postgres/cluster/postmaster.pid")).doesNotExist();
  }
}
