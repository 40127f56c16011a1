package dev.brass.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.brass.postgres.EmbeddedPostgres.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  @TempDir private Path temporary;

  @Test
  void isDurablePrivateAndSpeaksUtf8() throws SQLException {
    try (var postgres = EmbeddedPostgres.start(temporary.resolve("data"))) {
      String url = postgres.jdbcUrl("postgres");
      assertThat(
              List.of(
                  shown(url, "fsync"),
                  shown(url, "synchronous_commit"),
                  shown(url, "full_page_writes"),
                  shown(url, "data_checksums")))
          .containsOnly("on");
      assertThat(shown(url, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(shown(url, "unix_socket_directories")).isEmpty();
      assertThat(shown(url, "server_encoding")).isEqualTo("UTF8");
      assertThat(shown(url, "port")).isEqualTo(Integer.toString(postgres.port()));
      assertThat(shown(url, "server_version")).startsWith("18.");
      assertThat(Sql.value(url, "select datlocale from pg_database limit 1")).isEqualTo("C.UTF-8");
      assertThatThrownBy(() -> Sql.run(url, "alter system set fsync = off"))
          .hasMessageContaining("ALTER SYSTEM");
    }
  }

  @Test
  void letsNobodyInWithoutThePassword() throws IOException {
    Path folder = temporary.resolve("data");
    try (var postgres = EmbeddedPostgres.start(folder)) {
      String password = Files.readString(folder.resolve("password")).strip();
      String url = postgres.jdbcUrl("postgres");
      assertThat(url).contains(password);
      assertThatThrownBy(() -> Sql.run(url.replace(password, "guess"), "select 1"))
          .hasMessageContaining("password authentication failed");
      assertThat(postgres.toString()).doesNotContain(password);
      for (String secret : new String[] {"password", "cluster/postgresql.conf"}) {
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(folder.resolve(secret))))
            .isEqualTo("rw-------");
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void keepsDataOverARestart() throws IOException, SQLException {
    Path folder = folder();
    try (var postgres = EmbeddedPostgres.start(folder)) {
      postgres.createDatabase("shop");
      Sql.run(postgres.jdbcUrl("shop"), "create table kept as select 'this' as what");
    }
    try (var postgres = EmbeddedPostgres.start(folder)) {
      assertThat(Sql.column(postgres.jdbcUrl("shop"), "select what from kept"))
          .containsExactly("this");
    }
  }

  @Test
  void worksBelowABlankAndLettersBeyondAscii() throws SQLException {
    Path folder = temporary.resolve("a folder").resolve("it's (größer) & mehr");
    for (int start = 0; start < 2; start++) {
      try (var postgres = EmbeddedPostgres.start(folder)) {
        assertThat(Sql.value(postgres.jdbcUrl("postgres"), "select 1")).isEqualTo("1");
      }
    }
  }

  @Test
  void leavesNoProcessWhenClosed() throws IOException {
    Path folder = folder();
    EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
    PostmasterPid server = server(folder);
    assertThat(server.alive()).isTrue();
    postgres.close();
    postgres.close();
    assertThat(server.alive()).isFalse();
    assertThat(folder.resolve("cluster/postmaster.pid")).doesNotExist();
    assertThat(ProcessHandle.allProcesses().map(process -> process.info().commandLine().orElse("")))
        .noneMatch(line -> line.contains(folder.toString()));
  }

  @Test
  void closesThoughTheThreadIsInterrupted() throws IOException {
    Path folder = folder();
    EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
    PostmasterPid server = server(folder);
    Thread.currentThread().interrupt();
    postgres.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(server.alive()).isFalse();
  }

  @Test
  void refusesAFolderInUseByThisProcess() throws IOException, SQLException {
    Path folder = folder();
    try (var postgres = EmbeddedPostgres.start(folder)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> EmbeddedPostgres.start(folder.resolve("../data")))
            .isInstanceOf(EmbeddedPostgresException.class)
            .hasMessageContaining(folder.toString())
            .hasMessageContaining("in use")
            .hasMessageContaining("pid " + ProcessHandle.current().pid());
      }
      assertThat(Sql.value(postgres.jdbcUrl("postgres"), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void refusesAFolderInUseByAnotherProcess() throws IOException {
    Path folder = folder();
    try (Child owner = Child.start(folder)) {
      owner.awaitReady();
      assertThatThrownBy(() -> EmbeddedPostgres.start(folder))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessage(
              "the data folder %s is in use by the process with pid %d;"
                      .formatted(folder.toRealPath(), owner.pid())
                  + " stop it or choose another data folder");
      assertThat(owner.alive()).isTrue();
      assertThat(server(folder).alive()).isTrue();
    }
    EmbeddedPostgres.start(folder).close();
  }

  @Test
  void createsADatabaseOnceWhoeverAsks() throws Exception {
    try (var postgres = EmbeddedPostgres.start(folder(), throwAway());
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> creating =
          () -> {
            postgres.createDatabase("a \"b\"%/ü");
            return Sql.value(postgres.jdbcUrl("a \"b\"%/ü"), "select current_database()");
          };
      for (Future<String> made : threads.invokeAll(List.of(creating, creating, creating))) {
        assertThat(made.get()).isEqualTo("a \"b\"%/ü");
      }
      assertThatThrownBy(() -> postgres.createDatabase("x".repeat(64)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void takesThePortAndTheSettingsItIsGiven() throws IOException, SQLException {
    Options options =
        Options.defaults()
            .withSettings(Map.of("work_mem", "9MB", "application_name", "it's \\ so"));
    try (var postgres = startedOnItsPort(options)) {
      assertThat(shown(postgres.jdbcUrl("postgres"), "work_mem")).isEqualTo("9MB");
      assertThat(
              Sql.value(
                  postgres.jdbcUrl("postgres"),
                  "select setting from pg_file_settings where name = 'application_name'"))
          .isEqualTo("it's \\ so");
    }
  }

  /// Started on a port that was free a moment before. Somebody else may take it in between, which
  /// is nobody's fault.
  private EmbeddedPostgres startedOnItsPort(Options options) throws IOException {
    while (true) {
      int port;
      try (var socket = new ServerSocket(0)) {
        port = socket.getLocalPort();
      }
      try {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder(), options.withPort(port));
        assertThat(postgres.port()).isEqualTo(port);
        return postgres;
      } catch (EmbeddedPostgresException e) {
        if (!String.valueOf(e.getMessage()).contains("port " + port + " is taken")) {
          throw e;
        }
      }
    }
  }

  @Test
  void isNotDurableOnlyWhenAskedSo() throws IOException, SQLException {
    try (var postgres = EmbeddedPostgres.start(folder(), throwAway())) {
      assertThat(shown(postgres.jdbcUrl("postgres"), "fsync")).isEqualTo("off");
      assertThat(shown(postgres.jdbcUrl("postgres"), "synchronous_commit")).isEqualTo("off");
    }
  }

  @Test
  void refusesSettingsThatAreItsOwnOrNone() {
    for (String name : new String[] {"fsync", "listen_addresses", "Fsync", "a b", "x\ny"}) {
      assertThatThrownBy(() -> Options.defaults().withSettings(Map.of(name, "off")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
    }
    assertThatThrownBy(() -> Options.defaults().withSettings(Map.of("work_mem", "1'\nfsync=off")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Options.defaults().withPort(70_000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysThatThePortIsTakenAndLeavesTheFolder() throws IOException {
    Path folder = folder();
    byte[] loopback = {127, 0, 0, 1};
    try (var taken = new ServerSocket(0, 1, InetAddress.getByAddress(loopback))) {
      Options options = throwAway().withPort(taken.getLocalPort());
      assertThat(complaint(folder, options))
          .isEqualTo(
              "port %d is taken by another program; choose another port for PostgreSQL"
                  .formatted(taken.getLocalPort()));
    }
    EmbeddedPostgres.start(folder, throwAway()).close();
  }

  @Test
  void saysThatASettingIsWrong() throws IOException {
    Options options = throwAway().withSettings(Map.of("work_mem", "much"));
    assertThat(complaint(folder(), options))
        .contains("cannot start PostgreSQL in", "postgresql.conf");
  }

  @Test
  void saysThatTheFolderIsAFile() throws IOException {
    Path file = Files.createFile(temporary.resolve("data"));
    assertThat(complaint(file, throwAway()))
        .contains("data folder " + file + ": " + file + " is a file");
    assertThat(complaint(file.resolve("below"), throwAway()))
        .contains("data folder " + file.resolve("below") + ": " + file + " is a file");
  }

  @Test
  void saysThatTheFolderIsOfAnotherVersion() throws IOException {
    Path folder = folder();
    EmbeddedPostgres.start(folder, throwAway()).close();
    Files.writeString(folder.resolve("cluster/PG_VERSION"), "17\n");
    assertThat(complaint(folder, throwAway()))
        .contains("is of PostgreSQL 17, and this is PostgreSQL 18", "pg_dumpall");
  }

  @Test
  void saysWhatIsMissingInADamagedFolder() throws IOException {
    Path folder = folder();
    EmbeddedPostgres.start(folder, throwAway()).close();
    Files.delete(folder.resolve("cluster/global/pg_control"));
    assertThat(complaint(folder, throwAway())).contains("cannot start PostgreSQL", "pg_control");
    Files.delete(folder.resolve("password"));
    assertThat(complaint(folder, throwAway()))
        .contains("is damaged", folder.resolve("password") + " is missing", "backup");
  }

  @Test
  void refusesAPathThatPostgresCannotQuote() {
    assertThat(complaint(temporary.resolve("$HOME"), throwAway())).contains("the path has a quote");
  }

  private Path folder() throws IOException {
    return MadeFolder.copyTo(temporary.resolve("data"));
  }

  private static Options throwAway() {
    return Options.defaults().withDurable(false);
  }

  private static String complaint(Path folder, Options options) {
    Throwable thrown = catchThrowable(() -> EmbeddedPostgres.start(folder, options).close());
    assertThat(thrown).isInstanceOf(EmbeddedPostgresException.class);
    return String.valueOf(thrown.getMessage());
  }

  private static String shown(String url, String setting) throws SQLException {
    return Sql.value(url, "show " + setting);
  }

  private static PostmasterPid server(Path folder) {
    return Objects.requireNonNull(PostmasterPid.read(folder.resolve("cluster")));
  }
}
