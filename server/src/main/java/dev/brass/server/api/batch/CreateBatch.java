package dev.brass.server.api.batch;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.PublicAddress;
import dev.brass.server.api.Reply;
import dev.brass.server.api.RequestProblem;
import dev.brass.server.batch.Batches;
import dev.brass.server.batch.Intake;
import dev.brass.server.batch.Intake.Result;
import dev.brass.server.batch.Intake.Wish;
import dev.brass.server.batch.NewOperation;
import dev.brass.server.tenant.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/batches`: 200 with the batch once all of it is on disk. Every operation is checked,
/// its rights too, before any of them runs; if one is wrong, none does.
///
/// The body is JSON as in the documents, or NDJSON with an operation in each line, which is read as
/// it comes in; its options are in the query.
final class CreateBatch implements BatchCaller.Operation {

  private static final int LARGEST_JSON = 16 * 1024 * 1024;
  private static final int SMALLEST_LINE_LIMIT = 64 * 1024;

  private final Batches batches;
  private final InnerRoutes routes;
  private final BatchRendering rendering;
  private final BatchWire wire;
  private final PublicAddress address;
  private final int largestOperation;

  /// The endpoint.
  ///
  /// @param address where links in the answers of operations lead
  /// @param largestOperation the largest body of an operation, in bytes
  CreateBatch(
      Batches batches,
      InnerRoutes routes,
      BatchRendering rendering,
      BatchWire wire,
      PublicAddress address,
      int largestOperation) {
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
    String type = request.header("content-type");
    String media = type == null ? "" : type.replaceFirst(";.*", "").strip();
    return switch (media.toLowerCase(Locale.ROOT)) {
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
    ObjectNode batch = batch(request);
    BatchOptions options = BatchOptions.of(request, batch);
    JsonNode operations = batch.get("batch_operations");
    if (operations == null || operations.isNull()) {
      throw refused("blank", "can't be blank; send a list of operations", Map.of());
    }
    if (!operations.isArray()) {
      throw refused("invalid", "must be a list of operations", Map.of());
    }
    Upload upload = new Upload(caller, options, address.of(request));
    return upload.run(
        () -> {
          for (JsonNode operation : operations) {
            if (!upload.add(operation, LARGEST_JSON)) {
              break;
            }
          }
        });
  }

  private ObjectNode batch(ApiRequest request) {
    byte[] text = read(request);
    JsonNode body =
        wire.read(text)
            .orElseThrow(
                () ->
                    BatchProblem.of(
                        400,
                        "invalid_json",
                        "request.invalid_json",
                        "The body is not valid JSON, or has what nobody can store."));
    JsonNode inner = body.path("batch");
    JsonNode batch = inner.isMissingNode() ? body : inner;
    if (!(batch instanceof ObjectNode object)) {
      throw BatchProblem.of(
          400,
          "invalid_json",
          "request.invalid_json",
          "The body must be an object: {\"batch\": {\"batch_operations\": […]}}.");
    }
    return object;
  }

  private static byte[] read(ApiRequest request) {
    try {
      byte[] text = request.stream().readNBytes(LARGEST_JSON + 1);
      if (text.length > LARGEST_JSON) {
        throw BatchProblem.of(
            413,
            "too_long",
            "request.too_long",
            "A JSON body has at most " + LARGEST_JSON + " bytes; send more as NDJSON.");
      }
      return text;
    } catch (IOException | UncheckedIOException e) {
      throw brokenOff(e);
    }
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
    Upload upload = new Upload(caller, BatchOptions.of(request), address.of(request));
    int longest = Math.max(2 * largestOperation, SMALLEST_LINE_LIMIT);
    return upload.run(
        () -> {
          try (InputStream in = request.stream()) {
            Lines lines = new Lines(in, longest);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
              JsonNode operation = wire.read(line).orElse(null);
              boolean more =
                  operation == null
                      ? upload.unreadable(line.length)
                      : upload.add(operation, line.length);
              if (!more) {
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

    private final Caller caller;
    private final OperationForm form;
    private final @Nullable Intake intake;
    private int count;

    Upload(Caller caller, BatchOptions options, String sentTo) {
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
                      sentTo));
    }

    /// Reads all operations and stores the batch, or forgets all of it.
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

    /// Takes the next operation; false when reading on is of no use.
    ///
    /// @param atMost how many bytes it has at most
    boolean add(JsonNode operation, int atMost) {
      checkCount();
      form.read(count - 1, operation, atMost).ifPresent(this::take);
      return !form.isEnough();
    }

    private void take(NewOperation operation) {
      if (intake == null) {
        routes.refusal(operation, caller).ifPresent(form::refused);
      } else if (form.isFine()) {
        intake.add(operation);
      }
    }

    boolean unreadable(int length) {
      checkCount();
      form.unreadable(count - 1, "the line of " + length + " bytes is not valid JSON");
      return !form.isEnough();
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
                    + ", which asked for something else. Nothing was carried out.");
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
