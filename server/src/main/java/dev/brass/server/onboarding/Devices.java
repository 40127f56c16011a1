package dev.brass.server.onboarding;

import dev.brass.server.db.Database;
import dev.brass.server.onboarding.DeviceRepository.Row;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.NewKey;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.spi.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Keys that programs request and people approve (RFC 8628, with Zinc's paths). The program keeps a
/// long code, of which only the hash is stored; the person types a short one. The key is made when
/// the program fetches it, once, so that it is stored nowhere before that. Thread-safe.
public final class Devices {

  /// The time that a person has to decide.
  public static final Duration LIFETIME = Duration.ofMinutes(15);

  /// The time that a program waits between two requests.
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /// Requests may come a little early because of the network.
  private static final Duration TOLERANCE = Duration.ofMillis(500);

  /// The time that a program has to fetch its key after a late approval.
  private static final Duration GRACE = Duration.ofMinutes(5);

  private static final String DEVICE = "zn_device_";
  private static final int TRIES = 10;

  private final Database database;
  private final Tenants tenants;
  private final Sandboxes sandboxes;
  private final InstantSource clock;
  private final DeviceRepository repository = new DeviceRepository();

  public Devices(Database database, Tenants tenants, Sandboxes sandboxes, InstantSource clock) {
    this.database = database;
    this.tenants = tenants;
    this.sandboxes = sandboxes;
    this.clock = clock;
  }

  /// A code pair that was just made.
  ///
  /// @param userCode as a person reads it, such as `BCDF-GHJK`
  public record Issued(Secret<String> deviceCode, String userCode) {}

  /// Asks for a key.
  ///
  /// @param name what the program calls itself, 1 to 100 letters
  /// @param source the program, as far as it is known
  /// @param sandbox moved to the approver; null for none
  public Issued issue(String name, String source, @Nullable TenantId sandbox) {
    Instant now = clock.instant();
    String device = Codes.secret(DEVICE);
    for (int i = 0; i < TRIES; i++) {
      String typed = Codes.typed();
      boolean free =
          database
              .jdbi()
              .inTransaction(
                  handle ->
                      repository.insert(
                          handle,
                          Codes.hash(device),
                          typed,
                          name,
                          source,
                          sandbox,
                          now,
                          now.plus(LIFETIME)));
      if (free) {
        return new Issued(Secret.of(device), Codes.shown(typed));
      }
    }
    throw new IllegalStateException("no free code in " + TRIES + " tries");
  }

  /// The request as a person sees it before the decision.
  public record Question(
      String userCode, String name, String source, boolean withSandbox, DeviceStatus standing) {}

  /// The request under a code that a person typed; empty when the code is unknown, or has expired.
  public Optional<Question> question(String userCode) {
    return Codes.typed(userCode)
        .flatMap(typed -> database.jdbi().withHandle(handle -> repository.find(handle, typed)))
        .filter(row -> clock.instant().isBefore(row.expiresAt()))
        .map(
            row ->
                new Question(
                    Codes.shown(row.userCode()),
                    row.name(),
                    row.source(),
                    row.sandbox() != null,
                    row.standing()));
  }

  /// A person's decision, in one commit with the move of the sandbox; returns the request after it.
  /// One that is decided already stays so. Empty when the code is unknown.
  ///
  /// @param by the tenant that gets the key
  /// @throws BusyException when a job of the sandbox runs for seconds
  public Optional<Question> decide(String userCode, TenantId by, boolean granted) {
    Optional<String> typed = Codes.typed(userCode);
    if (typed.isEmpty()) {
      return Optional.empty();
    }
    sandboxes.settled(
        handle -> {
          repository
              .lock(handle, typed.get())
              .filter(row -> row.standing() == DeviceStatus.PENDING)
              .filter(row -> clock.instant().isBefore(row.expiresAt()))
              .ifPresent(row -> decide(handle, row, by, granted));
          return typed;
        });
    return question(userCode);
  }

  private void decide(Handle handle, Row row, TenantId by, boolean granted) {
    Instant now = clock.instant();
    if (!granted) {
      repository.decide(handle, row, DeviceStatus.DENIED, null, null, now);
      return;
    }
    TenantId sandbox = row.sandbox();
    Sandboxes.Claimed moved =
        sandbox == null ? null : sandboxes.claimIfUnclaimed(handle, sandbox, by).orElse(null);
    repository.decide(handle, row, DeviceStatus.APPROVED, by, moved, now.plus(GRACE));
  }

  /// The answer to a program that asks for its key.
  public sealed interface Answer {

    /// Here it is, the only time.
    ///
    /// @param moved the rows moved from the sandbox; null without one
    record Granted(NewKey key, TenantId tenant, Sandboxes.@Nullable Claimed moved)
        implements Answer {}

    /// Not decided yet.
    record Pending() implements Answer {}

    /// Not decided yet, and the program asks too often.
    record TooFast() implements Answer {}

    record Denied() implements Answer {}

    /// The code does not exist, or not any more, or its key was fetched.
    record Gone() implements Answer {}
  }

  /// Fetches the key. Of simultaneous calls only one gets it; its row is locked meanwhile.
  public Answer redeem(String deviceCode) {
    if (!Codes.isSecret(DEVICE, deviceCode)) {
      return new Answer.Gone();
    }
    byte[] hash = Codes.hash(deviceCode);
    return database
        .jdbi()
        .inTransaction(
            handle -> {
              Optional<Row> row = repository.lock(handle, hash);
              return row.isEmpty() ? new Answer.Gone() : redeem(handle, row.get());
            });
  }

  private Answer redeem(Handle handle, Row row) {
    Instant now = clock.instant();
    if (row.standing() == DeviceStatus.REDEEMED || !now.isBefore(row.expiresAt())) {
      return new Answer.Gone();
    }
    TenantId tenant = row.tenant();
    if (row.standing() == DeviceStatus.APPROVED && tenant != null) {
      repository.redeem(handle, row);
      NewKey key = tenants.createKey(handle, tenant, KeyKind.LIVE, row.name());
      return new Answer.Granted(key, tenant, row.moved());
    }
    return row.standing() == DeviceStatus.DENIED ? new Answer.Denied() : waiting(handle, row, now);
  }

  private Answer waiting(Handle handle, Row row, Instant now) {
    repository.polled(handle, row, now);
    Instant before = row.polledAt();
    boolean tooFast = before != null && now.isBefore(before.plus(INTERVAL).minus(TOLERANCE));
    return tooFast ? new Answer.TooFast() : new Answer.Pending();
  }
}
