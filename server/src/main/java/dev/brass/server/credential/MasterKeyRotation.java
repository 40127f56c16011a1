package dev.brass.server.credential;

import dev.brass.server.db.Database;
import dev.brass.server.tenant.TenantId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// The change of the master key, while servers run. Each step is repeatable, and a run that finds
/// an unfinished one ends it instead of beginning another:
///
/// 1. The keyset gets a new key, which encrypts, beside the old ones. (The environment is the
///   operator's to change: the new keyset is left in a file, and the next run goes on.)
/// 2. The database calls it the current one. From that commit on, all nodes wrap with it; a node
///   that does not know it yet reads the file again.
/// 3. All data keys are rewrapped, a hundred per transaction.
/// 4. Nothing needs the old keys any more, and the file drops them.
public final class MasterKeyRotation {

  private static final int BATCH = 100;

  /// The name of the lock in the whole database, chosen at random.
  private static final long ROTATION = 5_128_840_663_175_219L;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Database database;
  private final MasterKeySource source;
  private final InstantSource clock;
  private final SecretRepository repository = new SecretRepository();

  public MasterKeyRotation(Database database, MasterKeySource source, InstantSource clock) {
    this.database = database;
    this.source = source;
    this.clock = clock;
  }

  /// What a run did.
  public sealed interface Outcome {
    /// All data keys are wrapped by the new master key.
    ///
    /// @param rewrapped how many this run changed
    record Done(long masterKey, int rewrapped) implements Outcome {}

    /// The operator has to put the keyset of this file into the environment of all nodes, restart
    /// them, and run the command again.
    record Prepared(String file) implements Outcome {}

    /// As [Done]; the operator may put the keyset of this file, without the old keys, into the
    /// environment.
    record DoneInEnvironment(long masterKey, int rewrapped, String file) implements Outcome {}
  }

  /// Changes the master key, or ends a change that was interrupted.
  ///
  /// @throws VaultException when the database was never used with a master key, or with another one
  public Outcome rotate() {
    // A second command waits instead of mixing in.
    return database.exclusively(ROTATION, PATIENCE, this::rotateLocked);
  }

  private Outcome rotateLocked() {
    long current =
        database
            .jdbi()
            .withHandle(repository::current)
            .orElseThrow(
                () -> new VaultException("this database holds no secrets yet: nothing to rotate"));
    Keyset keyset =
        source
            .read()
            .filter(known -> known.ids().contains(current))
            .orElseThrow(() -> MasterKey.lacking(source, current));
    boolean unfinished = keyset.primary() != current || isUnfinished(keyset, current);
    if (!unfinished) {
      Keyset next = keyset.withNewPrimary();
      if (!source.isFile()) {
        return new Outcome.Prepared(source.writeNext(next));
      }
      source.write(next);
      keyset = next;
    }
    return finish(keyset);
  }

  /// Whether an earlier run stopped after the database knew the new key.
  private boolean isUnfinished(Keyset keyset, long current) {
    boolean waiting =
        !database.jdbi().inTransaction(handle -> repository.toRewrap(handle, current, 1)).isEmpty();
    return waiting || (source.isFile() && keyset.size() > 1);
  }

  private Outcome finish(Keyset keyset) {
    long masterKey = keyset.primary();
    database
        .jdbi()
        .useTransaction(handle -> repository.setCurrent(handle, masterKey, clock.instant()));
    MasterKey master = new MasterKey(source, keyset);
    int rewrapped = 0;
    for (int batch; (batch = rewrapSome(master, masterKey)) > 0; ) {
      rewrapped += batch;
    }
    database.jdbi().useTransaction(handle -> repository.retireOthers(handle, clock.instant()));
    if (source.isFile()) {
      source.write(keyset.primaryOnly());
      return new Outcome.Done(masterKey, rewrapped);
    }
    return new Outcome.DoneInEnvironment(
        masterKey, rewrapped, source.writeNext(keyset.primaryOnly()));
  }

  private int rewrapSome(MasterKey master, long masterKey) {
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              List<SecretRepository.Wrapped> keys = repository.toRewrap(handle, masterKey, BATCH);
              keys.forEach(key -> rewrap(handle, master, key, masterKey));
              return keys.size();
            });
  }

  private void rewrap(
      Handle handle, MasterKey master, SecretRepository.Wrapped key, long masterKey) {
    TenantId tenant = key.tenant();
    Keyset dataKey = master.unwrap(tenant, key.bytes().array());
    byte[] wrapped = master.wrap(tenant, dataKey, masterKey);
    repository.rewrap(
        handle, new SecretRepository.Wrapped(tenant, ByteBuffer.wrap(wrapped)), masterKey);
  }
}
