package dev.brass.server.secret;

import dev.brass.server.db.Database;
import dev.brass.server.db.ShortCache;
import dev.brass.server.tenant.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The encryption of secrets at rest: cards, passwords, TOTP seeds, tokens. Thread-safe.
///
/// Each tenant has its own data key, which is stored wrapped by the server's master key and kept
/// unwrapped in memory for some minutes. Sealing and opening need no query in that time. A sealed
/// value opens for the same tenant and purpose only, so that neither another tenant's nor another
/// column's value can be put in its place.
public final class Vault implements Sealer {

  /// The time in which another node may still seal with a data key that was rotated here.
  private static final Duration FRESH = Duration.ofMinutes(5);

  private static final int MOST_CACHED = 10_000;

  /// The key of a value may be unknown because it is new; the database is asked once a second per
  /// tenant, so that made-up values do not become queries.
  private static final Duration REREAD = Duration.ofSeconds(1);

  private static final int MOST_KEYS = 100;

  private final Jdbi jdbi;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final MasterKey master;
  private final SecretRepository repository = new SecretRepository();
  private final ShortCache<TenantId, DataKey> dataKeys =
      new ShortCache<>(FRESH, MOST_CACHED, _ -> false, this::load);

  /// A tenant's keyset in memory.
  private record DataKey(Keyset keyset, ValueKeys values, Instant loadedAt) {}

  private Vault(Jdbi jdbi, MasterKey master, InstantSource clock) {
    this.jdbi = jdbi;
    this.master = master;
    this.clock = clock;
  }

  /// Opens the vault of this database, on the first start with a new master key. A crash between
  /// writing the key's file and the commit leaves a file that the next start takes.
  ///
  /// @throws VaultException when the master key is not the one that the database was used with
  public static Vault open(Database database, MasterKeySource source, InstantSource clock) {
    return open(database.jdbi(), source, clock);
  }

  /// Opens the vault in the database of another process.
  public static Vault open(Jdbi jdbi, MasterKeySource source, InstantSource clock) {
    SecretRepository repository = new SecretRepository();
    Keyset keyset =
        jdbi.inTransaction(
            handle -> {
              repository.lockMaster(handle);
              return chosen(handle, repository, source, clock.instant());
            });
    return new Vault(jdbi, new MasterKey(source, keyset), clock);
  }

  private static Keyset chosen(
      Handle handle, SecretRepository repository, MasterKeySource source, Instant now) {
    Long current = repository.current(handle).orElse(null);
    if (current != null) {
      return source
          .read()
          .filter(keyset -> keyset.ids().contains(current))
          .orElseThrow(() -> MasterKey.lacking(source, current));
    }
    Keyset keyset =
        source
            .read()
            .orElseGet(
                () -> {
                  Keyset made = Keyset.newMaster();
                  MasterKeys keys = MasterKeys.of(made);
                  source.write(keys.with(made.primary(), new MasterKeys.Term(now, null)));
                  return made;
                });
    repository.setCurrent(handle, keyset.primary(), now);
    return keyset;
  }

  /// Encrypts a value, which grows by 49 bytes.
  ///
  /// @param purpose the kind of value, such as `order.payment`; [#open] must name it again
  @Override
  public byte[] seal(TenantId tenant, String purpose, byte[] plain) {
    return dataKeys
        .get(tenant, clock.instant())
        .values()
        .encrypt(plain, associated(tenant, purpose));
  }

  /// Decrypts what [#seal] gave.
  ///
  /// @throws VaultException when it was sealed for another tenant or purpose, or was changed since
  @Override
  public byte[] open(TenantId tenant, String purpose, byte[] sealed) {
    try {
      return opening(tenant, sealed).decrypt(sealed, associated(tenant, purpose));
    } catch (GeneralSecurityException e) {
      throw new VaultException(
          "a secret of tenant "
              + tenant
              + " cannot be opened as '"
              + purpose
              + "': it was changed, or sealed for another tenant or purpose",
          e);
    }
  }

  private ValueKeys opening(TenantId tenant, byte[] sealed) {
    Instant now = clock.instant();
    DataKey key = dataKeys.get(tenant, now);
    Long id = Keyset.keyOf(sealed);
    boolean unknown = id != null && !key.keyset().ids().contains(id);
    if (unknown && now.isAfter(key.loadedAt().plus(REREAD))) {
      dataKeys.forget(tenant);
      key = dataKeys.get(tenant, now);
    }
    return key.values();
  }

  private DataKey load(TenantId tenant) {
    Instant now = clock.instant();
    SecretRepository.Wrapped stored =
        jdbi.withHandle(handle -> repository.dataKey(handle, tenant))
            .orElseGet(() -> create(tenant, now));
    Keyset keyset = master.unwrap(tenant, stored.bytes().array());
    return new DataKey(keyset, new ValueKeys(keyset, random), now);
  }

  /// A node that makes the tenant's first key at the same moment may win; both use its key then. It
  /// is committed apart from the transaction that this thread may be in: values sealed with a key
  /// that is rolled back would be lost.
  private SecretRepository.Wrapped create(TenantId tenant, Instant now) {
    try (Handle own = jdbi.open()) {
      return own.inTransaction(
          handle -> {
            long masterKey = repository.currentHeld(handle);
            byte[] wrapped = master.wrap(tenant, Keyset.newData(), masterKey);
            SecretRepository.Wrapped mine =
                new SecretRepository.Wrapped(tenant, ByteBuffer.wrap(wrapped));
            repository.insertDataKey(handle, mine, masterKey, now);
            return repository.dataKey(handle, tenant).orElseThrow();
          });
    }
  }

  /// Gives the tenant a new data key for future values; older values stay readable. Other nodes
  /// follow within five minutes.
  ///
  /// @throws VaultException when the tenant has a hundred keys already
  public void rotateDataKey(TenantId tenant) {
    Instant now = clock.instant();
    dataKeys.get(tenant, now);
    jdbi.useTransaction(
        handle -> {
          long masterKey = repository.currentHeld(handle);
          byte[] old = repository.dataKeyHeld(handle, tenant).orElseThrow().bytes().array();
          Keyset keyset = master.unwrap(tenant, old);
          if (keyset.size() >= MOST_KEYS) {
            throw new VaultException(
                "tenant " + tenant + " has " + MOST_KEYS + " data keys; no more are kept");
          }
          byte[] wrapped = master.wrap(tenant, keyset.withNewPrimary(), masterKey);
          repository.replaceDataKey(
              handle,
              new SecretRepository.Wrapped(tenant, ByteBuffer.wrap(wrapped)),
              masterKey,
              now);
        });
    dataKeys.forget(tenant);
  }

  /// Reads the tenants' keys anew: the database may have lost some.
  public void forgetDataKeys() {
    dataKeys.clear();
  }

  private static byte[] associated(TenantId tenant, String purpose) {
    byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES * 2 + name.length)
        .putLong(tenant.value().getMostSignificantBits())
        .putLong(tenant.value().getLeastSignificantBits())
        .put(name)
        .array();
  }
}
