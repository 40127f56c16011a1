package dev.brass.server.credential;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;

/// A vault for tests of other packages, with a master key that lives as long as its folder.
public final class TestVault {

  private TestVault() {}

  public static Vault open(Database database) {
    try {
      DataFolder folder = new DataFolder(Files.createTempDirectory("brass-vault-"));
      Instant start = Instant.parse("2026-01-01T00:00:00Z");
      return Vault.open(database, new MasterKeySource(null, folder), () -> start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
