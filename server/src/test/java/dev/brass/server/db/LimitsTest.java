package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import dev.brass.server.LogLines;
import dev.brass.testkit.SilentProxy;
import dev.brass.testkit.SilentProxy.Direction;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Nothing waits for the database, or is kept by it for somebody who has vanished, without an end.
class LimitsTest {

  private static final Duration FIFTEEN_SECONDS = Duration.ofSeconds(15);

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  private SilentProxy way;

  @BeforeEach
  void openWay() {
    URI database = URI.create(DB.url().substring("jdbc:".length()));
    way = SilentProxy.to(new InetSocketAddress(database.getHost(), database.getPort()));
    DB.database()
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("drop table if exists thing");
              handle.execute("create table thing (id int primary key, filler text)");
              handle.execute("insert into thing values (1, '')");
            });
  }

  @AfterEach
  void closeWay() {
    way.close();
  }

  private static String setting(String name) {
    return DB.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery("show " + name).mapTo(String.class).one());
  }

  @Test
  void whatIsAcknowledgedIsOnDiskWhateverTheServersDefault() {
    assertThat(setting("synchronous_commit")).isEqualTo("on");
  }

  @Test
  void everyWaitHasALimitOnTheOtherSideToo() {
    assertThat(setting("statement_timeout")).isEqualTo("9s");
    assertThat(setting("lock_timeout")).isEqualTo("4s");
    assertThat(setting("transaction_timeout")).isEqualTo("13s");
    assertThat(setting("idle_in_transaction_session_timeout")).isEqualTo("8s");
    assertThat(setting("tcp_keepalives_idle")).isEqualTo("5");
    assertThat(setting("tcp_user_timeout")).isEqualTo("10000");
    assertThat(setting("client_connection_check_interval")).isEqualTo("5s");
  }

  @Test
  void limitsThatContradictEachOtherAreRefused() {
    Duration second = Duration.ofSeconds(1);
    Duration minute = Duration.ofMinutes(1);
    assertThatThrownBy(() -> new Limits(second, minute, minute, second))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// A node that loses its power in a transaction says nothing more, and its connection stays.
  @Test
  void whatANodeHadLockedThatHasVanishedIsFreeSoon() throws Exception {
    String url = way.instead(DB.url());
    Connection vanished = DriverManager.getConnection(url, Limits.ORDINARY.properties("vanished"));
    try (Statement statement = vanished.createStatement()) {
      vanished.setAutoCommit(false);
      statement.execute("select * from thing where id = 1 for update");
      way.fallSilent();
      long begun = System.nanoTime();
      await().atMost(FIFTEEN_SECONDS).until(LimitsTest::isFree);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(FIFTEEN_SECONDS);
    } finally {
      vanished.abort(Runnable::run);
    }
  }

  private static boolean isFree() {
    return DB.database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select id from thing where id = 1 for update skip locked")
                        .mapTo(int.class)
                        .list())
            .size()
        == 1;
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedForWithoutEnd() throws Exception {
    Limits quick = quick();
    try (Connection connection =
            DriverManager.getConnection(way.instead(DB.url()), quick.properties("silent"));
        Statement statement = connection.createStatement()) {
      way.fallSilent(Direction.TO_CLIENT);
      assertThatThrownBy(() -> statement.execute("select 1"))
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(Trouble.of(e)).isEqualTo(Trouble.DISCONNECTED));
      way.cut();
    }
  }

  private static Limits quick() {
    return new Limits(
        Duration.ofSeconds(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(1));
  }

  /// No time limit of a socket ends what waits to be sent.
  @Test
  void whoSendsToAHostThatTakesNothingIsCut() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(way.instead(DB.url()));
    config.setMaximumPoolSize(1);
    config.setPoolName("limited");
    Duration longestUse = Duration.ofSeconds(2);
    try (GatedPool pool = new GatedPool(config, Duration.ofSeconds(1), longestUse, () -> null)) {
      String large = "x".repeat(64 * 1024 * 1024);
      assertThatThrownBy(
              () -> {
                try (Connection connection = pool.getConnection();
                    var statement =
                        connection.prepareStatement("update thing set filler = ? where id = 1")) {
                  statement.setString(1, large);
                  way.fallSilent();
                  statement.execute();
                }
              })
          .isInstanceOf(SQLException.class);
      way.cut();
      way.speak();
    }
  }

  @Test
  void nobodyBeginsToWaitForADatabaseThatIsKnownToBeSilent() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(DB.url());
    config.setPoolName("silent");
    try (GatedPool pool =
        new GatedPool(
            config, Duration.ofMinutes(1), Duration.ofMinutes(1), () -> "it says nothing")) {
      assertThatThrownBy(pool::getConnection).hasMessage("it says nothing");
    }
  }

  @Test
  void aChannelThatFallsSilentListensAgain() throws Exception {
    LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (LogLines log = LogLines.of(NotificationChannel.class);
        Database behind = Database.connect(way.instead(DB.url()), 2);
        NotificationChannel channel =
            new NotificationChannel(behind, "limits_test", received::add)) {
      channel.listen();
      assertThat(received.poll(10, TimeUnit.SECONDS)).as("it listens").isEmpty();

      way.fallSilent();
      await().atMost(FIFTEEN_SECONDS).until(() -> !log.lines().isEmpty());
      way.speak();
      assertThat(received.poll(15, TimeUnit.SECONDS)).as("it listens again").isEmpty();
      try (NotificationChannel other =
          new NotificationChannel(DB.database(), "limits_test", _ -> {})) {
        other.send("hello");
      }
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("hello");
    }
  }

  @Test
  void whatOnlyOneMayDoIsDoneByOneAtATime() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    Thread first =
        Thread.ofVirtual()
            .start(
                () ->
                    DB.database()
                        .exclusively(
                            4711,
                            Duration.ofSeconds(10),
                            () -> {
                              inside.countDown();
                              await().until(() -> goOn.getCount() == 0);
                              return done.incrementAndGet();
                            }));
    inside.await();
    assertThatThrownBy(
            () -> DB.database().exclusively(4711, Duration.ofMillis(300), done::incrementAndGet))
        .isInstanceOf(UnavailableException.class);
    List<String> transactions =
        DB.database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select state from pg_stat_activity where application_name like"
                                + " '%brass-exclusive' and xact_start is not null and state <>"
                                + " 'active'")
                        .mapTo(String.class)
                        .list());
    assertThat(transactions).as("nobody stands in a transaction meanwhile").isEmpty();
    goOn.countDown();
    first.join();
    assertThat(DB.database().exclusively(4711, Duration.ofSeconds(10), done::incrementAndGet))
        .isEqualTo(2);
  }
}
