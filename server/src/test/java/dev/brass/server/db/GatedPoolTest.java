package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GatedPoolTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private final List<GatedPool> pools = new ArrayList<>();

  @AfterEach
  void close() {
    pools.forEach(GatedPool::close);
  }

  @Test
  void whoFindsNoConnectionFreeWaitsBeforeThePoolAndNotInIt() throws Exception {
    GatedPool pool = pool(2, Duration.ofSeconds(20));
    AtomicInteger served = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try (Connection one = pool.getConnection();
          Connection two = pool.getConnection()) {
        for (int i = 0; i < 20; i++) {
          all.add(threads.submit(count(pool, served)));
        }
        HikariDataSource behind = pool.unwrap(HikariDataSource.class);
        Awaitility.await()
            .during(Duration.ofMillis(200))
            .until(() -> behind.getHikariPoolMXBean().getThreadsAwaitingConnection() == 0);
        assertThat(served).hasValue(0);
        assertThat(one).isNotSameAs(two);
      }
    }
    for (Future<?> one : all) {
      one.get();
    }
    assertThat(served).hasValue(20);
  }

  @Test
  void whoWaitsTooLongIsTold() throws Exception {
    GatedPool pool = pool(1, Duration.ofMillis(300));
    try (Connection held = pool.getConnection()) {
      assertThatExceptionOfType(SQLTransientConnectionException.class)
          .isThrownBy(pool::getConnection)
          .withMessageContaining("no connection of gated was free");
      assertThat(held.isValid(1)).isTrue();
    }
    try (Connection free = pool.getConnection()) {
      assertThat(free.isValid(1)).isTrue();
    }
  }

  @Test
  void aConnectionThatIsClosedTwiceFreesOnePlace() throws Exception {
    GatedPool pool = pool(1, Duration.ofMillis(300));
    Connection first = pool.getConnection();
    first.close();
    first.close();
    try (Connection held = pool.getConnection()) {
      assertThat(held.isValid(1)).isTrue();
      assertThatExceptionOfType(SQLException.class).isThrownBy(pool::getConnection);
    }
  }

  /// Without the gate this stood still on a machine with two processors.
  @Test
  void manyVirtualThreadsComeThroughWhileConnectionsBreak() throws Exception {
    GatedPool pool = pool(8, Duration.ofSeconds(20));
    AtomicInteger served = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        boolean breaks = i % 100 == 0;
        all.add(
            threads.submit(
                () -> {
                  try (Connection connection = pool.getConnection();
                      var statement = connection.createStatement()) {
                    statement.execute("select 1");
                    served.incrementAndGet();
                    if (breaks) {
                      statement.execute("select pg_terminate_backend(pg_backend_pid())");
                    }
                  } catch (SQLException e) {
                    // The one that broke.
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(served.get()).isGreaterThan(1_900);
  }

  private static Callable<Integer> count(GatedPool pool, AtomicInteger served) {
    return () -> {
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.isValid(5)).isTrue();
        return served.incrementAndGet();
      }
    };
  }

  private GatedPool pool(int connections, Duration longestWait) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(db.url());
    config.setPoolName("gated");
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(longestWait.toMillis());
    GatedPool pool = new GatedPool(config, longestWait, Duration.ofMinutes(1), () -> null);
    pools.add(pool);
    return pool;
  }
}
