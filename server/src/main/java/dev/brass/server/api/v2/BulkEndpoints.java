package dev.brass.server.api.v2;

import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.bulk.Bulks;
import dev.brass.server.bulk.ResultSheet;
import dev.brass.server.bulk.Upload;
import dev.brass.server.bulk.UploadId;
import dev.brass.server.bulk.UploadRow;
import dev.brass.server.form.Fields;
import dev.brass.server.order.OrderOutcome;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.TenantLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// `/orders/bulk` (Zinc API docs, Bulk Upload): a file is checked and becomes a batch, which
/// reports the results of its rows.
final class BulkEndpoints {

  private static final int LARGEST_PAGE = 200;
  private static final int DEFAULT_PAGE = 50;
  private static final int LARGEST_OFFSET = 1_000_000;

  /// The size of a row in an answer, in bytes of a body.
  private static final int ROW = 256;

  private static final ResultSheet.Words WORDS =
      new ResultSheet.Words(
          state -> OrderStatus.of(state).code(), error -> error.code().v2ErrorType());

  private BulkEndpoints() {}

  /// `POST /orders/bulk/validate`: nothing is stored or placed.
  record Validate(Bulks bulks, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      request.received();
      BulkUpload upload = request.inTurn(() -> BulkUpload.of(request, bulks, json));
      return json.reply(
          200,
          BulkRendering.validation(
              upload.filename(), bulks.assess(caller.tenant(), caller.mode(), upload.sheet())));
    }
  }

  /// `POST /orders/bulk`: 200 with the batch once it is on disk.
  record Create(Bulks bulks, TenantLimits limits, V2Json json) implements Command<BulkUpload> {
    @Override
    public BulkUpload check(ApiRequest request, Caller caller) {
      request.received();
      return request.inTurn(() -> BulkUpload.of(request, bulks, json));
    }

    @Override
    public Reply run(BulkUpload upload, ApiRequest request, Caller caller) {
      limits.addRows(caller.tenant(), upload.sheet().rows().size());
      Upload batch =
          bulks.create(
              caller.tenant(),
              caller.mode(),
              upload.sheet(),
              upload.filename(),
              upload.notifyOnComplete());
      return json.reply(200, BulkRendering.batch(batch, bulks.outcomes(batch), null, null));
    }
  }

  /// `GET /orders/bulk`: batches without their rows, newest first.
  record ListAll(Bulks bulks, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Query query = new Query(request);
      int limit = query.number("limit", 1, LARGEST_PAGE, DEFAULT_PAGE);
      int offset = query.number("offset", 0, LARGEST_OFFSET, 0);
      query.check();
      return json.reply(
          200,
          new BulkWire.BatchList(
              bulks.list(caller.tenant(), caller.mode(), limit, offset).stream()
                  .map(BulkRendering::batch)
                  .toList(),
              bulks.count(caller.tenant(), caller.mode())));
    }
  }

  /// `GET /orders/bulk/{batch_id}`: the batch with its rows; `rows` may be `failed`, `unbought`
  /// (rows and orders that failed or are in doubt) or `none`, for frequent polling.
  record Get(Bulks bulks, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Query query = new Query(request);
      String wanted = query.word("rows", List.of("all", "failed", "unbought", "none"));
      query.check();
      Upload batch = batch(request, caller, bulks);
      List<BulkWire.Row> rows = new ArrayList<>();
      if (!"none".equals(wanted)) {
        bulks.rows(
            batch,
            "failed".equals(wanted) ? UploadRow.Status.FAILED : null,
            row -> {
              if (!"unbought".equals(wanted) || isUnbought(row)) {
                request.hold(ROW);
                rows.add(BulkRendering.row(row));
              }
            });
      }
      return json.reply(200, BulkRendering.batch(batch, bulks.outcomes(batch), null, rows));
    }
  }

  /// `GET /orders/bulk/{batch_id}/results.csv`: also for a batch that is not complete.
  record Results(Bulks bulks) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Upload batch = batch(request, caller, bulks);
      return Reply.streamed(
              "text/csv; charset=utf-8", out -> ResultSheet.write(bulks, batch, WORDS, out))
          .with(
              "Content-Disposition",
              "attachment; filename=\"bulk-" + batch.id() + "-results.csv\"");
    }
  }

  /// `POST /orders/bulk/{batch_id}/pause`, `resume` and `cancel`. Each may be repeated.
  record Steer(Bulks bulks, V2Json json, BiFunction<Bulks, Upload, Upload> action)
      implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Upload batch = action.apply(bulks, batch(request, caller, bulks));
      if (batch.state() == Upload.State.COMPLETED && batch.cancelledAt() == null) {
        throw new V2Problem(
            400,
            "bad_request",
            "Every row of this batch is processed; cancel its orders one by one",
            Map.of("batch_id", batch.id().toString(), "status", batch.state().code()));
      }
      return json.reply(200, BulkRendering.batch(batch, bulks.outcomes(batch), null, null));
    }
  }

  /// `POST /orders/bulk/{batch_id}/retry` with `{"only": "failed"}`: 200 with the batch and
  /// `retried_count`. It may be repeated: no order is retried twice.
  record Retry(Bulks bulks, TenantLimits limits, V2Json json) implements Command<Upload> {
    @Override
    public Upload check(ApiRequest request, Caller caller) {
      Upload batch = batch(request, caller, bulks);
      Fields fields = Fields.of(json.body(request));
      fields.word("only", List.of("failed"));
      fields.check();
      return batch;
    }

    @Override
    public Reply run(Upload batch, ApiRequest request, Caller caller) {
      Bulks.Retried retried = bulks.retry(batch, rows -> limits.addRows(caller.tenant(), rows));
      Upload after = retried.batch();
      if (after.pausedAt() != null || after.state() == Upload.State.FAILED) {
        throw new V2Problem(
            400,
            "bad_request",
            "This batch is not running; resume it first",
            Map.of("batch_id", after.id().toString(), "status", after.state().code()));
      }
      return json.reply(
          200, BulkRendering.batch(after, bulks.outcomes(after), retried.rows(), null));
    }
  }

  private static boolean isUnbought(UploadRow row) {
    return row.outcome() == OrderOutcome.FAILED || row.outcome() == OrderOutcome.IN_DOUBT;
  }

  private static Upload batch(ApiRequest request, Caller caller, Bulks bulks) {
    UploadId id = new UploadId(OrderPaths.uuid(request, "batch_id"));
    return bulks
        .get(caller.tenant(), caller.mode(), id)
        .orElseThrow(() -> V2Problem.notFound("BulkBatch", id.toString()));
  }
}
