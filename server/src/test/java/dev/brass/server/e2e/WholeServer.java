package dev.brass.server.e2e;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.secret.MasterKeySource;
import dev.brass.server.secret.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A whole server for one test class, with a database of its own in the PostgreSQL of the run.
///
/// ```
/// @RegisterExtension static final WholeServer server = WholeServer.perClass(Map.of());
/// ```
final class WholeServer implements BeforeAllCallback, AfterAllCallback {

  private final Map<String, String> settings;
  private final TestDatabase database = TestDatabase.perClass();
  private @Nullable RunningServer running;

  private WholeServer(Map<String, String> settings) {
    this.settings = settings;
  }

  /// A server with these settings.
  ///
  /// @param settings by key
  static WholeServer perClass(Map<String, String> settings) {
    return new WholeServer(settings);
  }

  RunningServer running() {
    if (running == null) {
      throw new IllegalStateException("There is a server only during a test");
    }
    return running;
  }

  TestDatabase database() {
    return database;
  }

  /// What opens the sealed values of the server's database.
  Vault vault() {
    return Vault.open(
        database.database(),
        new MasterKeySource(null, new DataFolder(running().data())),
        InstantSource.system());
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    database.beforeAll(context);
    Map<String, String> all = new HashMap<>(settings);
    all.put("database.url", database.url());
    running = RunningServer.start(Files.createTempDirectory("brass-e2e-"), all);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (running != null) {
      running.close();
      delete(running.data());
      running = null;
    }
    database.afterAll(context);
  }

  private static void delete(Path folder) {
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
