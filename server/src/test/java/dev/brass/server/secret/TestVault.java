package dev.brass.server.secret;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Database;
import dev.brass.spi.Secret;
import java.nio.file.Path;
import java.time.Instant;

/// Vaults for tests of other packages, with one master key for all of them.
public final class TestVault {

  private static final Secret<String> MASTER = Keyset.newMaster().toJson();
  private static final DataFolder UNUSED = new DataFolder(Path.of("unused"));

  private TestVault() {}

  public static Vault open(Database database) {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    return Vault.open(database, new MasterKeySource(MASTER, UNUSED), () -> start);
  }
}
