package dev.brass.server.order;

import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/// Answers that are returned again, byte for byte, for the same idempotency key. They serve
/// operations that may be carried out several times and create nothing; a created thing provides
/// its answer itself. Thread-safe.
public final class IdempotentReplies {

  private final Jdbi jdbi;
  private final InstantSource clock;
  private final IdempotentReplyRepository repository;

  IdempotentReplies(Jdbi jdbi, PersonalData personal, InstantSource clock) {
    this.jdbi = jdbi;
    this.repository = new IdempotentReplyRepository(personal);
    this.clock = clock;
  }

  /// The answer to a key: the first one, or else that of the operation now. Concurrent calls all
  /// return the one that is stored first.
  ///
  /// @param scope the scope of the keys, besides the tenant and the mode
  /// @param operation may be carried out more than once
  public String answer(
      TenantId tenant, Mode mode, String scope, String key, Supplier<String> operation) {
    String place = scope + ":" + mode.code();
    return jdbi.withHandle(handle -> repository.get(handle, tenant, place, key))
        .orElseGet(
            () -> {
              String body = operation.get();
              return jdbi.inTransaction(
                  handle -> {
                    repository.insert(handle, tenant, place, key, body, clock.instant());
                    return repository.get(handle, tenant, place, key).orElseThrow();
                  });
            });
  }
}
