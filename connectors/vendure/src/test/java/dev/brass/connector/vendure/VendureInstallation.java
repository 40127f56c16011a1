package dev.brass.connector.vendure;

import dev.brass.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Vendure on this machine, ready to start shops: its programs from npm, and a PostgreSQL with a
/// database that holds the sample catalogue, of which each shop gets a copy. Both are kept in
/// `target/vendure` of the repository, so that the second run takes seconds; whatever of it is
/// missing or half done is made again. Needs Node 20 or newer with npm, and the network once.
/// Thread-safe.
public final class VendureInstallation implements AutoCloseable {

  private static final List<String> FILES =
      List.of("package.json", "config.js", "populate.js", "index.js");

  /// The files that decide what is in the database that shops are copied from.
  private static final List<String> POPULATING = FILES.subList(0, 3);

  private static final Duration NPM_LIMIT = Duration.ofMinutes(10);
  private static final Duration POPULATE_LIMIT = Duration.ofMinutes(5);
  private static final Pattern PASSWORD = Pattern.compile("[?&]password=([^&]+)");

  private final Path folder;
  private final EmbeddedPostgres postgres;
  private final String template;
  private final AtomicInteger shops = new AtomicInteger();

  private VendureInstallation(Path folder, EmbeddedPostgres postgres, String template) {
    this.folder = folder;
    this.postgres = postgres;
    this.template = template;
  }

  /// Installs what is missing and starts PostgreSQL; close it after the shops.
  ///
  /// @throws IllegalStateException telling what went wrong and what to do
  public static VendureInstallation open() {
    Path cache = repository().resolve("target").resolve("vendure");
    Path folder = cache.resolve(hash(List.of("package.json")));
    try {
      Files.createDirectories(cache);
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        install(cache, folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot install Vendure into " + folder, e);
    }
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(
            folder.resolve("postgres"), EmbeddedPostgres.Options.defaults().withDurable(false));
    boolean ready = false;
    try {
      VendureInstallation installation =
          new VendureInstallation(folder, postgres, "template_" + hash(POPULATING));
      installation.populate();
      ready = true;
      return installation;
    } finally {
      if (!ready) {
        postgres.close();
      }
    }
  }

  private static void install(Path cache, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path unfinished = cache.resolve("unfinished");
      delete(unfinished);
      Files.createDirectories(unfinished);
      copy("package.json", unfinished);
      ChildProcess.run(
          unfinished,
          Map.of("NO_UPDATE_NOTIFIER", "1"),
          NPM_LIMIT,
          "npm",
          "install",
          "--no-package-lock",
          "--ignore-scripts",
          "--no-audit",
          "--no-fund",
          "--no-progress",
          "--loglevel=error");
      Files.createDirectories(unfinished.resolve("static/assets"));
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    }
    for (String file : FILES) {
      copy(file, folder);
    }
  }

  /// Makes the database that shops are copied from. It gets its name once it is complete, so that a
  /// run that dies before leaves nothing that is taken for one.
  private void populate() {
    if (exists(template)) {
      return;
    }
    sql("postgres", "drop database if exists unfinished with (force)");
    sql("postgres", "create database unfinished");
    Map<String, String> environment = environment("unfinished");
    environment.put("SHOP_CREATES_SCHEMA", "true");
    environment.put("SHOP_HAS_REFERENCE", "true");
    ChildProcess.run(folder, environment, POPULATE_LIMIT, "node", "populate.js");
    sql("postgres", "alter database unfinished rename to " + template);
  }

  /// The name of a new database with the sample catalogue.
  String newDatabase() {
    String name = "shop_" + shops.incrementAndGet();
    drop(name);
    sql("postgres", "create database " + name + " template " + template);
    return name;
  }

  void drop(String database) {
    sql("postgres", "drop database if exists " + database + " with (force)");
  }

  Path folder() {
    return folder;
  }

  /// What a program of the shop is told about its database and its administrator.
  Map<String, String> environment(String database) {
    Matcher password = PASSWORD.matcher(postgres.jdbcUrl(database));
    if (!password.find()) {
      throw new IllegalStateException("the address of the database has no password");
    }
    Map<String, String> environment = new HashMap<>();
    environment.put("PGHOST", "127.0.0.1");
    environment.put("PGPORT", Integer.toString(postgres.port()));
    environment.put("PGUSER", "postgres");
    environment.put("PGPASSWORD", password.group(1));
    environment.put("PGDATABASE", database);
    environment.put("SHOP_ADMIN", VendureProgram.ADMIN);
    environment.put("SHOP_ADMIN_PASSWORD", VendureProgram.ADMIN_PASSWORD);
    environment.put("VENDURE_DISABLE_TELEMETRY", "true");
    return environment;
  }

  /// Runs one statement in a database of a shop, for what no API of the shop can bring about.
  void sql(String database, String statement) {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(database));
        Statement prepared = connection.createStatement()) {
      prepared.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException("the database refused: " + statement, e);
    }
  }

  private boolean exists(String database) {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
        var query = connection.prepareStatement("select 1 from pg_database where datname = ?")) {
      query.setString(1, database);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database cannot be asked", e);
    }
  }

  @Override
  public void close() {
    postgres.close();
  }

  /// The folder of the repository that this test runs in, whichever module's test it is.
  private static Path repository() {
    Path start = Path.of("").toAbsolutePath();
    for (Path path = start; path != null; path = path.getParent()) {
      if (Files.isDirectory(path.resolve(".mvn"))) {
        return path;
      }
    }
    return start;
  }

  private static String hash(List<String> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String file : files) {
        try (InputStream resource = resource(file)) {
          digest.update(resource.readAllBytes());
        }
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(String file, Path folder) throws IOException {
    try (InputStream resource = resource(file)) {
      Files.copy(resource, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static InputStream resource(String file) {
    InputStream resource = VendureInstallation.class.getResourceAsStream("/vendure/" + file);
    if (resource == null) {
      throw new IllegalStateException("the resource vendure/" + file + " is missing");
    }
    return resource;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
