package dev.brass.server.secret;

import dev.brass.server.config.DataFolder;
import dev.brass.spi.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The source of the master keyset: the environment, which only operators can change, or a file of
/// the data folder, which the server makes and changes itself.
public final class MasterKeySource {

  static final String FILE = "master-key.json";
  static final String NEXT_FILE = "master-key.next.json";
  private static final String VARIABLE = "BRASS_MASTER_KEY";

  private final @Nullable Secret<String> environment;
  private final DataFolder folder;

  /// A source.
  ///
  /// @param environment the setting `master-key`; null to use the file
  public MasterKeySource(@Nullable Secret<String> environment, DataFolder folder) {
    this.environment = environment;
    this.folder = folder;
  }

  boolean isFile() {
    return environment == null;
  }

  /// The keyset; empty when there is none yet.
  ///
  /// @throws VaultException when the content is not a keyset
  Optional<Keyset> read() {
    return readKeys().map(MasterKeys::keyset);
  }

  /// The keyset with the notes beside its keys; empty when it does not exist yet.
  ///
  /// @throws VaultException when the content is not a keyset
  Optional<MasterKeys> readKeys() {
    return environment == null
        ? folder.read(FILE).map(text -> MasterKeys.parse(Secret.of(text), toString()))
        : Optional.of(MasterKeys.parse(environment, toString()));
  }

  /// Replaces the file, durably.
  void write(MasterKeys keys) {
    if (!isFile()) {
      throw new IllegalStateException("the environment cannot be written");
    }
    folder.write(FILE, keys.toJson().reveal() + "\n");
  }

  /// Writes keys to a file for the operator to put into the environment; returns the file's path.
  String writeNext(MasterKeys keys) {
    folder.write(NEXT_FILE, keys.toJson().reveal() + "\n");
    return folder.file(NEXT_FILE).toString();
  }

  /// The place where an operator looks for it.
  @Override
  public String toString() {
    return isFile() ? folder.file(FILE).toString() : VARIABLE;
  }
}
