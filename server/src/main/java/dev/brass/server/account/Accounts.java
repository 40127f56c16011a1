package dev.brass.server.account;

import dev.brass.server.db.Ids;
import dev.brass.server.db.Page;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The facade of managed accounts. Live and test mode have separate accounts. Thread-safe.
public final class Accounts {

  /// The kind of the job that erases orders' copies of a deleted account's log-in; its subject is
  /// the account's id.
  public static final String ERASE = "erase-account";

  /// The maximum number of accounts per tenant and mode.
  public static final int MOST = 1_000;

  private static final int MOST_DRAWS = 10;

  private final Jdbi jdbi;
  private final Jobs jobs;
  private final InstantSource clock;
  private final AccountRepository repository;
  private final SecureRandom random = new SecureRandom();

  public Accounts(Jdbi jdbi, Vault vault, Jobs jobs, InstantSource clock) {
    this.jdbi = jdbi;
    this.jobs = jobs;
    this.clock = clock;
    this.repository = new AccountRepository(new LogIns(vault), new PersonalData(vault));
  }

  /// The result of storing an account.
  public sealed interface Outcome {
    /// It is on disk.
    record Stored(ManagedAccount account) implements Outcome {}

    /// Another account has the same log-in at the same store.
    record Exists(String shortId) implements Outcome {}

    /// The tenant has [#MOST].
    record TooMany() implements Outcome {}
  }

  /// Stores a new account.
  public Outcome create(TenantId tenant, Mode mode, AccountContent content) {
    return jdbi.inTransaction(
        handle -> {
          repository.lock(handle, tenant);
          UUID id = Ids.next();
          Optional<String> same = repository.same(handle, tenant, mode, id, content);
          if (same.isPresent()) {
            return new Outcome.Exists(same.get());
          }
          return repository.count(handle, tenant, mode) >= MOST
              ? new Outcome.TooMany()
              : new Outcome.Stored(insert(handle, tenant, mode, id, content));
        });
  }

  private ManagedAccount insert(
      Handle handle, TenantId tenant, Mode mode, UUID id, AccountContent content) {
    Instant now = now();
    for (int i = 0; i < MOST_DRAWS; i++) {
      String shortId = ShortId.next(random);
      ManagedAccount account =
          new ManagedAccount(tenant, id, mode, shortId, content, null, null, null, now, now);
      if (repository.insert(handle, account)) {
        return account;
      }
    }
    throw new IllegalStateException("no short id is left for tenant " + tenant);
  }

  /// Changes an account. An account that a store's refusal paused is resumed when its log-in
  /// changes, unless the change keeps the pause.
  ///
  /// @param paused the pause set by the client; null for no change
  /// @param change computes the new content from the old
  /// @return empty when there is no such account
  public Optional<Outcome> update(
      TenantId tenant,
      Mode mode,
      String shortId,
      @Nullable Boolean paused,
      UnaryOperator<AccountContent> change) {
    return jdbi.inTransaction(
        handle -> {
          repository.lock(handle, tenant);
          return repository
              .find(handle, tenant, mode, shortId)
              .map(before -> update(handle, before, paused, change.apply(before.content())));
        });
  }

  private Outcome update(
      Handle handle, ManagedAccount before, @Nullable Boolean paused, AccountContent wanted) {
    Optional<String> same =
        repository.same(handle, before.tenant(), before.mode(), before.id(), wanted);
    if (same.isPresent()) {
      return new Outcome.Exists(same.get());
    }
    boolean mended = before.pauseReason() != null && wanted.logsInOtherwiseThan(before.content());
    boolean stays = paused == null ? before.content().isPaused() && !mended : paused;
    AccountContent content =
        new AccountContent(
            wanted.email(),
            wanted.store(),
            wanted.password(),
            wanted.totpSeed(),
            wanted.config(),
            stays,
            wanted.cooldownMinutes());
    ManagedAccount after =
        new ManagedAccount(
            before.tenant(),
            before.id(),
            before.mode(),
            before.shortId(),
            content,
            stays ? before.pauseReason() : null,
            before.lastUsedAt(),
            before.lockedBy(),
            before.createdAt(),
            now());
    repository.update(handle, after);
    return new Outcome.Stored(after);
  }

  /// With the precision of the database, so that this answer equals later ones.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /// Deletes an account with its secrets; false when there is none. A job erases the copies that
  /// its orders keep once they are no longer needed.
  public boolean delete(TenantId tenant, Mode mode, String shortId) {
    boolean deleted =
        jdbi.inTransaction(
            handle -> {
              repository.lock(handle, tenant);
              Optional<UUID> id = repository.delete(handle, tenant, mode, shortId);
              id.ifPresent(account -> jobs.enqueue(handle, List.of(erase(tenant, account))));
              return id.isPresent();
            });
    if (deleted) {
      jobs.wake();
    }
    return deleted;
  }

  private static NewJob erase(TenantId tenant, UUID account) {
    return NewJob.of(ERASE, tenant.value(), account);
  }

  /// Accounts, newest first.
  ///
  /// @param search a part of the e-mail address or of the store's code; null for all
  public Page<ManagedAccount> list(
      TenantId tenant, Mode mode, @Nullable String search, int limit, int offset) {
    return jdbi.withHandle(handle -> repository.page(handle, tenant, mode, search, limit, offset));
  }

  public Optional<ManagedAccount> find(TenantId tenant, Mode mode, String shortId) {
    return jdbi.withHandle(handle -> repository.find(handle, tenant, mode, shortId));
  }

  /// The account of this id, in either mode.
  public Optional<ManagedAccount> get(Handle handle, TenantId tenant, UUID id) {
    return repository.get(handle, tenant, id);
  }

  /// The best account for an order at a store that names none: not paused, not cooling down, with
  /// the fewest other orders that wait for it, longest unused. If all are paused or cooling down,
  /// the one that would be first. Empty when the tenant has none for this store.
  public Optional<ManagedAccount> best(
      Handle handle, TenantId tenant, Mode mode, String store, UUID order, Instant now) {
    return repository.best(handle, tenant, mode, store, order, now);
  }

  /// Whether the best account for orders at a store but one is not paused.
  public boolean hasAnother(Handle handle, TenantId tenant, Mode mode, String store, UUID except) {
    return repository.hasAnother(handle, tenant, mode, store, except);
  }

  /// Locks the choice among a tenant's accounts until the end of the transaction.
  public void lock(Handle handle, TenantId tenant) {
    repository.lock(handle, tenant);
  }
}
