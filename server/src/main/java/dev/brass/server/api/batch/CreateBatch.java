package dev.brass.server.api.batch;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.api.RequestProblem;
import dev.brass.server.api.batch.JsonSlices.Slice;
import dev.brass.server.batch.BatchIntake;
import dev.brass.server.batch.BatchIntake.Result;
import dev.brass.server.batch.BatchIntake.Wish;
import dev.brass.server.batch.Batches;
import dev.brass.server.batch.NewOperation;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.TenantLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/batches`: 200 with the batch once all of it is on disk. Every operation is checked,
/// including its rights, before any of them runs; if one is invalid, none runs.
///
/// The body is JSON as in the documents, or NDJSON with one operation per line, which is read as it
/// arrives; its options are in the query.
final class CreateBatch implements Action {

  private static final int LARGEST_JSON = 16 * 1024 * 1024;
  private static final int SMALLEST_LINE_LIMIT = 64 * 1024;
  private static final int LONGEST_OPTION = 2_000;
  private static final int DEEPEST = 64;

  private final Batches batches;
  private final InnerRoutes routes;
  private final BatchRendering rendering;
  private final TenantLimits limits;
  private final BatchWire wire;
  private final PublicAddress address;
  private final int largestOperation;
  private final JsonSlices slices = new JsonSlices(DEEPEST);

  /// The endpoint.
  ///
  /// @param address the base of links in the answers of operations
  /// @param largestOperation the largest body of an operation, in bytes
  CreateBatch(
      Batches batches,
      InnerRoutes routes,
      BatchRendering rendering,
      TenantLimits limits,
      BatchWire wire,
      PublicAddress address,
      int largestOperation) {
    this.limits = limits;
    this.batches = batches;
    this.routes = routes;
    this.rendering = rendering;
    this.wire = wire;
    this.address = address;
    this.largestOperation = largestOperation;
  }

  @Override
  public Reply handle(ApiRequest request, Caller caller) {
    return isLines(request) ? lines(request, caller) : json(request, caller);
  }

  private static boolean isLines(ApiRequest request) {
    return switch (request.mediaType()) {
      case "application/x-ndjson",
          "application/ndjson",
          "application/jsonl",
          "application/x-jsonlines",
          "application/json-lines" ->
          true;
      default -> false;
    };
  }

  private Reply json(ApiRequest request, Caller caller) {
    byte[] text = JsonSlices.utf8(read(request)).orElseThrow(CreateBatch::noJson);
    Map<String, Slice> batch = batch(text);
    BatchOptions options = BatchOptions.of(request, options(text, batch));
    Slice operations = batch.get("batch_operations");
    if (operations == null || isNull(text, operations)) {
      throw refused("blank", "can't be blank; send a list of operations", Map.of());
    }
    List<Slice> each =
        slices
            .items(text, operations, batches.mostOperations() + 1)
            .orElseThrow(() -> refused("invalid", "must be a list of operations", Map.of()));
    Upload upload = new Upload(request, caller, options);
    request.hold(longestLine());
    return upload.run(
        () -> {
          for (Slice operation : each) {
            byte[] one = Arrays.copyOfRange(text, operation.from(), operation.until());
            if (!upload.add(one)) {
              break;
            }
          }
        });
  }

  private int longestLine() {
    return Math.max(2 * largestOperation, SMALLEST_LINE_LIMIT);
  }

  private static boolean isNull(byte[] text, Slice value) {
    return value.length() == 4 && JsonSlices.text(text, value).equals("null");
  }

  /// The object that has the operations.
  private Map<String, Slice> batch(byte[] text) {
    Map<String, Slice> body =
        slices.members(text, new Slice(0, text.length)).orElseThrow(CreateBatch::noJson);
    Slice inner = body.get("batch");
    return inner == null
        ? body
        : slices
            .members(text, inner)
            .orElseThrow(
                () ->
                    BatchProblem.of(
                        400,
                        "invalid_json",
                        "request.invalid_json",
                        "The body must be an object: {\"batch\": {\"batch_operations\": […]}}."));
  }

  /// The fields besides the operations; none of them is long.
  private ObjectNode options(byte[] text, Map<String, Slice> batch) {
    ObjectNode options = BatchWire.object();
    batch.forEach(
        (name, value) -> {
          if (!name.equals("batch_operations")) {
            byte[] part =
                value.length() > LONGEST_OPTION
                    ? "[]".getBytes(StandardCharsets.UTF_8)
                    : Arrays.copyOfRange(text, value.from(), value.until());
            options.set(name, wire.read(part).orElseThrow(CreateBatch::noJson));
          }
        });
    return options;
  }

  private static BatchProblem noJson() {
    return BatchProblem.of(
        400,
        "invalid_json",
        "request.invalid_json",
        "The body is not a JSON object in UTF-8, or contains characters that cannot be stored.");
  }

  private static byte[] read(ApiRequest request) {
    byte[] text = request.raw(LARGEST_JSON);
    if (text.length > LARGEST_JSON) {
      throw BatchProblem.of(
          413,
          "too_long",
          "request.too_long",
          "A JSON body has at most " + LARGEST_JSON + " bytes; send more as NDJSON.");
    }
    return text;
  }

  private static RequestProblem brokenOff(Exception e) {
    return new RequestProblem(
        RequestProblem.Kind.INCOMPLETE, "the body ended before it was complete", e);
  }

  private static BatchProblem refused(String type, String message, Map<String, Object> options) {
    return BatchProblem.invalid(
        List.of(
            new BatchProblem.Fault(
                "batch_operations", type, "batch.batch_operations." + type, options, message)));
  }

  private Reply lines(ApiRequest request, Caller caller) {
    Upload upload = new Upload(request, caller, BatchOptions.of(request));
    request.hold(longestLine());
    return upload.run(
        () -> {
          try (InputStream in = request.stream()) {
            Lines lines = new Lines(in, longestLine());
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
              if (!upload.add(line)) {
                break;
              }
            }
          } catch (IOException | UncheckedIOException e) {
            throw brokenOff(e);
          }
        });
  }

  /// A batch that is being read.
  private final class Upload {

    private final ApiRequest request;
    private final Caller caller;
    private final OperationForm form;
    private final @Nullable BatchIntake intake;
    private int count;

    Upload(ApiRequest request, Caller caller, BatchOptions options) {
      this.request = request;
      this.caller = caller;
      this.form =
          new OperationForm(routes, wire, caller.scope(), largestOperation, options.dryRun());
      this.intake =
          options.dryRun()
              ? null
              : batches.take(
                  new Wish(
                      caller,
                      options.parallel(),
                      options.stopOnError(),
                      options.idempotencyKey(),
                      address.of(request)));
    }

    /// Reads all operations and stores the batch, or discards all of it.
    Reply run(Runnable reading) {
      boolean committed = false;
      try {
        reading.run();
        if (intake == null) {
          return wire.reply(200, rendering.dryRun(count, form.faults()));
        }
        form.check();
        Result result = intake.commit();
        committed = true;
        return answer(result);
      } finally {
        if (!committed && intake != null) {
          intake.discard();
        }
      }
    }

    /// Reads the next operation; false when reading on is useless.
    boolean add(byte[] text) {
      checkCount();
      if (text.length > longestLine()) {
        form.unreadable(count - 1, "it is longer than " + longestLine() + " bytes");
        return !form.isEnough();
      }
      Optional<JsonNode> operation = request.inTurn(() -> wire.read(text));
      if (operation.isEmpty()) {
        form.unreadable(count - 1, "its " + text.length + " bytes are not valid JSON");
      } else {
        form.read(count - 1, operation.get(), text.length).ifPresent(this::take);
      }
      return !form.isEnough();
    }

    private void take(NewOperation operation) {
      if (intake != null) {
        limits.addRows(caller.tenant(), 1);
      }
      if (intake == null) {
        routes.refusal(operation, caller).ifPresent(form::refused);
      } else if (form.isFine()) {
        intake.add(operation);
      }
    }

    private void checkCount() {
      count++;
      if (count > batches.mostOperations()) {
        throw refused(
            "too_many",
            "a batch has at most " + batches.mostOperations() + " operations",
            Map.of("maximum", batches.mostOperations()));
      }
    }

    private Reply answer(Result result) {
      return switch (result) {
        case Result.Created(var batch) -> wire.reply(200, BatchRendering.plain(batch));
        case Result.Earlier(var batch, var same) when same ->
            wire.reply(200, BatchRendering.plain(batch));
        case Result.Earlier(var batch, _) ->
            throw BatchProblem.of(
                422,
                "taken",
                "batch.idempotency_key.taken",
                "The idempotency key belongs to the batch "
                    + batch.id()
                    + ", which had other content. Nothing was carried out.");
        case Result.Unfinished(var earlier) ->
            throw BatchProblem.of(
                422,
                "unfinished_batch_exists",
                "batch.unfinished_batch_exists",
                "The batch "
                    + earlier
                    + " still has unprocessed operations; send this one once it is completed.");
      };
    }
  }
}
