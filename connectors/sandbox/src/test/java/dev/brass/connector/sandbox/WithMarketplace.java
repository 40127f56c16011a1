package dev.brass.connector.sandbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.brass.postgres.EmbeddedPostgres;
import dev.brass.postgres.EmbeddedPostgres.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives every test class a marketplace in a database of its own, all of them in one PostgreSQL
/// that is started with the first and thrown away after the last.
final class WithMarketplace implements ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(WithMarketplace.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == SandboxMarketplace.class || type == DataSource.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    Cluster cluster =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(Cluster.class, _ -> Cluster.start(), Cluster.class);
    Database database =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(testClass, _ -> cluster.database(testClass), Database.class);
    return parameter.getParameter().getType() == DataSource.class
        ? database.pool
        : database.marketplace;
  }

  /// The database of one test class.
  private record Database(HikariDataSource pool, SandboxMarketplace marketplace)
      implements AutoCloseable {
    @Override
    public void close() {
      pool.close();
    }
  }

  private record Cluster(Path folder, EmbeddedPostgres postgres) implements AutoCloseable {

    static Cluster start() {
      try {
        Path folder = Files.createTempDirectory("sandbox-test");
        return new Cluster(
            folder, EmbeddedPostgres.start(folder, Options.defaults().withDurable(false)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Database database(Class<?> testClass) {
      String name = testClass.getSimpleName().toLowerCase(Locale.ROOT);
      postgres.createDatabase(name);
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(postgres.jdbcUrl(name));
      config.setMaximumPoolSize(8);
      HikariDataSource pool = new HikariDataSource(config);
      return new Database(pool, SandboxMarketplace.open(pool));
    }

    @Override
    public void close() throws IOException {
      postgres.close();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
