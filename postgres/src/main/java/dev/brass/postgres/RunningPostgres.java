package dev.brass.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The PostgreSQL that another process runs on a folder, for a program that wants to use the same
/// data for a moment, such as a command of the operator's beside a running server.
public final class RunningPostgres {

  /// The lines of `postmaster.pid` after the process id: folder, start time, port, …, state.
  private static final int PORT_LINE = 2;

  private static final int STATE_LINE = 6;

  private RunningPostgres() {}

  /// The address of a database as its superuser, with user and password: not for logs. Empty when
  /// no PostgreSQL of this folder accepts connections. That of a killed owner does, until the next
  /// start on the folder ends it.
  ///
  /// @param dataDir as given to [EmbeddedPostgres#start(Path)]
  /// @throws EmbeddedPostgresException when the folder may not be read
  public static Optional<String> jdbcUrl(Path dataDir, String database) {
    return running(dataDir)
        .map(running -> Settings.url(running.port(), database, "postgres", running.password()));
  }

  /// The address of a database as the role that [EmbeddedPostgres#ownedDatabase] gave it to;
  /// otherwise as [#jdbcUrl].
  public static Optional<String> ownedUrl(Path dataDir, String database) {
    return running(dataDir)
        .map(
            running ->
                Settings.url(
                    running.port(),
                    database,
                    database,
                    OwnedDatabase.password(running.password(), database)));
  }

  private record Running(int port, String password) {}

  private static Optional<Running> running(Path dataDir) {
    try {
      Path cluster = dataDir.toAbsolutePath().normalize().resolve("cluster");
      if (!Files.isDirectory(cluster)) {
        return Optional.empty();
      }
      PostmasterPid running = PostmasterPid.read(cluster.toRealPath());
      if (running == null || !running.alive()) {
        return Optional.empty();
      }
      String[] lines = running.rest().split("\n", -1);
      if (lines.length <= STATE_LINE || !lines[STATE_LINE].strip().equals("ready")) {
        return Optional.empty();
      }
      String password =
          Files.readString(Folders.holding(cluster).resolve("password"), StandardCharsets.US_ASCII);
      return Optional.of(new Running(Integer.parseInt(lines[PORT_LINE].strip()), password.strip()));
    } catch (IOException e) {
      throw Failures.of(e, "find the PostgreSQL that runs in", dataDir);
    }
  }
}
