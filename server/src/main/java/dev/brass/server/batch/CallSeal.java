package dev.brass.server.batch;

import dev.brass.server.batch.RunRepository.Waiting;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Encryption of the secrets in stored calls. Thread-safe.
///
/// The whole call is sealed: path, query and body, separated by the character NUL, which no API
/// accepts in a text.
final class CallSeal {

  private static final char BREAK = 0;

  private final Sealer sealer;
  private final BatchJson json = new BatchJson();

  CallSeal(Sealer sealer) {
    this.sealer = sealer;
  }

  /// The whole call, sealed; null when it has no secrets.
  byte @Nullable [] seal(TenantId tenant, UUID id, NewOperation operation) {
    if (!operation.hasSecrets()) {
      return null;
    }
    WrittenCall call = json.written(operation.call());
    String whole = call.path() + BREAK + orEmpty(call.query()) + BREAK + orEmpty(call.body());
    return sealer.seal(
        tenant, OperationRepository.PURPOSE, id.toString(), whole.getBytes(StandardCharsets.UTF_8));
  }

  WrittenCall open(TenantId tenant, Waiting operation) {
    if (operation.call() == null) {
      return new WrittenCall(operation.path(), operation.query(), operation.body());
    }
    byte[] plain =
        sealer.open(
            tenant, OperationRepository.PURPOSE, operation.id().toString(), operation.call());
    String whole = new String(plain, StandardCharsets.UTF_8);
    int path = whole.indexOf(BREAK);
    int query = whole.indexOf(BREAK, path + 1);
    return new WrittenCall(
        whole.substring(0, path),
        orNull(whole.substring(path + 1, query)),
        orNull(whole.substring(query + 1)));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
