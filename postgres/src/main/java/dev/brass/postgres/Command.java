package dev.brass.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One run of a program to its end, within a time limit.
final class Command {

  private static final int OUTPUT_LIMIT = 32 * 1024;

  private static final Set<String> PASSED_ON = Set.of("PATH", "TMPDIR");

  /// The result of a run.
  ///
  /// @param output the output of the program on both channels, at most 32 KiB
  record Result(int exit, String output) {

    boolean ok() {
      return exit == 0;
    }
  }

  private Command() {}

  /// Runs a program. Of this process's environment it gets only the variables that locate programs
  /// and temporary files: secrets there (`BRASS_MASTER_KEY`) could be read from it, and settings
  /// for other PostgreSQL programs (`PGDATA`, `PGPORT`, …) are not meant for it. Its messages are
  /// in English, since [Failures] reads them.
  ///
  /// @param folder the working folder
  /// @throws EmbeddedPostgresException when it cannot be started, takes longer than the limit or
  ///     the thread is interrupted; the program is then killed
  static Result run(List<String> command, Path folder, Duration limit) {
    return run(command, folder, limit, Duration.ZERO);
  }

  /// Runs a program whose effect its caller has to know, such as starting a server: when the thread
  /// is interrupted, the program has a moment to finish.
  ///
  /// @param grace the time that it may still take then; it is killed only after that
  static Result run(List<String> command, Path folder, Duration limit, Duration grace) {
    var builder = new ProcessBuilder(command);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(PASSED_ON);
    environment.put("LC_ALL", "C");
    String program = Path.of(command.getFirst()).getFileName().toString();
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot run " + program + " in " + folder + ": " + Failures.start(e), e);
    }
    var printed = new FutureTask<>(() -> process.getInputStream().readNBytes(OUTPUT_LIMIT));
    Thread.startVirtualThread(printed);
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new EmbeddedPostgresException(
            program + " did not end within " + limit.toSeconds() + " s in " + folder);
      }
      return new Result(process.exitValue(), text(printed));
    } catch (InterruptedException e) {
      process.onExit().completeOnTimeout(process, grace.toMillis(), TimeUnit.MILLISECONDS).join();
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException(program + " was interrupted in " + folder, e);
    } finally {
      process.destroyForcibly();
    }
  }

  /// The output of the program. A program that it left behind may hold the other end of the pipe,
  /// so the end of the stream is waited for only a moment.
  private static String text(FutureTask<byte[]> printed) throws InterruptedException {
    try {
      return new String(printed.get(1, TimeUnit.SECONDS), StandardCharsets.UTF_8);
    } catch (ExecutionException | TimeoutException e) {
      return "";
    }
  }
}
