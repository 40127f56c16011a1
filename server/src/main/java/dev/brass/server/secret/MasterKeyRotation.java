package dev.brass.server.secret;

import dev.brass.server.db.Database;
import dev.brass.server.tenant.TenantId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The change of the master key, while servers run. Each step is repeatable, and a run that finds
/// an unfinished one completes it instead of beginning another:
///
/// 1. The keyset gets a new key, which encrypts, beside the old ones. (The environment is the
///    operator's to change: the new keyset is left in a file, and the next run continues.)
/// 2. The database calls it the current one. From that commit on, all nodes wrap with it; a node
///   that does not know it yet reads the file again.
/// 3. All data keys are rewrapped, a hundred per transaction.
/// 4. This database needs the old keys no more; older backups do. So the file keeps them, marked
///    with the time of their use, until an operator drops one ([MasterKeyRemoval]).
public final class MasterKeyRotation {

  /// A master key that only backups need.
  ///
  /// @param since from when on backups need it; null when that is not recorded
  /// @param until until when they do
  public record Retired(long masterKey, @Nullable Instant since, Instant until) {}

  private static final int BATCH = 100;

  /// The name of the lock in the whole database, chosen at random.
  private static final long LOCK = 5_128_840_663_175_219L;

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

  /// The result of a run.
  public sealed interface Outcome {
    /// All data keys are wrapped by the new master key.
    ///
    /// @param rewrapped how many this run changed
    /// @param kept the older keys, the oldest first
    /// @param file where all keys are
    record Done(long masterKey, int rewrapped, List<Retired> kept, String file) implements Outcome {
      public Done {
        kept = List.copyOf(kept);
      }
    }

    /// The operator has to put the keyset of this file into the environment of all nodes, restart
    /// them, and run the command again.
    record Prepared(String file) implements Outcome {}

    /// As [Done]; the keyset of this file has marks at the older keys, and the operator may put it
    /// into the environment.
    record DoneInEnvironment(long masterKey, int rewrapped, List<Retired> kept, String file)
        implements Outcome {
      public DoneInEnvironment {
        kept = List.copyOf(kept);
      }
    }
  }

  /// Changes the master key, or ends a change that was interrupted.
  ///
  /// @throws VaultException when the database was never used with a master key, or with another one
  public Outcome rotate() {
    return alone(database, this::rotateLocked);
  }

  /// Changes the file with the keys under a lock: each change reads the whole file and writes it
  /// anew, so that of two at once one would undo the other. A second command waits.
  static <T> T alone(Database database, Supplier<T> change) {
    return database.exclusively(LOCK, PATIENCE, change);
  }

  private Outcome rotateLocked() {
    long current =
        database
            .jdbi()
            .withHandle(repository::current)
            .orElseThrow(
                () -> new VaultException("this database holds no secrets yet: nothing to rotate"));
    MasterKeys keys =
        source
            .readKeys()
            .filter(known -> known.keyset().ids().contains(current))
            .orElseThrow(() -> MasterKey.lacking(source, current));
    boolean unfinished = keys.keyset().primary() != current || isUnfinished(keys, current);
    if (!unfinished) {
      MasterKeys next = keys.withNewPrimary();
      if (!source.isFile()) {
        return new Outcome.Prepared(source.writeNext(next));
      }
      source.write(next);
      keys = next;
    }
    return finish(keys);
  }

  /// Whether an earlier run stopped after the database knew the new key.
  private boolean isUnfinished(MasterKeys keys, long current) {
    boolean waiting =
        !database.jdbi().inTransaction(handle -> repository.toRewrap(handle, current, 1)).isEmpty();
    return waiting || (source.isFile() && keys.hasUnmarked());
  }

  private Outcome finish(MasterKeys keys) {
    long masterKey = keys.keyset().primary();
    database
        .jdbi()
        .useTransaction(handle -> repository.setCurrent(handle, masterKey, clock.instant()));
    MasterKey master = new MasterKey(source, keys.keyset());
    int rewrapped = 0;
    for (int batch; (batch = rewrapSome(master, masterKey)) > 0; ) {
      rewrapped += batch;
    }
    database.jdbi().useTransaction(handle -> repository.retireOthers(handle, clock.instant()));
    MasterKeys marked = marked(keys);
    List<Retired> kept = retired(marked);
    if (source.isFile()) {
      source.write(marked);
      return new Outcome.Done(masterKey, rewrapped, kept, source.toString());
    }
    return new Outcome.DoneInEnvironment(masterKey, rewrapped, kept, source.writeNext(marked));
  }

  /// The keys with this database's record of their use. In a restored database a key may have been
  /// in use again, after the time for which it is marked; and the database knows nothing of keys
  /// that are newer than the backup.
  private MasterKeys marked(MasterKeys keys) {
    Instant now = clock.instant();
    MasterKeys marked = keys;
    for (SecretRepository.UsedKey used : database.jdbi().withHandle(repository::masterKeys)) {
      if (keys.keyset().ids().contains(used.id())) {
        MasterKeys.Term before = keys.term(used.id());
        marked =
            marked.with(
                used.id(),
                new MasterKeys.Term(
                    earlier(before.since(), used.createdAt()),
                    used.current() ? null : later(before.retired(), used.retiredAt())));
      }
    }
    for (long id : keys.keyset().ids()) {
      MasterKeys.Term term = marked.term(id);
      if (id != keys.keyset().primary() && term.retired() == null) {
        marked = marked.with(id, new MasterKeys.Term(term.since(), now));
      }
    }
    return marked;
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  private static List<Retired> retired(MasterKeys keys) {
    List<Retired> retired = new ArrayList<>();
    for (long id : keys.keyset().ids()) {
      MasterKeys.Term term = keys.term(id);
      if (term.retired() != null) {
        retired.add(new Retired(id, term.since(), term.retired()));
      }
    }
    retired.sort(Comparator.comparing(Retired::until));
    return retired;
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
