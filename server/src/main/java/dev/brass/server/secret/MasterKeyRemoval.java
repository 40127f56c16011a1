package dev.brass.server.secret;

import dev.brass.server.db.Database;
import dev.brass.server.secret.MasterKeyRotation.Retired;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The removal of a master key that only backups need: one that others may have seen, or that must
/// not open anything any more. The secrets of every backup from its time become unreadable.
/// Repeatable, whether the file still has the key or not.
public final class MasterKeyRemoval {

  private final Database database;
  private final MasterKeySource source;
  private final InstantSource clock;
  private final SecretRepository repository = new SecretRepository();

  public MasterKeyRemoval(Database database, MasterKeySource source, InstantSource clock) {
    this.database = database;
    this.source = source;
    this.clock = clock;
  }

  /// A removed key.
  ///
  /// @param lost the backups that become unreadable
  /// @param file where the other keys are
  /// @param environment whether the operator has to put that file into the environment
  public record Removed(Retired lost, String file, boolean environment) {}

  /// The values that the removal of a key would make unreadable. Removes nothing.
  ///
  /// @throws VaultException when the key cannot be removed, with why
  public Retired judge(long masterKey) {
    return database.jdbi().withHandle(handle -> judge(handle, known(), masterKey));
  }

  /// Removes a key.
  ///
  /// @throws VaultException when it cannot be removed, with why
  public Removed remove(long masterKey) {
    return MasterKeyRotation.alone(database, () -> removeLocked(masterKey));
  }

  private Removed removeLocked(long masterKey) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              repository.lockMaster(handle);
              MasterKeys keys = known();
              Retired lost = judge(handle, keys, masterKey);
              MasterKeys left = keys.without(masterKey, clock.instant());
              if (!source.isFile()) {
                return new Removed(lost, source.writeNext(left), true);
              }
              source.write(left);
              return new Removed(lost, source.toString(), false);
            });
  }

  private MasterKeys known() {
    return source
        .readKeys()
        .orElseThrow(() -> new VaultException("there is no master key in " + source));
  }

  private Retired judge(Handle handle, MasterKeys keys, long masterKey) {
    if (!keys.keyset().ids().contains(masterKey)) {
      throw new VaultException(
          "%s has no master key %d; it has %s"
              .formatted(source, masterKey, keys.keyset().ids().stream().sorted().toList()));
    }
    List<SecretRepository.UsedKey> used = repository.masterKeys(handle);
    SecretRepository.@Nullable UsedKey here =
        used.stream().filter(key -> key.id() == masterKey).findFirst().orElse(null);
    boolean encrypts =
        keys.keyset().primary() == masterKey
            || (here != null && (here.current() || here.dataKeys() > 0));
    if (encrypts) {
      throw new VaultException(
          "the master key %d is in use; run 'brass secrets rotate' before it is dropped"
              .formatted(masterKey));
    }
    MasterKeys.Term term = keys.term(masterKey);
    return new Retired(
        masterKey,
        term.since() == null && here != null ? here.createdAt() : term.since(),
        Objects.requireNonNullElseGet(
            term.retired() == null && here != null ? here.retiredAt() : term.retired(),
            clock::instant));
  }
}
