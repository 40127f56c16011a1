package dev.brass.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program in a process of its own, with the class path and the flags of this one, so that
/// neither its compiler nor its collector works for whoever measures it.
final class JavaProcess implements AutoCloseable {

  private static final long LONGEST_END_SECONDS = 15;
  private static final Path TASKSET = Path.of("/usr/bin/taskset");

  private final Process process;
  private final Path log;

  /// Ends it when this process is told to end.
  private final Thread hook;

  private JavaProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.hook = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// Starts it.
  ///
  /// @param log takes its standard error stream
  static JavaProcess start(String main, Path log, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return start(command, log);
  }

  /// Starts it on one processor, where the system has a way to say so.
  ///
  /// @param processor its number
  static JavaProcess startOn(int processor, String main, Path log, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(TASKSET)) {
      command.addAll(List.of(TASKSET.toString(), "-c", Integer.toString(processor)));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx1g"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return start(command, log);
  }

  /// Starts a command that becomes a Java program.
  ///
  /// @param log takes its standard error stream
  static JavaProcess start(List<String> command, Path log) throws IOException {
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    return new JavaProcess(process, log);
  }

  /// Waits for a line on its standard output and gives what follows the prefix.
  ///
  /// @throws IllegalStateException with its log when it ends before
  String awaitLine(String prefix) throws IOException {
    // Not closed: that would close the stream on which the process may go on to write.
    BufferedReader lines = process.inputReader();
    for (String line; (line = lines.readLine()) != null; ) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
    }
    throw new IllegalStateException("The process has ended: " + Files.readString(log));
  }

  /// The bytes of its heap that are alive, which it finds out by a full collection.
  long liveBytes() throws IOException {
    Process histogram =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines = histogram.inputReader()) {
      List<String> all = lines.lines().toList();
      String[] total = all.isEmpty() ? new String[0] : all.getLast().trim().split("\\s+");
      if (total.length != 3 || !total[0].equals("Total")) {
        throw new IllegalStateException("jcmd does not tell what is alive: " + all);
      }
      return Long.parseLong(total[2]);
    }
  }

  /// How many threads of the system it has; Linux only.
  long threads() throws IOException {
    return status("Threads:");
  }

  /// How many files and connections it has open; Linux only.
  long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
      return open.count();
    }
  }

  /// Asks it for a line.
  String ask() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return awaitLine("");
  }

  /// What it has in memory, as the kernel of Linux counts it; elsewhere this fails.
  long residentMebibytes() throws IOException {
    return status("VmRSS:") / 1024;
  }

  private long status(String name) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IllegalStateException("the kernel does not tell");
  }

  /// Ends it as an operator does, and by force if that does not help.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending, and the hook has run.
    }
  }
}
