package dev.brass.server.db;

import dev.brass.server.db.Database.ConnectionCheck;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// New connections to PostgreSQL, each checked before it is used. Thread-safe.
final class ConnectionSource implements DataSource {

  private final String url;
  private final Properties properties;
  private final ConnectionCheck check;

  /// @param properties of the driver
  ConnectionSource(String url, Properties properties, ConnectionCheck check) {
    this.url = url;
    this.properties = properties;
    this.check = check;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection opened = DriverManager.getConnection(url, properties);
    boolean passed = false;
    try {
      check.accept(opened);
      passed = true;
      return opened;
    } finally {
      if (!passed) {
        opened.close();
      }
    }
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the address has the user");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    // In seconds. HikariCP also waits for so long for its own threads when it is closed.
    return 1;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
