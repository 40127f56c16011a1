package dev.brass.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A folder with a `package.json` whose script `test` runs Node's own runner: installed once per
/// lock file, run, and its TAP output read.
final class NodeSuite {

  private static final Pattern RESULT =
      Pattern.compile("^(not ok|ok) \\d+ - (.*?)( # (SKIP|TODO).*)?$");
  private static final int LONGEST_MINUTES = 10;

  private final Path folder;

  NodeSuite(Path folder) {
    this.folder = folder;
  }

  /// One test of the suite.
  ///
  /// @param report what the runner told about it; why it failed, if it did
  record Result(String name, boolean passed, String report) {}

  /// Runs every test.
  ///
  /// @param environment added to this process's own
  List<Result> run(Map<String, String> environment) {
    install();
    List<String> lines = execute(List.of("npm", "--silent", "test"), environment).lines();
    List<Result> results = new ArrayList<>();
    StringBuilder report = new StringBuilder();
    for (String line : lines) {
      Matcher result = RESULT.matcher(line);
      if (result.matches()) {
        results.add(new Result(result.group(2), result.group(1).equals("ok"), ""));
        report.setLength(0);
      } else if (!results.isEmpty()) {
        report.append(line).append('\n');
        Result last = results.removeLast();
        results.add(new Result(last.name(), last.passed(), report.toString()));
      }
    }
    if (results.isEmpty()) {
      throw new IllegalStateException("the suite ran no test:\n" + String.join("\n", lines));
    }
    return results;
  }

  /// `npm ci`, unless the last one was for the same lock file.
  private void install() {
    try {
      Path stamp = folder.resolve("node_modules/.installed");
      String lock = Files.readString(folder.resolve("package-lock.json"));
      if (Files.exists(stamp) && Files.readString(stamp).equals(lock)) {
        return;
      }
      List<String> install = List.of("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
      Run run = execute(install, Map.of());
      if (run.exit() != 0) {
        throw new IllegalStateException(install + " failed:\n" + String.join("\n", run.lines()));
      }
      Files.writeString(stamp, lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A program that ended, and what it printed.
  private record Run(int exit, List<String> lines) {}

  private Run execute(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    List<String> lines = new ArrayList<>();
    try {
      Process process = builder.start();
      try (BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        output.lines().forEach(lines::add);
      }
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(command + " did not end");
      }
      return new Run(process.exitValue(), lines);
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot run " + command.getFirst() + "; install Node.js 20 or later", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
