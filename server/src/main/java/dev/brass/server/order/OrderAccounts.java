package dev.brass.server.order;

import dev.brass.server.account.Accounts;
import dev.brass.server.account.ManagedAccount;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.Job;
import dev.brass.server.job.Jobs;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.spi.Credential;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Decides which managed account the next attempt of an order uses, and when. Thread-safe.
///
/// A `place-order` job begins in the lane that its order had. If the account's lane is another one,
/// the order gets the account and a job in that lane in one commit, which also ends this job: a
/// crash leaves either the old job or the new one. The attempt is made by a job in the lane of the
/// log-in that it uses and by no other, so that one log-in never checks out twice at once, whether
/// it comes from an account or from a request.
final class OrderAccounts {

  /// In the data of errors that were found here and not by a store.
  static final String UNUSABLE = "retailer_credentials_id";

  private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
  private static final Duration LAST_LOOK = Duration.ofMinutes(5);
  private static final int PATIENCE = 10;

  private final Jdbi jdbi;
  private final Accounts accounts;
  private final OrderAccountRepository repository;
  private final Jobs jobs;
  private final InstantSource system;

  OrderAccounts(
      Jdbi jdbi,
      Accounts accounts,
      OrderAccountRepository repository,
      Jobs jobs,
      InstantSource system) {
    this.jdbi = jdbi;
    this.accounts = accounts;
    this.repository = repository;
    this.jobs = jobs;
    this.system = system;
  }

  /// The decision.
  sealed interface Turn {
    /// The attempt is made, with the loaded log-in.
    record Now(Loaded loaded) implements Turn {}

    /// Another job makes it; this one is settled.
    record Elsewhere() implements Turn {}

    /// Nothing for this time.
    record Later(Duration pause) implements Turn {}

    /// The order ends: its account is gone.
    record Never(OrderError error) implements Turn {}
  }

  /// Decides on the next attempt of an order whose job runs.
  Turn turn(Job job, Loaded loaded) {
    Order order = loaded.order();
    AccountChoice choice = order.spec().account();
    if (choice == null) {
      return new Turn.Now(loaded);
    }
    Instant now = OrderTime.of(system, loaded).now();
    if (isAlone(loaded, choice, now)) {
      return new Turn.Now(loaded);
    }
    Turn turn =
        jdbi.inTransaction(
            handle ->
                choice.id() == null
                    ? best(handle, job, loaded, now)
                    : named(handle, job, loaded, choice, now));
    if (turn instanceof Turn.Elsewhere) {
      jobs.wake();
    }
    return turn;
  }

  /// Whether the order accepts any account and its tenant has none, which is the usual case.
  private boolean isAlone(Loaded loaded, AccountChoice choice, Instant now) {
    return choice.id() == null
        && loaded.account() == null
        && jdbi.withHandle(handle -> choose(handle, loaded.order(), now)).isEmpty();
  }

  private Turn named(Handle handle, Job job, Loaded loaded, AccountChoice choice, Instant now) {
    Order order = loaded.order();
    Optional<ManagedAccount> found =
        accounts.get(handle, order.key().tenant(), Objects.requireNonNull(choice.id()));
    if (found.isEmpty() || !found.get().serves(order.spec().store())) {
      String why = found.isEmpty() ? "was deleted" : "belongs to another retailer now";
      return new Turn.Never(
          new OrderError(
              ErrorCode.ACCOUNT_LOGIN_FAILED,
              "The managed account %s %s before the order was bought; nothing was bought."
                  .formatted(choice.shortId(), why),
              Map.of(UNUSABLE, String.valueOf(choice.shortId()))));
    }
    return use(handle, job, loaded, found.get(), now);
  }

  private Turn best(Handle handle, Job job, Loaded loaded, Instant now) {
    Order order = loaded.order();
    ManagedAccount mine =
        loaded.account() == null
            ? null
            : accounts.get(handle, order.key().tenant(), loaded.account()).orElse(null);
    if (mine != null && mine.serves(order.spec().store()) && isReady(mine, now)) {
      return use(handle, job, loaded, mine, now);
    }
    if (choose(handle, order, now).isEmpty()) {
      if (loaded.account() != null) {
        repository.release(handle, order.key());
      }
      // The store is used without a log-in and in no lane.
      return turnOf(handle, job, loaded, null);
    }
    // Two orders that choose at once must not both find the same account unused.
    accounts.lock(handle, order.key().tenant());
    Optional<ManagedAccount> chosen = choose(handle, order, now);
    return chosen.isEmpty()
        ? new Turn.Later(FIRST_LOOK)
        : use(handle, job, loaded, chosen.get(), now);
  }

  private Optional<ManagedAccount> choose(Handle handle, Order order, Instant now) {
    return accounts.best(
        handle, order.key().tenant(), order.mode(), order.spec().store(), order.id().value(), now);
  }

  /// Whether an order that names no account can be bought with another one that is not paused.
  boolean hasAnother(Loaded loaded) {
    Order order = loaded.order();
    AccountChoice choice = order.spec().account();
    UUID mine = loaded.account();
    return choice != null
        && choice.id() == null
        && mine != null
        && jdbi.withHandle(
            handle ->
                accounts.hasAnother(
                    handle, order.key().tenant(), order.mode(), order.spec().store(), mine));
  }

  private static boolean isReady(ManagedAccount account, Instant now) {
    return !account.content().isPaused() && account.rest(now).isZero();
  }

  private Turn use(Handle handle, Job job, Loaded loaded, ManagedAccount account, Instant now) {
    if (account.content().isPaused()) {
      return new Turn.Later(patience(loaded.order(), now));
    }
    Duration rest = account.rest(now);
    return rest.isZero() ? turnOf(handle, job, loaded, account) : new Turn.Later(rest);
  }

  private Turn turnOf(Handle handle, Job job, Loaded loaded, @Nullable ManagedAccount account) {
    Order order = loaded.order();
    Credential credential = account == null ? null : account.credential();
    boolean known = Objects.equals(account == null ? null : account.id(), loaded.account());
    String lane = OrderJobs.lane(order, credential);
    if (Objects.equals(lane, job.lane()) && (known || account == null)) {
      return new Turn.Now(
          loaded.with(loaded.secrets().with(credential), account == null ? null : account.id()));
    }
    WriteBatch writes = new WriteBatch();
    if (account != null) {
      repository.assign(writes, order.key(), account);
    }
    jobs.enqueue(writes, List.of(OrderJobs.place(order, credential, Duration.ZERO)));
    jobs.settle(writes, List.of(job));
    writes.run(handle);
    return new Turn.Elsewhere();
  }

  /// The pause until an order whose account is paused looks again: a tenth of the time that it has
  /// waited, so that many long waits cost little.
  private static Duration patience(Order order, Instant now) {
    Duration waited = Duration.between(order.createdAt(), now).dividedBy(PATIENCE);
    return waited.compareTo(FIRST_LOOK) < 0
        ? FIRST_LOOK
        : waited.compareTo(LAST_LOOK) > 0 ? LAST_LOOK : waited;
  }
}
