package dev.brass.server.api.batch;

import dev.brass.server.batch.BatchListener;
import dev.brass.server.batch.OperationBatch;
import dev.brass.server.webhook.NewMessage;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// The webhook `batch.completed` (batch API docs, Webhooks): the tenant's endpoint receives an
/// event with the batch, without its operations. Its name is in `type`, as in this API, and in
/// `event`, as in the other webhooks of that endpoint. Thread-safe.
public final class BatchFinished implements BatchListener {

  private static final String NAME = "batch.completed";

  private final BatchWire wire = new BatchWire();

  @Override
  public List<NewMessage> finished(OperationBatch batch) {
    UUID id = NewMessage.newId();
    ObjectNode event =
        BatchWire.object()
            .put("id", id.toString())
            .put("object", "event")
            .put("type", NAME)
            .put("event", NAME)
            .put("account", batch.tenant().toString());
    event.putObject("data").set("object", BatchRendering.plain(batch));
    event.put("created_at", batch.times().updatedAt().getEpochSecond());
    return List.of(
        new NewMessage(
            id,
            batch.tenant(),
            batch.mode(),
            batch.id().value(),
            NAME,
            new NewMessage.TenantEndpoint(),
            wire.write(event),
            null));
  }
}
