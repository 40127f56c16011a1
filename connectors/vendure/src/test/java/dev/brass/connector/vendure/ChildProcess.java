package dev.brass.connector.vendure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program that a test runs, with its output in a file and with an end: it is told to go when its
/// standard input closes, which also happens when this process dies, and killed with all its
/// children when it does not. Thread-safe.
final class ChildProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int TOLD_LINES = 40;

  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static ChildProcess start(
      Path folder, Map<String, String> environment, String name, String... command) {
    Path output = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    try {
      return new ChildProcess(builder.start(), output);
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot run '" + command[0] + "'; install Node 20 or newer with npm", e);
    }
  }

  /// Runs a program to its end.
  ///
  /// @throws IllegalStateException with its last words when it fails or takes too long
  static void run(Path folder, Map<String, String> environment, Duration limit, String... command) {
    try (ChildProcess child = start(folder, environment, command[0], command)) {
      if (!child.endsWithin(limit)) {
        throw child.failed(String.join(" ", command) + " took longer than " + limit);
      }
      if (child.process.exitValue() != 0) {
        throw child.failed(String.join(" ", command) + " ended with " + child.process.exitValue());
      }
    }
  }

  /// Waits for the end; false when it is still running then.
  boolean endsWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a program", e);
    }
  }

  IllegalStateException failed(String what) {
    try {
      List<String> lines = Files.readAllLines(output);
      int from = Math.max(0, lines.size() - TOLD_LINES);
      return new IllegalStateException(
          what
              + "; its last words in "
              + output
              + ":\n"
              + String.join("\n", lines.subList(from, lines.size())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It is gone already, which is what this is for.
    }
    boolean interrupted = Thread.interrupted();
    try {
      if (!endsWithin(PATIENCE)) {
        process.destroyForcibly();
      }
    } finally {
      family.forEach(ProcessHandle::destroyForcibly);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
