package dev.brass.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// The time from `./brass up` for a server with its own PostgreSQL on a data folder that is not new
/// until its first answer, beside `java -version`; and how much memory the server then has, its
/// PostgreSQL apart, once it has been idle for a while.
final class StartBench implements Bench {

  private static final String SCRIPT = "brass.script";
  private static final int WARM_UPS = 2;
  private static final int ROUNDS = 7;
  private static final double BUDGET = 20;
  private static final double AIM = 8;
  private static final int MEMORY_BUDGET_MIB = 250;
  private static final int MEMORY_AIM_MIB = 120;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  @Override
  public String about() {
    return "time until the first answer on a warm data folder, beside java -version; idle memory";
  }

  @Override
  public void run(Lab lab, PrintStream out) throws Exception {
    Path data = Files.createDirectories(lab.folder().resolve("warm"));
    new Duel("start", "ms", BUDGET, AIM, Duel.Better.LOWER)
        .side("brass up, first answer", () -> start(data))
        .side("java -version", StartBench::version)
        .run(WARM_UPS, ROUNDS, out);
    try (JavaProcess server = up(data)) {
      answered(server);
      Thread.sleep(IDLE);
      long resident = server.residentMebibytes();
      out.printf(
          Locale.ROOT,
          "%nidle: %d MiB resident, database apart; budget %d, aim %d%n",
          resident,
          MEMORY_BUDGET_MIB,
          MEMORY_AIM_MIB);
      out.printf(Locale.ROOT, "{\"bench\":\"idle\",\"unit\":\"MiB\",\"resident\":%d}%n", resident);
    }
  }

  private static double start(Path data) throws Exception {
    long begun = System.nanoTime();
    try (JavaProcess server = up(data)) {
      answered(server);
      return (System.nanoTime() - begun) / 1e6;
    }
  }

  private static JavaProcess up(Path data) throws IOException {
    String writes = System.getProperty(SCRIPT);
    if (writes == null) {
      throw new IllegalStateException("started by ./brass only, which it starts in turn");
    }
    return JavaProcess.start(
        List.of(writes, "up", "--port=0", "--data=" + data), data.resolveSibling("start.log"));
  }

  private static void answered(JavaProcess server) throws IOException, InterruptedException {
    URI health = URI.create(server.awaitLine("ready ")).resolve("/health/ready");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(health).timeout(LONGEST).build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IllegalStateException("the first answer is " + status);
      }
    }
  }

  private static double version() throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("java -version has failed");
    }
    return (System.nanoTime() - begun) / 1e6;
  }
}
