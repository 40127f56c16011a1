package dev.brass.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// A program that tells of its tests in TAP, in any language: run in its folder, and what it
/// printed read.
final class TapSuite {

  private static final Pattern RESULT =
      Pattern.compile("^(not ok|ok) \\d+ - (.*?)( # (SKIP|TODO).*)?$");
  private static final int LONGEST_MINUTES = 10;

  private final Path folder;
  private final List<String> command;

  TapSuite(Path folder, String... command) {
    this.folder = folder;
    this.command = List.of(command);
  }

  /// One test of the suite.
  ///
  /// @param report what the program told about it; why it failed, if it did
  private record Result(String name, boolean passed, String report) {}

  /// Runs every test.
  ///
  /// @param environment added to this process's own
  Stream<DynamicTest> tests(Map<String, String> environment) {
    return tests(run(folder, command, environment).lines());
  }

  /// The tests of which lines tell.
  static Stream<DynamicTest> tests(List<String> lines) {
    return results(lines).stream()
        .map(
            result ->
                DynamicTest.dynamicTest(
                    result.name(), () -> assertThat(result.passed()).as(result.report()).isTrue()));
  }

  private static List<Result> results(List<String> lines) {
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

  /// A program that ended, and what it printed.
  record Run(int exit, List<String> lines) {}

  /// Runs a program to its end.
  static Run run(Path folder, List<String> command, Map<String, String> environment) {
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
          "cannot run " + command.getFirst() + "; ./brass test says what to install", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
