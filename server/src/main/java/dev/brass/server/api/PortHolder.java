package dev.brass.server.api;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/// The process that listens on a port, read from `/proc` on Linux.
final class PortHolder {

  private static final Path PROC = Path.of("/proc");
  private static final String LISTENS = "0A";
  private static final int LONGEST = 60;

  private PortHolder() {}

  /// Such as `java (pid 4711)`; empty when it cannot be found out.
  static Optional<String> of(int port) {
    try {
      Set<String> sockets = new HashSet<>();
      for (String table : List.of("net/tcp", "net/tcp6")) {
        sockets.addAll(sockets(PROC.resolve(table), port));
      }
      return sockets.isEmpty() ? Optional.empty() : process(sockets);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /// The links of the sockets that listen on a port, such as `socket:[12345]`.
  private static Set<String> sockets(Path table, int port) throws IOException {
    Set<String> sockets = new HashSet<>();
    if (!Files.isReadable(table)) {
      return sockets;
    }
    String end = String.format(Locale.ROOT, ":%04X", port);
    for (String line : Files.readAllLines(table)) {
      StringTokenizer words = new StringTokenizer(line);
      if (words.countTokens() < 10) {
        continue;
      }
      words.nextToken();
      String local = words.nextToken();
      words.nextToken();
      String state = words.nextToken();
      for (int skipped = 0; skipped < 5; skipped++) {
        words.nextToken();
      }
      if (local.endsWith(end) && state.equals(LISTENS)) {
        sockets.add("socket:[" + words.nextToken() + "]");
      }
    }
    return sockets;
  }

  private static Optional<String> process(Set<String> sockets) throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process.resolve("fd"), sockets)) {
          String name = Files.readString(process.resolve("comm")).strip();
          return Optional.of(
              name.substring(0, Math.min(LONGEST, name.length()))
                  + " (pid "
                  + process.getFileName()
                  + ")");
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Path descriptors, Set<String> sockets) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (Path each : open) {
        if (sockets.contains(target(each))) {
          return true;
        }
      }
    } catch (IOException | RuntimeException e) {
      // The process of another user, or one that has ended.
    }
    return false;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
