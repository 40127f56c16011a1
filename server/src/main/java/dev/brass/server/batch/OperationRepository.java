package dev.brass.server.batch;

import dev.brass.server.batch.Operation.Status;
import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.PageBytes;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The table `operation` as clients see it, and the insertion of operations. Thread-safe.
final class OperationRepository {

  /// The purpose for which operations' secrets are sealed.
  static final String PURPOSE = "operation.call";

  private static final String INSERT =
      """
      insert into operation (tenant_id, batch_id, position, id, status, repetition, reference,
                             depends_on, method, path, sealed_body, call, updated_at)
      select :tenant::uuid, :batch::uuid, position, id, 'pending', repetition, reference,
             depends_on, method, path, body, call, :at::timestamptz
      from unnest(:positions::int[], :ids::uuid[], :repetitions::text[], :references::text[],
                  :dependsOn::text[], :methods::text[], :paths::text[], :bodies::bytea[],
                  :calls::bytea[])
        as n(position, id, repetition, reference, depends_on, method, path, body, call)
      """;

  private static final String SELECT =
      """
      select o.tenant_id, o.batch_id, o.position, o.id, o.status, o.reference, o.depends_on,
             o.method, o.path, o.query_params, o.body, o.sealed_body, o.response_status,
             o.response_body, o.sealed_answer, o.failure_code, o.failure_message, o.updated_at, b.created_at
      """;

  private static final String OF_BATCHES =
      """
      from operation_batch b
      join operation o on o.tenant_id = b.tenant_id and o.batch_id = b.id
      where b.tenant_id = :tenant and b.mode = :mode and b.state <> 'receiving'
      """;

  private static final String MATCHING =
      OF_BATCHES
          + """
            and (:ids::uuid[] is null or o.id = any(:ids::uuid[]))
            and (:batches::uuid[] is null or b.id = any(:batches::uuid[]))
            and (:statuses::text[] is null or o.status = any(:statuses::text[]))
          """;

  private static final String GET = SELECT + OF_BATCHES + " and o.id = :id";

  private static final String COUNT = "select count(*) " + MATCHING;

  private static final String SIZED =
      SELECT
          + """
            , coalesce(octet_length(o.query_params), 0) + coalesce(octet_length(o.body), 0)
                + coalesce(octet_length(o.sealed_body), 0) + coalesce(octet_length(o.response_body), 0)
                + coalesce(octet_length(o.sealed_answer), 0) as size
          """;

  private static final String PAGE =
      PageBytes.cut(
          SIZED
              + OF_BATCHES
              + " and b.id = :batch and o.position > :after order by o.position limit :limit");

  private static final String DELETE =
      """
      delete from operation
      where tenant_id = :tenant and batch_id = :batch and position >= :from and position < :until
      """;

  private final BatchJson json = new BatchJson();
  private final PersonalData personal;

  OperationRepository(PersonalData personal) {
    this.personal = personal;
  }

  /// An operation with its position. It is kept as text: a tree would take many times the memory.
  ///
  /// @param call sealed; null when it has no secrets
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(
      int position,
      UUID id,
      @Nullable String reference,
      List<String> dependsOn,
      String method,
      RetrySafety repetition,
      WrittenCall shown,
      byte @Nullable [] call) {

    /// The approximate size of its text in bytes.
    int size() {
      return length(shown.query()) + length(shown.body()) + (call == null ? 0 : call.length);
    }

    private static int length(@Nullable String text) {
      return text == null ? 0 : text.length();
    }
  }

  void insert(Handle handle, TenantId tenant, OperationBatchId batch, List<Row> rows, Instant now) {
    if (rows.isEmpty()) {
      return;
    }
    ColumnArrays columns = new ColumnArrays();
    for (Row row : rows) {
      columns
          .add("positions", row.position())
          .add("ids", row.id())
          .add("repetitions", row.repetition().code())
          .add("references", row.reference())
          .add("dependsOn", row.dependsOn().isEmpty() ? null : json.write(row.dependsOn()))
          .add("methods", row.method())
          .add("paths", row.shown().path())
          .add(
              "bodies",
              personal.sealAny(
                  PersonalColumn.OPERATION_BODY,
                  tenant,
                  PersonalColumn.row(batch.value(), row.position()),
                  row.shown().query(),
                  row.shown().body()))
          .add("calls", row.call());
    }
    columns
        .bind(handle.createUpdate(INSERT))
        .bind("tenant", tenant.value())
        .bind("batch", batch.value())
        .bind("at", now.toString())
        .execute();
  }

  Optional<Operation> get(Handle handle, TenantId tenant, Mode mode, UUID id) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("id", id)
        .map(this::operation)
        .findOne();
  }

  /// A page of matching operations, which ends early when they are large.
  List<Operation> list(
      Handle handle, TenantId tenant, Mode mode, BatchFilter filter, int limit, long offset) {
    return PageBytes.bind(
            matching(
                handle.createQuery(
                    PageBytes.cut(
                        SIZED + MATCHING + order(filter.sort()) + " limit :limit offset :offset")),
                tenant,
                mode,
                filter))
        .bind("limit", limit)
        .bind("offset", offset)
        .map(this::operation)
        .list();
  }

  /// Operations of one batch are in the batch's order, in either direction.
  private static String order(BatchFilter.Sort sort) {
    String way = sort.ascending() ? " asc" : " desc";
    return switch (sort.column()) {
      case CREATED_AT -> " order by b.created_at" + way + ", b.id" + way + ", o.position";
      case UPDATED_AT -> " order by o.updated_at" + way + ", b.id" + way + ", o.position";
    };
  }

  long count(Handle handle, TenantId tenant, Mode mode, BatchFilter filter) {
    return matching(handle.createQuery(COUNT), tenant, mode, filter).mapTo(Long.class).one();
  }

  private static <S extends SqlStatement<S>> S matching(
      S statement, TenantId tenant, Mode mode, BatchFilter filter) {
    return statement
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("ids", BatchRepository.literal(filter.ids()))
        .bind("batches", BatchRepository.literal(filter.batches()))
        .bind("statuses", BatchRepository.literal(filter.statuses()));
  }

  /// The operations of a batch in order.
  ///
  /// @param after the position of the last operation before the page; -1 for the first page
  List<Operation> page(Handle handle, OperationBatch batch, int after, int limit) {
    return PageBytes.bind(handle.createQuery(PAGE))
        .bind("tenant", batch.tenant().value())
        .bind("mode", batch.mode().code())
        .bind("batch", batch.id().value())
        .bind("after", after)
        .bind("limit", limit)
        .map(this::operation)
        .list();
  }

  /// Deletes operations by their positions.
  void delete(Handle handle, TenantId tenant, OperationBatchId batch, int from, int until) {
    handle
        .createUpdate(DELETE)
        .bind("tenant", tenant.value())
        .bind("batch", batch.value())
        .bind("from", from)
        .bind("until", until)
        .execute();
  }

  /// Query and body of its call, as shown to clients.
  static List<@Nullable String> call(
      PersonalData personal, TenantId tenant, UUID batch, ResultSet row) throws SQLException {
    return personal.open(
        PersonalColumn.OPERATION_BODY,
        tenant,
        PersonalColumn.row(batch, row.getInt("position")),
        row.getBytes("sealed_body"),
        row.getString("query_params"),
        row.getString("body"));
  }

  /// The body of the answer.
  static @Nullable String answer(PersonalData personal, TenantId tenant, UUID batch, ResultSet row)
      throws SQLException {
    return personal
        .open(
            PersonalColumn.OPERATION_ANSWER,
            tenant,
            PersonalColumn.row(batch, row.getInt("position")),
            row.getBytes("sealed_answer"),
            row.getString("response_body"))
        .getFirst();
  }

  private Operation operation(ResultSet row, StatementContext context) throws SQLException {
    TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
    UUID batch = row.getObject("batch_id", UUID.class);
    List<@Nullable String> call = call(personal, tenant, batch, row);
    String answer = answer(personal, tenant, batch, row);
    String failure = row.getString("failure_code");
    return new Operation(
        tenant,
        new OperationBatchId(batch),
        row.getInt("position"),
        row.getObject("id", UUID.class),
        Status.of(row.getString("status")),
        row.getString("reference"),
        json.texts(row.getString("depends_on")),
        row.getString("method"),
        row.getString("path"),
        call.get(0),
        call.get(1),
        row.getObject("response_status", Integer.class),
        answer,
        failure == null
            ? null
            : new Operation.Failure(Operation.Reason.of(failure), row.getString("failure_message")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }
}
