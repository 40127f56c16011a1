package dev.brass.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only root can try: root where it may not make user namespaces, as in most containers.
class AccountTest {

  @TempDir private Path temporary;

  @BeforeEach
  void isRootOnLinux() throws IOException {
    assumeThat(Files.getAttribute(temporary, "unix:uid")).isEqualTo(0);
    assumeThat(Path.of("/usr/bin/setpriv")).exists();
  }

  @Test
  void rootRunsItAsAnotherUserWithoutAnyPrivilege() throws Exception {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path cache = temporary.resolve("cache");
    assertRunsAsAnother(Map.of("XDG_CACHE_HOME", cache.toString()), "0000000000000000");
  }

  @Test
  void rootRunsItAsAnotherUserInAFolderThatOnlyRootCanEnter() throws Exception {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx------"));
    assertRunsAsAnother(Map.of(), "0000000000000002");
  }

  private void assertRunsAsAnother(Map<String, String> environment, String capabilities)
      throws Exception {
    Path folder = temporary.resolve("data");
    // A folder that was root's when user namespaces were allowed.
    EmbeddedPostgres.start(folder).close();
    assertThat(Files.getAttribute(folder, "unix:uid")).isEqualTo(0);
    var without = new HashMap<>(environment);
    without.put("PATH", pathThatRefusesNamespaces());
    try (Child owner = Child.start(folder, without)) {
      owner.awaitReady();
      PostmasterPid server = Objects.requireNonNull(PostmasterPid.read(folder.resolve("cluster")));
      assertThat(server.alive()).isTrue();
      assertThat(Files.getAttribute(folder.resolve("cluster/base"), "unix:uid")).isNotEqualTo(0);
      assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/status")))
          .containsPattern("CapEff:\\s+" + capabilities)
          .doesNotContainPattern("Uid:\\s+0");
      assertThat(owner.killAfter(5)).isGreaterThanOrEqualTo(5);
    }
    try (var postgres = EmbeddedPostgres.start(folder)) {
      assertThat(Sql.value(postgres.jdbcUrl("postgres"), "select count(*) >= 5 from row"))
          .isEqualTo("t");
      assertThat(Files.getAttribute(folder.resolve("cluster/base"), "unix:uid")).isNotEqualTo(0);
    }
  }

  /// A search path on which `unshare` fails as it does in a container that forbids it.
  private String pathThatRefusesNamespaces() throws IOException {
    Path programs = Files.createDirectory(temporary.resolve("programs"));
    Path unshare = Files.writeString(programs.resolve("unshare"), "#!/bin/sh\nexit 1\n");
    Files.setPosixFilePermissions(unshare, PosixFilePermissions.fromString("rwxr-xr-x"));
    return programs + ":" + System.getenv("PATH");
  }
}
