package dev.brass.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files of one PostgreSQL data folder. Used by the holder of the folder's lock only.
///
/// A new cluster is made beside its place and moved there when it is complete. A crash before that
/// leaves a folder `cluster.new-…` that the next start removes; each has a name of its own because
/// the `initdb` of a killed process may still be writing to the last one.
final class Cluster {

  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final Duration INITDB_LIMIT = Duration.ofMinutes(5);
  private static final String UNFINISHED = "cluster.new-";
  private static final int PASSWORD_BYTES = 24;

  /// The characters that `pg_ctl` cannot pass on, since it puts paths between double quotes in a
  /// shell command.
  private static final String UNQUOTABLE = "\"$`\\\n\r";

  private final Path folder;
  private final Path cluster;
  private final Path passwordFile;
  private final Path programs;
  private final Account account;

  Cluster(Path folder, Path programs, Account account) {
    for (Path path : new Path[] {folder, programs}) {
      if (path.toString().chars().anyMatch(c -> UNQUOTABLE.indexOf(c) >= 0)) {
        throw new EmbeddedPostgresException(
            "PostgreSQL cannot work in "
                + path
                + ": the path has a quote, $, ` or \\ in it; choose another data folder");
      }
    }
    this.folder = folder;
    this.cluster = folder.resolve("cluster");
    this.passwordFile = folder.resolve("password");
    this.programs = programs;
    this.account = account;
  }

  Path path() {
    return cluster;
  }

  /// Creates the cluster unless it exists, and checks that it fits our programs.
  ///
  /// @return the password of the user `postgres`
  String prepare(boolean durable) {
    removeUnfinished();
    try {
      if (!Files.exists(cluster)) {
        create(durable);
      }
      checkVersion();
      return Files.readString(passwordFile, StandardCharsets.US_ASCII).strip();
    } catch (NoSuchFileException e) {
      throw new EmbeddedPostgresException(
          "the data folder "
              + folder
              + " is damaged: "
              + e.getFile()
              + " is missing; restore it from a backup, or delete the folder to start empty",
          e);
    } catch (IOException e) {
      throw Failures.of(e, "prepare", cluster);
    }
  }

  private void create(boolean durable) throws IOException {
    if (!Files.exists(passwordFile)) {
      var bytes = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(bytes);
      String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      Folders.write(passwordFile, password + "\n", account);
    }
    Path unfinished = folder.resolve(UNFINISHED + UUID.randomUUID());
    Command.Result result = Command.run(initdb(unfinished, durable), programs, INITDB_LIMIT);
    if (!result.ok()) {
      throw Failures.of(result.output(), "create a PostgreSQL data folder in", folder);
    }
    Files.move(unfinished, cluster, StandardCopyOption.ATOMIC_MOVE);
    Folders.flush(folder);
  }

  /// UTF-8 and PostgreSQL's own locale, so that texts sort alike on every system and no update of
  /// the operating system's locales breaks an index.
  private List<String> initdb(Path target, boolean durable) {
    List<String> command =
        new ArrayList<>(account.command(programs.resolve("bin/initdb").toString()));
    command.addAll(List.of("--pgdata=" + target, "--username=postgres"));
    command.addAll(List.of("--pwfile=" + passwordFile, "--auth=scram-sha-256"));
    command.addAll(List.of("--encoding=UTF8", "--locale-provider=builtin"));
    command.addAll(List.of("--builtin-locale=C.UTF-8", "--locale=C"));
    command.addAll(List.of("--data-checksums", "--no-instructions"));
    if (!durable) {
      command.add("--no-sync");
    }
    return command;
  }

  private void removeUnfinished() {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
      for (Path unfinished : left) {
        Folders.delete(unfinished);
      }
    } catch (IOException e) {
      LOG.debug("Unfinished data folders stay in {} until the next start", folder, e);
    }
  }

  private void checkVersion() throws IOException {
    String found = Files.readString(cluster.resolve("PG_VERSION"), StandardCharsets.UTF_8).strip();
    String ours = Binaries.version().split("\\.", 2)[0];
    if (!found.equals(ours)) {
      throw new EmbeddedPostgresException(
          "the data folder "
              + folder
              + " is of PostgreSQL "
              + found
              + ", and this is PostgreSQL "
              + ours
              + "; dump it with pg_dumpall of "
              + found
              + " and load that into a new folder");
    }
  }

  /// Writes the configuration for the next start.
  void configure(int port, EmbeddedPostgres.Options options) {
    try {
      Folders.write(cluster.resolve("postgresql.conf"), Settings.file(port, options), account);
      Folders.write(cluster.resolve("pg_hba.conf"), Settings.HBA, account);
    } catch (IOException e) {
      throw Failures.of(e, "configure PostgreSQL in", cluster);
    }
  }
}
