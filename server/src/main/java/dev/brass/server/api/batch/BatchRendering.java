package dev.brass.server.api.batch;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.JsonList;
import dev.brass.server.api.Reply;
import dev.brass.server.api.batch.BatchProblem.Fault;
import dev.brass.server.api.batch.ListQuery.Asked;
import dev.brass.server.batch.Batches;
import dev.brass.server.batch.Operation;
import dev.brass.server.batch.OperationBatch;
import dev.brass.server.batch.OperationBatchId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Batches and operations on the wire (batch API docs). Attributes that the documents do not have
/// are left out when they are empty. Thread-safe.
final class BatchRendering {

  static final String BATCHES = "/v1/batches";
  static final String OPERATIONS = "/v1/batch_operations";

  /// The most operations of a batch that are shown inside it.
  private static final int SHOWN = 100;

  /// The most objects in one answer.
  private static final int MOST = 25_000;

  /// The most characters of operations inside other objects.
  private static final long MOST_LETTERS = 8L * 1024 * 1024;

  private final Batches batches;
  private final BatchWire wire;

  BatchRendering(Batches batches, BatchWire wire) {
    this.batches = batches;
    this.wire = wire;
  }

  ObjectNode batch(OperationBatch batch, Expansion expansion) {
    return new Answer().batch(batch, expansion);
  }

  ObjectNode operation(Operation operation, Expansion expansion) {
    return new Answer().operation(operation, expansion);
  }

  ObjectNode batches(List<OperationBatch> page, long count, Asked asked, Expansion expansion) {
    Answer answer = new Answer();
    ArrayNode data = JsonNodeFactory.instance.arrayNode(page.size());
    page.forEach(batch -> data.add(answer.batch(batch, expansion)));
    return list(data, count, asked.limit(), asked.page(), BATCHES);
  }

  /// Operations, written page by page.
  Reply operations(
      ApiRequest request, JsonPages pages, long count, Asked asked, Expansion expansion) {
    Answer answer = new Answer();
    ArrayNode none = JsonNodeFactory.instance.arrayNode();
    String empty = wire.write(list(none, count, asked.limit(), asked.page(), OPERATIONS));
    return JsonList.reply(
        request,
        empty.substring(0, empty.length() - "]}".length()),
        () -> pages.next(operation -> wire.write(answer.operation(operation, expansion))),
        "]}");
  }

  /// Pages of operations, each as text.
  interface JsonPages {
    List<String> next(Function<Operation, String> rendered);
  }

  private static ObjectNode list(ArrayNode data, long count, int limit, int page, String url) {
    ObjectNode list = BatchWire.object().put("object", "list");
    list.putObject("pagination")
        .put("count", count)
        .put("limit", limit)
        .put("page", page)
        .put("url", url);
    return list.set("data", data);
  }

  /// The result of a dry run.
  ObjectNode dryRun(int count, List<Fault> faults) {
    ObjectNode body =
        BatchWire.object()
            .put("object", "batch_dry_run")
            .put("valid", faults.isEmpty())
            .put("batch_operations_count", count);
    return body.set("validation_errors", wire.tree(faults));
  }

  /// One answer, whose size is limited.
  private final class Answer {

    private final Map<OperationBatchId, OperationBatch> read = new HashMap<>();
    private int objects;
    private long letters;

    /// Objects inside the requested object are not written page by page.
    private Operation inner(Operation operation) {
      letters += length(operation.body()) + length(operation.responseBody());
      if (letters > MOST_LETTERS) {
        throw tooMany("more than " + MOST_LETTERS + " letters");
      }
      return operation;
    }

    private static int length(@Nullable String text) {
      return text == null ? 0 : text.length();
    }

    private static BatchProblem tooMany(String what) {
      return BatchProblem.of(
          422,
          "too_many",
          "expand.too_many",
          "The answer would have " + what + "; expand less, or ask for less.");
    }

    private void count() {
      if (++objects > MOST) {
        throw tooMany("more than " + MOST + " objects");
      }
    }

    ObjectNode batch(OperationBatch batch, Expansion expansion) {
      count();
      ObjectNode json = head(batch);
      Expansion within = expansion.within(Expansion.OPERATIONS);
      if (within != null) {
        ArrayNode data = JsonNodeFactory.instance.arrayNode();
        read.put(batch.id(), batch);
        batches.first(batch, SHOWN).forEach(each -> data.add(operation(inner(each), within)));
        json.set(
            "batch_operations", list(data, batch.progress().operations(), SHOWN, 1, OPERATIONS));
      }
      return foot(json, batch);
    }

    ObjectNode operation(Operation operation, Expansion expansion) {
      count();
      ObjectNode json =
          BatchWire.object().put("id", operation.id().toString()).put("object", "batch_operation");
      json.set("body", stored(operation.body()));
      json.put("http_method", operation.method()).put("path", operation.path());
      json.set("query_params", stored(operation.query()));
      json.set("response_body", stored(operation.responseBody()));
      json.put("response_status", operation.responseStatus())
          .put("status", operation.status().code());
      Expansion within = expansion.within(Expansion.BATCH);
      if (within == null) {
        json.put("batch", operation.batch().toString());
      } else {
        json.set("batch", batch(batchOf(operation), within));
      }
      json.put("created_at", operation.createdAt().getEpochSecond())
          .put("updated_at", operation.updatedAt().getEpochSecond());
      putOwn(json, operation);
      return json;
    }

    private OperationBatch batchOf(Operation operation) {
      return read.computeIfAbsent(
          operation.batch(),
          _ -> batches.of(operation).orElseThrow(() -> BatchProblem.notFound("batch")));
    }
  }

  /// A batch alone.
  static ObjectNode plain(OperationBatch batch) {
    return foot(head(batch), batch);
  }

  private static ObjectNode head(OperationBatch batch) {
    return BatchWire.object()
        .put("id", batch.id().toString())
        .put("object", "batch")
        .put("batch_operations_count", batch.progress().operations())
        .put("finished_batch_operations_count", batch.progress().finished())
        .put("status", batch.state().code());
  }

  private static ObjectNode foot(ObjectNode json, OperationBatch batch) {
    json.put("created_at", batch.times().createdAt().getEpochSecond())
        .put("updated_at", batch.times().updatedAt().getEpochSecond());
    if (batch.request().parallel()) {
      json.put("mode", "parallel");
    }
    if (batch.request().stopOnError()) {
      json.put("stop_on_error", true);
    }
    if (batch.progress().unsuccessful() > 0) {
      json.put("unsuccessful_batch_operations_count", batch.progress().unsuccessful());
    }
    if (batch.stop().cancelledAt() != null) {
      json.put("cancelled_at", batch.stop().cancelledAt().getEpochSecond());
    }
    return json;
  }

  private void putOwn(ObjectNode json, Operation operation) {
    if (operation.reference() != null) {
      json.put("reference", operation.reference());
    }
    if (!operation.dependsOn().isEmpty()) {
      json.set("depends_on", wire.tree(operation.dependsOn()));
    }
    if (operation.failure() != null) {
      json.putObject("failure")
          .put("code", operation.failure().reason().code())
          .put("message", operation.failure().message());
    }
  }

  private JsonNode stored(@Nullable String json) {
    return json == null ? JsonNodeFactory.instance.nullNode() : wire.stored(json);
  }
}
