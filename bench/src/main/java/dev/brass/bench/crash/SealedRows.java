package dev.brass.bench.crash;

import dev.brass.server.config.DataFolder;
import dev.brass.server.secret.MasterKeySource;
import dev.brass.server.secret.Sealer;
import dev.brass.server.secret.Vault;
import dev.brass.spi.Secret;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What opens the sealed rows of servers that run, or ran, in other processes.
public final class SealedRows {

  private SealedRows() {}

  /// Of a server with its data in a folder, and its master key in it.
  static Sealer of(Jdbi jdbi, Path data) {
    return of(jdbi, null, data);
  }

  /// As above.
  ///
  /// @param master the master key as the servers have it in their environment; null for that of the
  ///     folder
  public static Sealer of(Jdbi jdbi, @Nullable Secret<String> master, Path data) {
    return Vault.open(
        jdbi, new MasterKeySource(master, new DataFolder(data)), InstantSource.system());
  }
}
