package dev.brass.server.product;

import dev.brass.server.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A question that a client does not wait for.
///
/// *What it means*: a job asks the store, or has. *Who moves it on*: the job [AnsweringHandler]
/// answers it, and the first call that finds the answer removes it. *When it is deleted*: then, or
/// when [#PATIENCE] is over.
///
/// @param sandbox whether the store is a sandbox one
/// @param freshness what the client said about the age of the answer
/// @param notBefore the oldest acceptable answer, in the store's time
/// @param askedAt by the system clock
/// @param answer null until there is one
record StoredQuestion(
    TenantId tenant,
    UUID id,
    String store,
    boolean sandbox,
    Question<?> question,
    String freshness,
    Instant notBefore,
    Instant askedAt,
    @Nullable WrittenReading answer) {

  /// The time that a client may take to come back, and a job to end. An older question is asked
  /// again.
  static final Duration PATIENCE = Duration.ofMinutes(10);

  boolean isOver(Instant systemNow) {
    return askedAt.plus(PATIENCE).isBefore(systemNow);
  }
}
