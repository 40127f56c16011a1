package dev.brass.server.api.batch;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.batch.ListQuery.Asked;
import dev.brass.server.batch.Batches;
import dev.brass.server.batch.Operation;
import dev.brass.server.batch.OperationBatch;
import dev.brass.server.batch.OperationBatchId;
import dev.brass.server.tenant.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Queries about stored batches and operations.
final class BatchEndpoints {

  /// The documents have one more status: stored, and not started. Batches start at once here.
  private static final List<String> BATCH_STATUSES = List.of("pending", "in_progress", "completed");

  private static final List<String> OPERATION_STATUSES =
      Arrays.stream(Operation.Status.values()).map(Operation.Status::code).toList();

  private BatchEndpoints() {}

  /// `GET /v1/batches`.
  record ListBatches(Batches batches, BatchRendering rendering, BatchWire wire) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Asked asked = new ListQuery(request).batches(BATCH_STATUSES);
      Expansion expansion = Expansion.of(request, Expansion.OPERATIONS);
      return wire.reply(
          200,
          rendering.batches(
              batches.list(
                  caller.tenant(), caller.mode(), asked.filter(), asked.limit(), asked.offset()),
              batches.count(caller.tenant(), caller.mode(), asked.filter()),
              asked,
              expansion));
    }
  }

  /// `GET /v1/batches/{id}`.
  record GetBatch(Batches batches, BatchRendering rendering, BatchWire wire) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Expansion expansion = Expansion.of(request, Expansion.OPERATIONS);
      return wire.reply(200, rendering.batch(batch(request, caller, batches), expansion));
    }
  }

  /// `POST /v1/batches/{id}/cancel`: operations that have not begun will not run. May be repeated.
  record Cancel(Batches batches, BatchRendering rendering, BatchWire wire) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      OperationBatch after =
          batches
              .cancel(batch(request, caller, batches))
              .orElseThrow(() -> BatchProblem.notFound("batch"));
      return wire.reply(200, BatchRendering.plain(after));
    }
  }

  /// `GET /v1/batches/{id}/results`: every operation on its own line, in order; also of a batch
  /// that is not completed.
  record Results(Batches batches, BatchRendering rendering, BatchWire wire) implements Action {

    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      OperationBatch batch = batch(request, caller, batches);
      return Reply.streamed(
              "application/x-ndjson",
              out -> {
                try (LineWriter lines = new LineWriter(out)) {
                  batches.operations(
                      batch,
                      operation ->
                          lines.write(
                              wire.write(rendering.operation(operation, Expansion.NONE))
                                  .getBytes(StandardCharsets.UTF_8)));
                }
              })
          .with(
              "Content-Disposition",
              "attachment; filename=\"batch-" + batch.id() + "-results.ndjson\"");
    }
  }

  /// `GET /v1/batch_operations`.
  record ListOperations(Batches batches, BatchRendering rendering) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Asked asked = new ListQuery(request).operations(OPERATION_STATUSES);
      Expansion expansion = Expansion.of(request, Expansion.BATCH);
      Supplier<List<Operation>> walk =
          batches.walk(
              caller.tenant(), caller.mode(), asked.filter(), asked.limit(), asked.offset());
      return rendering.operations(
          request,
          rendered -> request.inTurn(() -> walk.get().stream().map(rendered).toList()),
          batches.countOperations(caller.tenant(), caller.mode(), asked.filter()),
          asked,
          expansion);
    }
  }

  /// `GET /v1/batch_operations/{id}` (batch API docs, Retrieve).
  record GetOperation(Batches batches, BatchRendering rendering, BatchWire wire) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Expansion expansion = Expansion.of(request, Expansion.BATCH);
      Operation operation =
          ListQuery.id(request)
              .flatMap(id -> batches.operation(caller.tenant(), caller.mode(), id))
              .orElseThrow(() -> BatchProblem.notFound("batch_operation"));
      return wire.reply(200, rendering.operation(operation, expansion));
    }
  }

  private static OperationBatch batch(ApiRequest request, Caller caller, Batches batches) {
    return ListQuery.id(request)
        .flatMap(id -> batches.get(caller.tenant(), caller.mode(), new OperationBatchId(id)))
        .orElseThrow(() -> BatchProblem.notFound("batch"));
  }
}
