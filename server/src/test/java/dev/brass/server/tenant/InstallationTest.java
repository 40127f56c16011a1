package dev.brass.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.TestDatabase;
import dev.brass.testkit.TestClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InstallationTest {

  @RegisterExtension final TestDatabase db = TestDatabase.perTest();

  @TempDir Path temporary;

  private static final String BASE_URL = "http://127.0.0.1:8080";

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-01T00:00:00Z"));
  private DataFolder folder;
  private Tenants tenants;

  @BeforeEach
  void open() {
    folder = new DataFolder(temporary.resolve("data"));
    tenants = new Tenants(db.database(), clock);
  }

  @AfterEach
  void close() {
    tenants.close();
  }

  @Test
  void theFirstStartMakesTheDefaultTenantAndItsKeys() throws IOException {
    tenants.install(folder, BASE_URL);

    JsonNode json = json();
    assertThat(json.propertyNames())
        .containsExactlyInAnyOrder(
            "base_url", "client_token", "api_key", "test_api_key", "admin_key");
    assertThat(json.get("base_url").asString()).isEqualTo(BASE_URL);
    assertThat(json.get("api_key").asString()).startsWith("zn_live_");
    assertThat(json.get("test_api_key").asString()).startsWith("zn_test_");
    assertThat(allOfFileAreAccepted()).isTrue();
    assertThat(Files.getPosixFilePermissions(folder.file(KeysFile.NAME)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(folder.path())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void laterStartsChangeNothingButTheAddress() {
    tenants.install(folder, BASE_URL);
    JsonNode before = json();
    tenants.install(folder, BASE_URL);
    assertThat(json()).isEqualTo(before);

    tenants.install(folder, "http://127.0.0.1:9090");

    assertThat(json().get("base_url").asString()).isEqualTo("http://127.0.0.1:9090");
    assertThat(json().get("api_key")).isEqualTo(before.get("api_key"));
    assertThat(tenants.list(10)).hasSize(1);
    assertThat(tenants.adminKeys(10)).hasSize(1);
  }

  /// The file is there, the commit was lost.
  @Test
  void aCrashBetweenFileAndCommitLocksNobodyOut() {
    KeysFile.random("http://127.0.0.1:1").write(folder);
    JsonNode before = json();

    tenants.install(folder, BASE_URL);

    assertThat(json().get("admin_key")).isEqualTo(before.get("admin_key"));
    assertThat(json().get("base_url").asString()).isEqualTo(BASE_URL);
    assertThat(allOfFileAreAccepted()).isTrue();
  }

  @Test
  void aCrashWhileTheFileIsWrittenLeavesNothingThatHinders() throws IOException {
    Files.createDirectories(folder.path());
    Files.writeString(folder.file(".keys.json.part"), "{\"base_url\": \"http");
    tenants.install(folder, BASE_URL);
    assertThat(allOfFileAreAccepted()).isTrue();
    assertThat(folder.file(".keys.json.part")).doesNotExist();
  }

  @Test
  void nothingIsCommittedWhenTheFileCannotBeWritten() throws IOException {
    Files.writeString(folder.path(), "a file where the folder should be");
    assertThatThrownBy(() -> tenants.install(folder, BASE_URL))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(tenants.list(10)).isEmpty();

    Files.delete(folder.path());
    tenants.install(folder, BASE_URL);
    assertThat(allOfFileAreAccepted()).isTrue();
  }

  @Test
  void aFileThatIsSomethingElseStopsTheStartAndIsNotTold() throws IOException {
    Files.createDirectories(folder.path());
    Files.writeString(folder.file(KeysFile.NAME), "{\"client_token\": \"hunter2\"");
    assertThatIllegalStateException()
        .isThrownBy(() -> tenants.install(folder, BASE_URL))
        .withMessageContaining("move it away")
        .withMessageNotContaining("hunter2")
        .withNoCause();
    Files.writeString(folder.file(KeysFile.NAME), "[]");
    assertThatIllegalStateException().isThrownBy(() -> tenants.install(folder, BASE_URL));
    Files.writeString(folder.file(KeysFile.NAME), "{}");
    assertThatIllegalStateException().isThrownBy(() -> tenants.install(folder, BASE_URL));
  }

  @Test
  void aLostFileIsReplacedOnDemandOnly() throws IOException {
    tenants.install(folder, BASE_URL);
    String lost = KeysFile.read(folder).orElseThrow().key(KeyKind.LIVE).reveal();
    Files.delete(folder.file(KeysFile.NAME));

    tenants.install(folder, BASE_URL);
    assertThat(folder.file(KeysFile.NAME)).doesNotExist();

    tenants.replaceFile(folder, BASE_URL);
    assertThat(allOfFileAreAccepted()).isTrue();
    assertThat(tenants.authenticate(lost, KeyKind.LIVE)).isInstanceOf(Caller.class);
  }

  @Test
  void keysAreReplacedOnlyAfterTheFirstStart() {
    assertThatIllegalStateException().isThrownBy(() -> tenants.replaceFile(folder, BASE_URL));
    assertThat(folder.file(KeysFile.NAME)).doesNotExist();
  }

  @Test
  void severalNodesMayStartAtOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> nodes = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        nodes.add(threads.submit(() -> tenants.install(folder, BASE_URL)));
      }
      for (Future<?> node : nodes) {
        node.get();
      }
    }
    assertThat(tenants.list(10)).hasSize(1);
    assertThat(tenants.adminKeys(10)).hasSize(1);
    assertThat(allOfFileAreAccepted()).isTrue();
  }

  private boolean allOfFileAreAccepted() {
    KeysFile file = KeysFile.read(folder).orElseThrow();
    return file.keys().entrySet().stream()
        .allMatch(
            entry ->
                entry.getKey() == KeyKind.ADMIN
                    ? tenants.operator(entry.getValue().reveal()).isPresent()
                    : tenants.authenticate(entry.getValue().reveal(), entry.getKey())
                        instanceof Caller);
  }

  private JsonNode json() {
    return JsonMapper.builder().build().readTree(folder.file(KeysFile.NAME).toFile());
  }
}
