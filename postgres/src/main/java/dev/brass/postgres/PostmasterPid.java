package dev.brass.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's own lock file, `postmaster.pid`: the process id, then among other lines the key of
/// the shared memory that the server and all its children hold.
///
/// @param pid 0 when the file holds none
/// @param rest the lines after the first
record PostmasterPid(Path file, long pid, String rest) {

  /// Greater than the pid of any process, and still a number to PostgreSQL.
  private static final String NOBODY = "2147483646";

  private static final Path SELF = Path.of("/proc/self");

  /// @param cluster a real path
  static @Nullable PostmasterPid read(Path cluster) {
    Path file = cluster.resolve("postmaster.pid");
    try {
      String[] parts = Files.readString(file, StandardCharsets.UTF_8).split("\n", 2);
      String rest = parts.length > 1 ? parts[1] : "";
      return new PostmasterPid(file, number(parts[0].strip()), rest);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw Failures.of(e, "read", file);
    }
  }

  private static long number(String text) {
    return text.matches("\\d{1,10}") ? Long.parseLong(text) : 0;
  }

  /// Whether the process with this id is a PostgreSQL server of this very folder, and not another
  /// program that got the id later. A process that cannot be inspected is not: it is not ours.
  boolean alive() {
    return pid > 0 && isServer(commandLine(pid));
  }

  /// Whether it is certain that no such server runs. It is not certain when the check is
  /// impossible, as when this process may open no more files.
  boolean ended() {
    if (pid <= 0) {
      return true;
    }
    if (Files.isDirectory(SELF)) {
      try {
        return !isServer(readCommandLine(pid));
      } catch (NoSuchFileException e) {
        return true;
      } catch (IOException e) {
        // It ended while it was checked.
        return String.valueOf(e.getMessage()).contains("No such process");
      }
    }
    return !alive();
  }

  private boolean isServer(List<String> command) {
    return command.size() > 1
        && command.getFirst().endsWith("/postgres")
        && command.contains(Folders.holding(file).toString());
  }

  // Not by ProcessHandle, which shows another user's command line only to privileged users.
  private static List<String> readCommandLine(long pid) throws IOException {
    byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
    return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
  }

  /// Empty when the process does not exist, has ended, or is hidden from this user.
  private static List<String> commandLine(long pid) {
    if (Files.isDirectory(SELF)) {
      try {
        return readCommandLine(pid);
      } catch (IOException e) {
        return List.of();
      }
    }
    Optional<ProcessHandle.Info> info = ProcessHandle.of(pid).map(ProcessHandle::info);
    List<String> command = new ArrayList<>();
    info.flatMap(ProcessHandle.Info::command).ifPresent(command::add);
    info.flatMap(ProcessHandle.Info::arguments)
        .ifPresent(arguments -> command.addAll(List.of(arguments)));
    return command;
  }

  /// Makes this file name a process that cannot exist.
  ///
  /// PostgreSQL refuses to start while *any* program has the id in this file. Deleting the file
  /// would help, but would also take away the key of the shared memory, by which PostgreSQL sees
  /// that children of a killed server still write to the folder; so only the id is replaced.
  void disown(Account account) {
    try {
      if (pid == 0 && rest.isEmpty()) {
        Files.deleteIfExists(file);
      } else {
        Folders.write(file, NOBODY + "\n" + rest, account);
      }
    } catch (IOException e) {
      throw Failures.of(e, "repair", file);
    }
  }
}
