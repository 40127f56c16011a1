package dev.brass.server.db;

import dev.brass.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A migrated PostgreSQL database for one test class or one test, a copy of a template that is
/// migrated once per run. One PostgreSQL serves the whole run (JVM); it does not outlive it, and
/// its commits do not wait for the disk, so tests of durability start their own.
///
/// ```
/// @RegisterExtension static final TestDatabase db = TestDatabase.perClass();
/// ```
public final class TestDatabase
    implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

  private static final String TEMPLATE = "brass_template";
  private static final int CONNECTIONS = 10;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final boolean perTest;
  private @Nullable String name;
  private @Nullable Database database;

  private TestDatabase(boolean perTest) {
    this.perTest = perTest;
  }

  /// One database for all tests of a class; for a static field.
  public static TestDatabase perClass() {
    return new TestDatabase(false);
  }

  /// A fresh database for each test; for a static or an instance field.
  public static TestDatabase perTest() {
    return new TestDatabase(true);
  }

  /// The database under its pool of ten connections. Closed by this extension.
  public Database database() {
    if (database == null) {
      throw new IllegalStateException("There is a database only during a test");
    }
    return database;
  }

  /// The JDBC address of the same database, for a second node or another process.
  public String url() {
    if (name == null) {
      throw new IllegalStateException("There is a database only during a test");
    }
    return Server.POSTGRES.jdbcUrl(name);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (!perTest) {
      create();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (!perTest) {
      drop();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (perTest) {
      create();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (perTest) {
      drop();
    }
  }

  void create() {
    String fresh = "test_" + COUNT.incrementAndGet();
    Server.execute("create database %s template %s".formatted(fresh, TEMPLATE));
    name = fresh;
    database = Database.connect(Server.POSTGRES.jdbcUrl(fresh), CONNECTIONS);
  }

  void drop() {
    if (database != null) {
      database.close();
      database = null;
    }
    if (name != null) {
      Server.execute("drop database %s with (force)".formatted(name));
      name = null;
    }
  }

  /// The PostgreSQL of this run, started by the first test that needs it.
  private static final class Server {

    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        Path folder = Files.createTempDirectory("brass-test-");
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(folder, EmbeddedPostgres.Options.defaults().withDurable(false));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(postgres, folder)));
        postgres.createDatabase(TEMPLATE);
        Database.open(postgres.jdbcUrl(TEMPLATE), 2).close();
        return postgres;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    static void execute(String sql) {
      try (Connection connection = DriverManager.getConnection(POSTGRES.jdbcUrl("postgres"));
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException("Could not " + sql, e);
      }
    }

    private static void end(EmbeddedPostgres postgres, Path folder) {
      postgres.close();
      try (var files = Files.walk(folder)) {
        List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : deepestFirst) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
