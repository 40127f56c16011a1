package dev.brass.server.onboarding;

import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.db.Database;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.Jobs;
import dev.brass.server.onboarding.TenantDataRepository.Moved;
import dev.brass.server.personal.PersonalRows;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.NewKey;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.TenantKind;
import dev.brass.server.tenant.Tenants;
import dev.brass.spi.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Tenants of their own for programs without an account: each has one test key, until a person
/// claims it or it ends unused. Thread-safe.
public final class Sandboxes {

  private static final String CLAIM = "zn_claim_";
  private static final Duration HOUR = Duration.ofHours(1);

  /// The number of tries of a claim while a job of the sandbox runs, which takes some milliseconds.
  private static final int TRIES = 60;

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Database database;
  private final Tenants tenants;
  private final SandboxClocks clocks;
  private final Sealer sealer;
  private final PersonalRows personal;
  private final Jobs jobs;
  private final InstantSource clock;
  private final SandboxSettings settings;
  private final AddressRateLimit perAddress;
  private final AddressRateLimit altogether;
  private final TidyingHandler tidying;
  private final BindingHandler binding;
  private final SandboxRepository repository = new SandboxRepository();
  private final TenantDataRepository data = new TenantDataRepository();

  public Sandboxes(
      Database database,
      Tenants tenants,
      SandboxClocks clocks,
      Sealer sealer,
      PersonalRows personal,
      Jobs jobs,
      SandboxSettings settings,
      InstantSource clock) {
    this.database = database;
    this.tenants = tenants;
    this.clocks = clocks;
    this.sealer = sealer;
    this.personal = personal;
    this.jobs = jobs;
    this.clock = clock;
    this.settings = settings;
    this.perAddress = new AddressRateLimit(settings.perAddress(), HOUR, clock);
    this.altogether = new AddressRateLimit(settings.perHour(), HOUR, clock);
    this.binding = new BindingHandler(database, jobs, sealer);
    this.tidying = new TidyingHandler(database, jobs, this, settings.keep(), clock);
  }

  public SandboxSettings settings() {
    return settings;
  }

  /// The result of a request for a sandbox.
  public sealed interface Opening {

    /// A sandbox was opened.
    ///
    /// @param claim the token with which a person claims it; known now only, like the key
    record Opened(NewKey key, Secret<String> claim) implements Opening {}

    /// Too many were opened.
    record TooMany(Duration pause) implements Opening {}

    /// This server does not open sandboxes.
    record Closed() implements Opening {}
  }

  /// Opens a sandbox.
  ///
  /// @param address the address whose limit counts
  /// @param here whether the caller runs on this machine, so that its receivers may, too
  /// @param name the name of its key
  public Opening open(String address, boolean here, String name) {
    if (!settings.open()) {
      return new Opening.Closed();
    }
    Duration wait = perAddress.take(address);
    wait = wait.isZero() ? altogether.take("") : wait;
    if (!wait.isZero()) {
      return new Opening.TooMany(wait);
    }
    String claim = Codes.secret(CLAIM);
    NewKey key =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  Tenant tenant =
                      tenants.create(handle, "sandbox-" + UUID.randomUUID(), TenantKind.SANDBOX);
                  if (here) {
                    tenants.reachThisMachine(handle, tenant.id());
                  }
                  NewKey made = tenants.createKey(handle, tenant.id(), KeyKind.TEST, name);
                  repository.insert(
                      handle, tenant.id(), made.key().id(), Codes.hash(claim), clock.instant());
                  return made;
                });
    return new Opening.Opened(key, Secret.of(claim));
  }

  /// The state of the sandbox that a key was opened with.
  ///
  /// @param email the mail address of its claimant; null while it is unclaimed, or when the address
  ///     is not known
  public record Status(boolean claimed, @Nullable String email) {}

  /// Empty when the key is no sandbox's.
  public Optional<Status> status(UUID key) {
    return database
        .jdbi()
        .withHandle(handle -> repository.ofKey(handle, key))
        .map(row -> new Status(row.claimedBy() != null, row.email()));
  }

  /// The sandbox that a caller is in; empty when there is none to claim.
  public Optional<TenantId> unclaimed(TenantId tenant, UUID key) {
    return database
        .jdbi()
        .withHandle(handle -> repository.ofKey(handle, key))
        .filter(row -> row.claimedBy() == null && row.tenant().equals(tenant))
        .map(SandboxRepository.Row::tenant);
  }

  /// Whether there is something to claim with this token.
  public boolean isClaimable(String token) {
    return Codes.isSecret(CLAIM, token)
        && database.jdbi().withHandle(handle -> repository.exists(handle, Codes.hash(token)));
  }

  /// The rows that a claim moved.
  public record Claimed(int orders, int keys) {}

  /// Moves a sandbox's orders and keys to a tenant, in one commit; empty when there is nothing to
  /// claim with this token.
  ///
  /// @throws BusyException when a job of the sandbox runs for seconds
  public Optional<Claimed> claim(String token, TenantId by) {
    if (!Codes.isSecret(CLAIM, token)) {
      return Optional.empty();
    }
    byte[] hash = Codes.hash(token);
    return settled(
        handle -> repository.claimable(handle, hash).map(sandbox -> claim(handle, sandbox, by)));
  }

  /// Moves a sandbox's orders and keys to a tenant in the caller's transaction, which runs in
  /// [#settled]; empty when it is claimed already.
  Optional<Claimed> claimIfUnclaimed(Handle handle, TenantId sandbox, TenantId by) {
    return repository.claimable(handle, sandbox).map(found -> claim(handle, found, by));
  }

  private Claimed claim(Handle handle, TenantId sandbox, TenantId by) {
    Moved moved = move(handle, sandbox, by);
    repository.claimed(handle, sandbox, by, clock.instant());
    return new Claimed(moved.orders(), moved.keys());
  }

  private Moved move(Handle handle, TenantId sandbox, TenantId by) {
    if (!data.holdStill(handle, sandbox)) {
      throw new BusyException();
    }
    clocks.align(handle, sandbox, by);
    personal.move(handle, sandbox, by);
    return data.move(handle, sandbox, by, sealer);
  }

  /// Runs a transaction that claims, again while a job of the sandbox runs: a job knows the tenant
  /// of its order, so nothing is moved while it works.
  <T> T settled(Function<Handle, T> work) {
    for (int tries = 1; ; tries++) {
      try {
        T result = database.patient().inTransaction(handle -> work.apply(handle));
        tenants.forgetKeys();
        jobs.wake();
        return result;
      } catch (BusyException e) {
        if (tries == TRIES || !pause()) {
          throw e;
        }
      }
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Moves rows that came into claimed sandboxes by requests that were in progress, or by nodes
  /// that did not know of the claim yet.
  void follow(Instant since) {
    List<SandboxRepository.Row> claimed =
        database.jdbi().withHandle(handle -> repository.recentlyClaimed(handle, since));
    for (SandboxRepository.Row row : claimed) {
      TenantId by = row.claimedBy();
      if (by != null) {
        settled(handle -> move(handle, row.tenant(), by));
      }
    }
  }

  /// Revokes the keys of unclaimed sandboxes that were not used since; returns whether there may be
  /// more.
  boolean endUnused(Instant before, int most) {
    int ended =
        database.jdbi().inTransaction(h -> repository.endUnused(h, before, clock.instant(), most));
    if (ended > 0) {
      tenants.forgetKeys();
    }
    return ended == most;
  }

  /// Deletes sandboxes that ended before; one that still works is left to the next time.
  void deleteEnded(Instant before, int most) {
    for (TenantId tenant :
        database.jdbi().withHandle(handle -> repository.ended(handle, before, most))) {
      database
          .patient()
          .useTransaction(
              handle -> {
                if (repository.lockEnded(handle, tenant)
                    && data.holdStill(handle, tenant)
                    && !data.hasBooks(handle, tenant)) {
                  data.delete(handle, tenant);
                  repository.delete(handle, tenant);
                }
              });
    }
  }

  /// The jobs.
  public List<JobKind> jobKinds() {
    return List.of(
        JobKind.of(TidyingHandler.KIND, tidying)
            .backoff(Duration.ofMinutes(1), Duration.ofHours(1))
            .ending(
                JobEnd.standing("Ends unclaimed sandboxes and deletes ended ones every minute.")),
        JobKind.of(BindingHandler.KIND, binding)
            .attempts(Integer.MAX_VALUE)
            .backoff(Duration.ofSeconds(10), Duration.ofMinutes(15))
            .ending(
                JobEnd.standing(
                    "Seals anew, once a month, what older versions have sealed without binding it"
                        + " to its row.")));
  }

  /// Ensures that unclaimed sandboxes end.
  public void start() {
    tidying.start();
    binding.start();
  }
}
