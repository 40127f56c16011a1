package dev.brass.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each target under Jazzer for its part of the time: `./brass test fuzz [MINUTES]`. What it finds
/// is in `server/target/fuzz/NAME`; once mended, the input goes to the corpus.
@Tag("fuzz")
class LongFuzzTest {

  private static final int SECONDS = 60 * Integer.getInteger("fuzz", 65);
  private static final int SHOWN = 6_000;

  static List<String> targets() {
    return List.copyOf(FuzzTargets.all().keySet());
  }

  @ParameterizedTest
  @MethodSource("targets")
  void nothingIsFound(String name) throws Exception {
    Path work = Path.of("target", "fuzz", name).toAbsolutePath();
    Files.createDirectories(work.resolve("corpus"));
    Path log = work.resolve("log");
    int exit =
        new ProcessBuilder(command(name, work))
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()))
            .start()
            .waitFor();
    assertThat(exit).as("%s: what was found is in %s\n%s", name, work, end(log)).isZero();
  }

  private static List<String> command(String name, Path work) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx1g",
        "-Xss1m",
        "-XX:+EnableDynamicAgentLoading",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dbrass.fuzz=" + name,
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + Fuzz.class.getName(),
        // Parsers alone: to follow everything else takes the time that they need.
        "--instrumentation_includes=dev.brass.**:tools.jackson.core.**:de.siegmar.**"
            + ":io.helidon.http.**:io.helidon.webserver.http1.**:com.stripe.net.Webhook*",
        "--custom_hook_includes=dev.none.**",
        // The target of the wire connects to its own server.
        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
        "--reproducer_path=" + work,
        "-artifact_prefix=" + work + "/",
        "-max_total_time=" + Math.max(1, SECONDS / targets().size()),
        "-max_len=8192",
        "-timeout=60",
        "-rss_limit_mb=0",
        "-print_final_stats=1",
        work.resolve("corpus").toString(),
        Path.of("src", "test", "resources", "fuzz", name).toAbsolutePath().toString());
  }

  private static String end(Path log) throws IOException {
    String text = Files.readString(log, StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - SHOWN));
  }
}
