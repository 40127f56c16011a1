package dev.brass.server.batch;

import dev.brass.server.batch.Operation.Status;
import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.PageBytes;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// The table `operation` as a run of a batch reads and changes it. Thread-safe.
final class RunRepository {

  private static final String PENDING =
      PageBytes.cut(
          """
          select position, id, repetition, reference, depends_on, method, path, query_params, body,
                 sealed_body, call, tries, retry_at,
                 coalesce(octet_length(body), 0) + coalesce(octet_length(query_params), 0)
                   + coalesce(octet_length(sealed_body), 0) + coalesce(octet_length(call), 0) as size
          from operation
          where tenant_id = :tenant and batch_id = :batch and position >= :from
            and status in ('pending', 'in_progress')
          order by position limit :limit
          """);

  /// Operations that must not be repeated have certainly begun, the others possibly.
  private static final String RECOVER =
      """
      update operation
      set status = 'pending', tries = tries + 1, updated_at = :at::timestamptz
      where tenant_id = :tenant and batch_id = :batch and position >= :floor
        and status = 'in_progress' and repetition <> 'never'
      """;

  private static final String LOST =
      """
      select position from operation
      where tenant_id = :tenant and batch_id = :batch and position >= :floor
        and status = 'in_progress' and repetition = 'never'
      order by position
      """;

  private static final String WORN =
      """
      select position from operation
      where tenant_id = :tenant and batch_id = :batch and position >= :floor
        and status = 'pending' and tries >= :most
      order by position
      """;

  private static final String TRIED =
      """
      update operation
      set status = 'pending', tries = tries + 1, retry_at = :retryAt::timestamptz,
          updated_at = :at::timestamptz
      where tenant_id = :tenant and batch_id = :batch and position = :position
        and status in ('pending', 'in_progress')
      """;

  private static final String BEGIN =
      """
      update operation set status = 'in_progress', updated_at = :at::timestamptz
      where tenant_id = :tenant and batch_id = :batch and position = any(:positions::int[])
        and status = 'pending'
      """;

  private static final String END =
      """
      with ended as (
        update operation o
        set status = n.status, response_status = n.response_status,
            response_body = null, sealed_answer = n.answer, failure_code = n.code,
            failure_message = n.message, call = null, updated_at = :at::timestamptz
        from unnest(:positions::int[], :statuses::text[], :responseStatuses::int[],
                    :answers::bytea[], :codes::text[], :messages::text[])
          as n(position, status, response_status, answer, code, message)
        where o.tenant_id = :tenant and o.batch_id = :batch and o.position = n.position
          and o.status in ('pending', 'in_progress')
        returning n.status, n.response_status)
      """;

  private static final String CALL_OFF =
      """
      with ended as (
        update operation
        set status = 'failed', failure_code = :code, failure_message = :message, call = null,
            updated_at = :at::timestamptz
        where tenant_id = :tenant and batch_id = :batch and position >= :floor::int
          and status in ('pending', 'in_progress')
        returning status, response_status)
      """;

  private static final String COUNTED =
      """
      update operation_batch b
      set completed_count = b.completed_count + s.completed,
          failed_count = b.failed_count + s.failed,
          timed_out_count = b.timed_out_count + s.timed_out,
          unsuccessful_count = b.unsuccessful_count + s.unsuccessful,
          floor = greatest(b.floor, :floor::int),
          state = case when s.ended + b.completed_count + b.failed_count + b.timed_out_count
                            = b.operation_count then 'completed' else b.state end,
          finished_at = case when s.ended + b.completed_count + b.failed_count + b.timed_out_count
                                  = b.operation_count
                        then coalesce(b.finished_at, :at::timestamptz) else b.finished_at end,
          updated_at = :at::timestamptz
      from (select count(*) as ended,
                   count(*) filter (where status = 'completed') as completed,
                   count(*) filter (where status = 'failed') as failed,
                   count(*) filter (where status = 'timed_out') as timed_out,
                   count(*) filter (where status <> 'completed' or response_status >= 400)
                     as unsuccessful
            from ended) as s
      where b.tenant_id = :tenant and b.id = :batch
      returning b.*
      """;

  private static final String ENDINGS =
      """
      select o.position, o.reference, o.status, o.response_status,
             case when :answers then o.response_body end as response_body,
             case when :answers then o.sealed_answer end as sealed_answer
      from unnest(:references::text[]) as wanted(reference)
      join operation o on o.tenant_id = :tenant and o.batch_id = :batch
        and o.reference = wanted.reference
      where o.status in ('completed', 'failed', 'timed_out')
      """;

  private static final String ANSWERS =
      """
      select coalesce(
        sum(coalesce(octet_length(o.response_body), 0) + coalesce(octet_length(o.sealed_answer), 0)),
        0)
      from unnest(:references::text[]) as wanted(reference)
      join operation o on o.tenant_id = :tenant and o.batch_id = :batch
        and o.reference = wanted.reference
      """;

  private final BatchJson json = new BatchJson();
  private final PersonalData personal;

  RunRepository(PersonalData personal) {
    this.personal = personal;
  }

  /// An operation that has not ended.
  ///
  /// @param call sealed; null when the other columns contain all of it
  /// @param tries number of failures of this server at it
  /// @param retryAt earliest time of the next try; null for at once
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Waiting(
      int position,
      UUID id,
      RetrySafety repetition,
      @Nullable String reference,
      List<String> dependsOn,
      String method,
      String path,
      @Nullable String query,
      @Nullable String body,
      byte @Nullable [] call,
      int tries,
      @Nullable Instant retryAt) {

    /// The operation after one more failure of this server.
    Waiting failed(Instant next) {
      return new Waiting(
          position,
          id,
          repetition,
          reference,
          dependsOn,
          method,
          path,
          query,
          body,
          call,
          tries + 1,
          next);
    }

    /// The approximate size of its text in bytes.
    int size() {
      return length(query) + length(body) + (call == null ? 0 : call.length);
    }

    private static int length(@Nullable String text) {
      return text == null ? 0 : text.length();
    }

    /// Whether its retry is not due yet.
    boolean isBefore(Instant now) {
      return retryAt != null && now.isBefore(retryAt);
    }
  }

  /// The result of an operation.
  record Ended(
      int position,
      Status status,
      @Nullable Integer responseStatus,
      @Nullable String responseBody,
      Operation.@Nullable Failure failure) {

    static Ended failed(int position, Operation.Reason reason, String message) {
      return new Ended(position, Status.FAILED, null, null, new Operation.Failure(reason, message));
    }

    boolean isSuccess() {
      return status == Status.COMPLETED && responseStatus != null && responseStatus < 400;
    }

    /// The number of characters of its answer.
    int size() {
      return responseBody == null ? 0 : responseBody.length();
    }
  }

  /// The facts of an ended operation on which others may depend.
  record Ending(Status status, @Nullable Integer responseStatus, @Nullable String responseBody) {
    boolean isSuccess() {
      return status == Status.COMPLETED && responseStatus != null && responseStatus < 400;
    }
  }

  /// Operations that have not ended, in order.
  List<Waiting> pending(Handle handle, OperationBatch batch, int from, int limit) {
    return PageBytes.bind(of(handle.createQuery(PENDING), batch))
        .bind("from", from)
        .bind("limit", limit)
        .map((row, _) -> waiting(row, batch))
        .list();
  }

  private Waiting waiting(ResultSet row, OperationBatch batch) throws SQLException {
    List<@Nullable String> call =
        OperationRepository.call(personal, batch.tenant(), batch.id().value(), row);
    return new Waiting(
        row.getInt("position"),
        row.getObject("id", UUID.class),
        RetrySafety.of(row.getString("repetition")),
        row.getString("reference"),
        json.texts(row.getString("depends_on")),
        row.getString("method"),
        row.getString("path"),
        call.get(0),
        call.get(1),
        row.getBytes("call"),
        row.getInt("tries"),
        instant(row, "retry_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  /// Resets operations that a dead run had begun to pending; returns those that must not begin a
  /// second time.
  List<Integer> recover(Handle handle, OperationBatch batch, Instant now) {
    of(handle.createUpdate(RECOVER), batch)
        .bind("floor", batch.progress().floor())
        .bind("at", now.toString())
        .execute();
    return of(handle.createQuery(LOST), batch)
        .bind("floor", batch.progress().floor())
        .mapTo(Integer.class)
        .list();
  }

  /// Pending operations at which this server failed too often.
  List<Integer> worn(Handle handle, OperationBatch batch, int most) {
    return of(handle.createQuery(WORN), batch)
        .bind("floor", batch.progress().floor())
        .bind("most", most)
        .mapTo(Integer.class)
        .list();
  }

  /// Resets an operation at which this server failed to pending.
  void tried(Handle handle, OperationBatch batch, int position, Instant retryAt, Instant now) {
    of(handle.createUpdate(TRIED), batch)
        .bind("position", position)
        .bind("retryAt", retryAt.toString())
        .bind("at", now.toString())
        .execute();
  }

  void begin(Handle handle, OperationBatch batch, Collection<Integer> positions, Instant now) {
    of(handle.createUpdate(BEGIN), batch)
        .bindArray("positions", Integer.class, List.copyOf(positions))
        .bind("at", now.toString())
        .execute();
  }

  /// Stores the results of operations.
  ///
  /// @param floor position before which every operation has ended
  /// @return the updated batch
  OperationBatch end(
      Handle handle, OperationBatch batch, List<Ended> ended, int floor, Instant now) {
    ColumnArrays columns = new ColumnArrays();
    for (Ended each : ended) {
      Operation.Failure failure = each.failure();
      columns
          .add("positions", each.position())
          .add("statuses", each.status().code())
          .add("responseStatuses", each.responseStatus())
          .add(
              "answers",
              personal.sealAny(
                  PersonalColumn.OPERATION_ANSWER,
                  batch.tenant(),
                  PersonalColumn.row(batch.id().value(), each.position()),
                  each.responseBody()))
          .add("codes", failure == null ? null : failure.reason().code())
          .add("messages", failure == null ? null : failure.message());
    }
    return of(columns.bind(handle.createQuery(END + COUNTED)), batch)
        .bind("floor", floor)
        .bind("at", now.toString())
        .map(BatchRepository::batch)
        .one();
  }

  /// Ends all remaining operations as failed.
  ///
  /// @return the updated batch
  OperationBatch callOff(Handle handle, OperationBatch batch, Operation.Failure why, Instant now) {
    return of(handle.createQuery(CALL_OFF + COUNTED), batch)
        .bind("code", why.reason().code())
        .bind("message", why.message())
        .bind("floor", batch.progress().floor())
        .bind("at", now.toString())
        .map(BatchRepository::batch)
        .one();
  }

  /// The total size of operations' answers in bytes.
  long answers(Handle handle, OperationBatch batch, Collection<String> references) {
    return of(handle.createQuery(ANSWERS), batch)
        .bindArray("references", String.class, List.copyOf(references))
        .mapTo(Long.class)
        .one();
  }

  /// The results of ended operations; others are left out.
  ///
  /// @param answers whether to read the answers, which can be large
  Map<String, Ending> endings(
      Handle handle, OperationBatch batch, Collection<String> references, boolean answers) {
    Map<String, Ending> endings = new HashMap<>();
    of(handle.createQuery(ENDINGS), batch)
        .bind("answers", answers)
        .bindArray("references", String.class, List.copyOf(references))
        .map(
            (row, _) ->
                Map.entry(
                    row.getString("reference"),
                    new Ending(
                        Status.of(row.getString("status")),
                        row.getObject("response_status", Integer.class),
                        OperationRepository.answer(
                            personal, batch.tenant(), batch.id().value(), row))))
        .forEach(entry -> endings.put(entry.getKey(), entry.getValue()));
    return endings;
  }

  private static <S extends SqlStatement<S>> S of(S statement, OperationBatch batch) {
    return statement.bind("tenant", batch.tenant().value()).bind("batch", batch.id().value());
  }
}
