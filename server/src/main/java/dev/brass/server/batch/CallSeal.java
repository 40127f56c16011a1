package dev.brass.server.batch;

import dev.brass.server.batch.RunRepository.Waiting;
import dev.brass.server.credential.Sealer;
import dev.brass.server.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The secrets of calls while they wait. Thread-safe.
final class CallSeal {

  private final Sealer sealer;
  private final BatchJson json = new BatchJson();

  CallSeal(Sealer sealer) {
    this.sealer = sealer;
  }

  /// The whole call sealed; null when nothing of it is secret.
  byte @Nullable [] seal(TenantId tenant, NewOperation operation) {
    if (!operation.hasSecrets()) {
      return null;
    }
    Call call = operation.call();
    ObjectNode whole = JsonNodeFactory.instance.objectNode().put("path", call.path());
    if (call.query() != null) {
      whole.set("query", call.query());
    }
    if (call.body() != null) {
      whole.set("body", call.body());
    }
    return sealer.seal(
        tenant, OperationRepository.PURPOSE, json.write(whole).getBytes(StandardCharsets.UTF_8));
  }

  Call open(TenantId tenant, Waiting operation) {
    if (operation.call() == null) {
      return new Call(
          operation.path(), json.object(operation.query()), json.object(operation.body()));
    }
    byte[] plain = sealer.open(tenant, OperationRepository.PURPOSE, operation.call());
    ObjectNode whole =
        Objects.requireNonNull(json.object(new String(plain, StandardCharsets.UTF_8)));
    return new Call(
        whole.required("path").stringValue(),
        whole.get("query") instanceof ObjectNode query ? query : null,
        whole.get("body") instanceof ObjectNode body ? body : null);
  }
}
