package dev.brass.server.tenant;

import com.fasterxml.uuid.NoArgGenerator;
import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.db.ShortCache;
import dev.brass.spi.Secret;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The customers of this server and their keys. Thread-safe.
///
/// A key that is revoked here is refused here at once, and by other nodes after five seconds.
public final class Tenants implements AutoCloseable {

  /// The tenant that the first start creates.
  public static final String DEFAULT = "default";

  private static final Logger LOG = LoggerFactory.getLogger(Tenants.class);
  private static final int LONGEST_NAME = 100;
  private static final UUID FIRST = new UUID(0, 0);

  /// The time in which a key that another node revoked may still be valid here.
  private static final Duration FRESH = Duration.ofSeconds(5);

  /// Some 5 MB. Made-up keys fill it with unknown ones, which are evicted first.
  private static final int MOST_CACHED = 20_000;

  private final Database database;
  private final InstantSource clock;
  private final TenantRepository repository = new TenantRepository();
  private final NoArgGenerator ids = Ids.ascending();
  private final ShortCache<ByteBuffer, Optional<ApiKey>> cache =
      new ShortCache<>(FRESH, MOST_CACHED, Optional::isEmpty, hash -> load(hash.array()));
  private final KeyUses uses;

  public Tenants(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.uses =
        new KeyUses(
            pending ->
                database.relaxed(
                    handle -> {
                      repository.recordUses(handle, pending);
                      return pending.size();
                    }));
  }

  /// The caller with this key, provided that it is one of the accepted kinds.
  ///
  /// @param presented anything that a client sent
  /// @param accepted not [KeyKind#ADMIN], which belongs to no tenant; see [#operator]
  public Authentication authenticate(String presented, KeyKind... accepted) {
    if (!KeyText.isKey(presented) || !isOneOf(presented, List.of(accepted))) {
      return Refusal.UNKNOWN;
    }
    Instant now = clock.instant();
    Optional<ApiKey> found = cache.get(ByteBuffer.wrap(KeyText.hash(presented)), now);
    if (found.isEmpty()) {
      return Refusal.UNKNOWN;
    }
    ApiKey key = found.get();
    TenantId tenant = key.tenant();
    Refusal refusal = refusal(key, now);
    if (refusal != null || tenant == null) {
      return refusal == null ? Refusal.UNKNOWN : refusal;
    }
    uses.add(key.id(), now);
    Mode mode = key.kind() == KeyKind.TEST ? Mode.TEST : Mode.LIVE;
    return new Caller(tenant, key.id(), mode, key.scope());
  }

  /// The operator with this admin key; empty when the key is not a valid one.
  public Optional<Operator> operator(String presented) {
    if (!KeyText.isKey(presented) || !isOneOf(presented, List.of(KeyKind.ADMIN))) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Optional<ApiKey> key =
        cache
            .get(ByteBuffer.wrap(KeyText.hash(presented)), now)
            .filter(found -> refusal(found, now) == null);
    key.ifPresent(found -> uses.add(found.id(), now));
    return key.map(found -> new Operator(found.id()));
  }

  /// The caller of a key that was presented before, if it is still valid.
  public Authentication caller(TenantId tenant, UUID keyId, Mode mode) {
    Optional<ApiKey> found =
        database.jdbi().withHandle(handle -> repository.key(handle, tenant, keyId));
    if (found.isEmpty()) {
      return Refusal.UNKNOWN;
    }
    Refusal refusal = refusal(found.get(), clock.instant());
    return refusal == null ? new Caller(tenant, keyId, mode, found.get().scope()) : refusal;
  }

  private static boolean isOneOf(String presented, List<KeyKind> accepted) {
    return KeyKind.of(presented).filter(accepted::contains).isPresent();
  }

  private static @Nullable Refusal refusal(ApiKey key, Instant now) {
    if (key.revokedAt() != null) {
      return Refusal.REVOKED;
    }
    return key.expiresAt() != null && !now.isBefore(key.expiresAt()) ? Refusal.EXPIRED : null;
  }

  private Optional<ApiKey> load(byte[] hash) {
    return database.jdbi().withHandle(handle -> repository.key(handle, hash));
  }

  /// A new tenant; empty when there is one of this name.
  ///
  /// @throws IllegalArgumentException when the name is blank or longer than 100 letters
  public Optional<Tenant> create(String name) {
    return create(name, TenantKind.ACCOUNT);
  }

  /// A new tenant of a kind; empty when there is one of this name.
  public Optional<Tenant> create(String name, TenantKind kind) {
    Tenant tenant = new Tenant(new TenantId(ids.generate()), named(name), null, clock.instant());
    return database.jdbi().inTransaction(handle -> repository.insert(handle, tenant, kind))
        ? Optional.of(tenant)
        : Optional.empty();
  }

  /// A new tenant in the caller's transaction.
  ///
  /// @param name no tenant has it yet
  public Tenant create(Handle handle, String name, TenantKind kind) {
    return create(handle, new TenantId(ids.generate()), name, kind);
  }

  /// A new tenant in the caller's transaction, with an id that is known already.
  public Tenant create(Handle handle, TenantId id, String name, TenantKind kind) {
    Tenant tenant = new Tenant(id, named(name), null, clock.instant());
    if (!repository.insert(handle, tenant, kind)) {
      throw new IllegalStateException("there is a tenant of this name already: " + name);
    }
    return tenant;
  }

  /// Allows a sandbox to send messages to programs on this machine, since it was opened from there.
  public void reachThisMachine(Handle handle, TenantId sandbox) {
    repository.reachThisMachine(handle, sandbox);
  }

  public Optional<Tenant> find(String name) {
    return database.jdbi().withHandle(handle -> repository.tenant(handle, name));
  }

  /// Sets the account holder's address for mail; returns whether the tenant exists.
  ///
  /// @param email null for none
  public boolean setEmail(TenantId id, @Nullable String email) {
    return database.jdbi().inTransaction(handle -> repository.setEmail(handle, id, email));
  }

  public Optional<Tenant> get(TenantId id) {
    return database.jdbi().withHandle(handle -> repository.tenant(handle, id));
  }

  /// The first tenants by name.
  public List<Tenant> list(int limit) {
    return list("", limit);
  }

  /// Tenants in the order of their names.
  ///
  /// @param after the last name of the page before; empty for the first page
  public List<Tenant> list(String after, int limit) {
    return database.jdbi().withHandle(handle -> repository.tenants(handle, after, limit));
  }

  /// A new key of a tenant.
  ///
  /// @param kind any but [KeyKind#ADMIN]
  /// @param name for people to distinguish keys
  /// @param expiresAt null for never
  /// @throws IllegalArgumentException when the name is blank or longer than 100 letters
  public NewKey createKey(
      TenantId tenant, KeyKind kind, String name, Scope scope, @Nullable Instant expiresAt) {
    if (kind == KeyKind.ADMIN) {
      throw new IllegalArgumentException("an admin key belongs to no tenant");
    }
    return createKey(newKey(tenant, kind, name, scope, expiresAt, KeyText.random(kind)));
  }

  /// A new key of an operator.
  ///
  /// @throws IllegalArgumentException when the name is blank or longer than 100 letters
  public NewKey createAdminKey(String name, @Nullable Instant expiresAt) {
    Secret<String> text = KeyText.random(KeyKind.ADMIN);
    return createKey(newKey(null, KeyKind.ADMIN, name, Scope.FULL, expiresAt, text));
  }

  /// A new key in the caller's transaction that never expires and may do everything.
  public NewKey createKey(Handle handle, TenantId tenant, KeyKind kind, String name) {
    return createKey(handle, tenant, kind, name, Scope.FULL, null);
  }

  /// A new key in the caller's transaction, with a scope and an expiry.
  public NewKey createKey(
      Handle handle,
      TenantId tenant,
      KeyKind kind,
      String name,
      Scope scope,
      @Nullable Instant expiresAt) {
    if (kind == KeyKind.ADMIN) {
      throw new IllegalArgumentException("an admin key belongs to no tenant");
    }
    NewKey key = newKey(tenant, kind, name, scope, expiresAt, KeyText.random(kind));
    insert(handle, key);
    return key;
  }

  /// Reads keys again, after a transaction that changed their tenants; other nodes follow after
  /// five seconds.
  public void forgetKeys() {
    cache.clear();
  }

  private NewKey createKey(NewKey key) {
    database.jdbi().useTransaction(handle -> insert(handle, key));
    return key;
  }

  private void insert(Handle handle, NewKey key) {
    repository.insert(handle, key.key(), KeyText.hash(key.text().reveal()));
  }

  private NewKey newKey(
      @Nullable TenantId tenant,
      KeyKind kind,
      String name,
      Scope scope,
      @Nullable Instant expiresAt,
      Secret<String> text) {
    ApiKey key =
        new ApiKey(
            ids.generate(),
            tenant,
            kind,
            named(name),
            scope,
            KeyText.ending(text.reveal()),
            clock.instant(),
            expiresAt,
            null,
            null);
    return new NewKey(key, text);
  }

  private static String named(String name) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "a name has 1 to " + LONGEST_NAME + " letters; this one has " + name.length());
    }
    if (name.codePoints().anyMatch(Tenants::isUnprintable)) {
      throw new IllegalArgumentException("a name has no control characters");
    }
    return name;
  }

  private static boolean isUnprintable(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
  }

  /// Creates the default tenant with one key of each kind and writes them to `keys.json`, if that
  /// tenant does not exist yet; otherwise updates the file's `base_url`. Call it on each start,
  /// once the server knows its address. Several nodes may do so at once.
  ///
  /// The file is written before the keys are committed, and a start that finds a file but no
  /// default tenant takes the file's keys: so a crash in between locks no one out, and a database
  /// that is set up anew keeps the keys that clients have.
  ///
  /// @throws IllegalStateException when `keys.json` exists but contains something else
  /// @throws java.io.UncheckedIOException when it cannot be written
  public void install(DataFolder folder, String baseUrl) {
    boolean created =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  repository.lockInstallation(handle);
                  return repository.tenant(handle, DEFAULT).isEmpty()
                      && createDefault(handle, folder, baseUrl);
                });
    if (!created) {
      refresh(folder, baseUrl);
    }
  }

  private boolean createDefault(Handle handle, DataFolder folder, String baseUrl) {
    KeysFile file =
        KeysFile.read(folder)
            .map(known -> known.withBaseUrl(baseUrl))
            .orElseGet(() -> KeysFile.random(baseUrl));
    file.write(folder);
    Tenant tenant = new Tenant(new TenantId(ids.generate()), DEFAULT, null, clock.instant());
    repository.insert(handle, tenant, TenantKind.ACCOUNT);
    insertAll(handle, tenant.id(), file);
    return true;
  }

  private void insertAll(Handle handle, TenantId tenant, KeysFile file) {
    file.keys()
        .forEach(
            (kind, text) -> {
              TenantId owner = kind == KeyKind.ADMIN ? null : tenant;
              insert(handle, newKey(owner, kind, KeysFile.NAME, Scope.FULL, null, text));
            });
  }

  private void refresh(DataFolder folder, String baseUrl) {
    Optional<KeysFile> file = KeysFile.read(folder);
    if (file.isEmpty()) {
      LOG.warn(
          "{} is missing, and keys cannot be read from the database; 'brass keys create --to-file'"
              + " makes new ones",
          folder.file(KeysFile.NAME));
      return;
    }
    Instant now = clock.instant();
    boolean allHold =
        file.get().keys().values().stream()
            .allMatch(
                text ->
                    load(KeyText.hash(text.reveal()))
                        .filter(key -> refusal(key, now) == null)
                        .isPresent());
    if (!allHold) {
      LOG.warn(
          "{} has keys that this database does not accept; 'brass keys create --to-file' makes new"
              + " ones",
          folder.file(KeysFile.NAME));
    }
    if (!file.get().baseUrl().equals(baseUrl)) {
      file.get().withBaseUrl(baseUrl).write(folder);
    }
  }

  /// Creates new keys of the default tenant, one of each kind, and writes them to `keys.json` in
  /// place of the present ones, which stay valid. After a crash in between, do it again.
  ///
  /// @throws IllegalStateException when there is no default tenant yet
  public KeysFile replaceFile(DataFolder folder, String baseUrl) {
    KeysFile file = KeysFile.random(baseUrl);
    database
        .jdbi()
        .useTransaction(
            handle -> {
              Tenant tenant =
                  repository
                      .tenant(handle, DEFAULT)
                      .orElseThrow(
                          () -> new IllegalStateException("the server was never started yet"));
              insertAll(handle, tenant.id(), file);
            });
    file.write(folder);
    return file;
  }

  /// The tenant's keys, the oldest first, revoked ones included.
  public List<ApiKey> keys(TenantId tenant, int limit) {
    return keys(tenant, FIRST, limit);
  }

  /// The tenant's keys, the oldest first, revoked ones included.
  ///
  /// @param after the last id of the page before
  public List<ApiKey> keys(TenantId tenant, UUID after, int limit) {
    return database.jdbi().withHandle(handle -> repository.keys(handle, tenant, after, limit));
  }

  /// The operators' keys, the oldest first, revoked ones included.
  public List<ApiKey> adminKeys(int limit) {
    return database.jdbi().withHandle(handle -> repository.adminKeys(handle, limit));
  }

  /// Revokes a key; returns whether the key exists.
  public boolean revoke(UUID key) {
    boolean found =
        database.jdbi().inTransaction(handle -> repository.revoke(handle, key, clock.instant()));
    cache.clear();
    return found;
  }

  /// Writes when keys were last used, instead of at the next full minute.
  void flushUses() {
    uses.flush();
  }

  /// Writes when keys were last used, and ends. The database stays open.
  @Override
  public void close() {
    uses.close();
  }
}
