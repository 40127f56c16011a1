package dev.brass.server.webhook;

import dev.brass.server.db.Database;
import dev.brass.server.job.Jobs;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// The tenants' registered receivers: their URLs, their secrets, and whether they are paused.
/// Thread-safe.
final class Endpoints {

  private static final String SECRET_PREFIX = "zn_whsec_";
  // A multiple of four of letters that Base64 has, too (Signature#standard).
  private static final int SECRET_LENGTH = 24;
  private static final String SECRET_ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final Database database;
  private final Jobs jobs;
  private final Sealer sealer;
  private final Circuits circuits;
  private final WaitingMessages waiting;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  Endpoints(
      Database database,
      Jobs jobs,
      Sealer sealer,
      Circuits circuits,
      WaitingMessages waiting,
      InstantSource clock) {
    this.database = database;
    this.jobs = jobs;
    this.sealer = sealer;
    this.circuits = circuits;
    this.waiting = waiting;
    this.clock = clock;
  }

  Endpoint register(TenantId tenant, Mode mode, String url) {
    byte[] sealedUrl = seal(tenant, mode, SealedEndpoint.URL_PURPOSE, url);
    byte[] sealedSecret = seal(tenant, mode, SealedEndpoint.SECRET_PURPOSE, newSecret());
    Instant now = clock.instant();
    return goOn(
            tenant,
            mode,
            handle ->
                Optional.of(
                    EndpointRepository.register(
                        handle, tenant, mode, sealedUrl, sealedSecret, now)))
        .orElseThrow();
  }

  void clear(TenantId tenant, Mode mode) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              EndpointRepository.clear(handle, tenant, mode, clock.instant());
              waiting.release(handle, tenant, mode);
            });
    jobs.wake();
  }

  Optional<Endpoint> find(TenantId tenant, Mode mode) {
    return database
        .jdbi()
        .withHandle(handle -> EndpointRepository.find(handle, tenant, mode))
        .map(row -> opened(tenant, mode, row));
  }

  Optional<Endpoint> rotateSecret(TenantId tenant, Mode mode, Duration keepOld) {
    byte[] secret = seal(tenant, mode, SealedEndpoint.SECRET_PURPOSE, newSecret());
    Instant now = clock.instant();
    Instant until = keepOld.isPositive() ? now.plus(keepOld) : null;
    return database
        .jdbi()
        .inTransaction(
            handle -> EndpointRepository.rotate(handle, tenant, mode, secret, until, now))
        .map(row -> opened(tenant, mode, row));
  }

  Optional<Endpoint> resume(TenantId tenant, Mode mode) {
    Instant now = clock.instant();
    return goOn(tenant, mode, handle -> EndpointRepository.resume(handle, tenant, mode, now));
  }

  /// Resumes an endpoint, and releases its waiting messages, in one commit.
  private Optional<Endpoint> goOn(
      TenantId tenant, Mode mode, Function<Handle, Optional<EndpointRepository.Row>> change) {
    Optional<EndpointRepository.Row> row =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  Optional<EndpointRepository.Row> changed = change.apply(handle);
                  waiting.release(handle, tenant, mode);
                  return changed;
                });
    circuits.forget(Receivers.key(tenant, mode, null));
    jobs.wake();
    return row.map(it -> opened(tenant, mode, it));
  }

  private Endpoint opened(TenantId tenant, Mode mode, EndpointRepository.Row row) {
    Instant until = row.oldSecretUntil;
    return new Endpoint(
        row.url == null ? null : open(tenant, mode, SealedEndpoint.URL_PURPOSE, row.url),
        open(tenant, mode, SealedEndpoint.SECRET_PURPOSE, row.secret),
        until == null || !until.isAfter(clock.instant()) ? null : until,
        row.failingSince,
        row.pausedAt);
  }

  private byte[] seal(TenantId tenant, Mode mode, String purpose, String plain) {
    return sealer.seal(tenant, purpose, mode.name(), plain.getBytes(StandardCharsets.UTF_8));
  }

  private Secret<String> open(TenantId tenant, Mode mode, String purpose, byte[] sealed) {
    return Secret.of(SealedEndpoint.open(sealer, tenant, purpose, mode.name(), sealed));
  }

  private String newSecret() {
    StringBuilder secret = new StringBuilder(SECRET_PREFIX);
    for (int i = 0; i < SECRET_LENGTH; i++) {
      secret.append(SECRET_ALPHABET.charAt(random.nextInt(SECRET_ALPHABET.length())));
    }
    return secret.toString();
  }
}
