package dev.brass.server.bulk;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.order.OrderId;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The tables `bulk_batch` and `bulk_row`. Thread-safe.
final class BulkRepository {

  private static final String INSERT_BATCH =
      """
      insert into bulk_batch (tenant_id, id, mode, state, filename, row_count, placed_count,
                              failed_count, headings, notify_on_complete, source, created_at,
                              updated_at)
      select tenant_id, id, mode, state, filename, rows, 0, 0, '{}', notify, source::json, at, at
      from unnest(:tenants::uuid[], :ids::uuid[], :modes::text[], :states::text[],
                  :filenames::text[], :rows::int[], :notifies::bool[], :sources::text[],
                  :ats::timestamptz[])
        as n(tenant_id, id, mode, state, filename, rows, notify, source, at)
      """;

  private static final String INSERT_ROWS =
      """
      insert into bulk_row (tenant_id, batch_id, position, number, status, sealed_error,
                            sealed, row_key, sealed_request, known_order)
      select :tenant::uuid, :batch::uuid, position, number, 'pending', error, sealed, row_key,
             request, known_order
      from unnest(:positions::int[], :numbers::int[], :errors::bytea[], :rows::bytea[],
                  :keys::text[], :requests::bytea[], :known::uuid[])
        as n(position, number, error, sealed, row_key, request, known_order)
      """;

  private static final String SET_HEADINGS =
      """
      update bulk_batch set headings = :headings::json where tenant_id = :tenant and id = :id
      """;

  private static final String GET =
      "select * from bulk_batch where tenant_id = :tenant and id = :id";

  private static final String COUNT =
      "select count(*) from bulk_batch where tenant_id = :tenant and mode = :mode";

  private static final String LIST =
      """
      select * from bulk_batch where tenant_id = :tenant and mode = :mode
      order by created_at desc, id desc limit :limit offset :offset
      """;

  private static final String UPDATE =
      """
      update bulk_batch
      set state = :state, paused_at = :paused::timestamptz, cancelled_at = :cancelled::timestamptz,
          updated_at = :at::timestamptz
      where tenant_id = :tenant and id = :id
      """;

  private static final String ROWS =
      """
      select position, number, status, order_id, error, sealed_error, error_type, recipient,
             product_urls, passthrough, notes, sealed
      from bulk_row
      where tenant_id = :tenant and batch_id = :batch and position > :after
        and (:status::text is null or status = :status)
      order by position limit :limit
      """;

  private static final String COLUMNS =
      """
      select position, recipient, product_urls, passthrough, notes, sealed from bulk_row
      where tenant_id = :tenant and batch_id = :batch order by position
      """;

  private static final String HEADINGS =
      "select headings from bulk_batch where tenant_id = :tenant and id = :id";

  private static final String PENDING =
      """
      select position, number, error, sealed_error, row_key, request, sealed_request, known_order,
             retry_of
      from bulk_row
      where tenant_id = :tenant and batch_id = :batch and status = 'pending'
      order by position limit :limit
      """;

  /// A row that was cancelled while its order was being submitted is recorded as placed: the order
  /// exists. A row that may be tried again keeps the data it needs for that.
  private static final String SETTLE =
      """
      with settled as (
        update bulk_row r
        set status = n.status, error = null, sealed_error = n.error, error_type = n.error_type,
            known_order = null, order_id = n.order_id,
            retry_of = case when n.status = 'failed' then r.retry_of end,
            request = case when n.error_type = :mendable then r.request end,
            sealed_request = case when n.error_type = :mendable then r.sealed_request end
        from unnest(:positions::int[], :statuses::text[], :orders::uuid[], :errors::bytea[],
                    :errorTypes::text[])
          as n(position, status, order_id, error, error_type)
        where r.tenant_id = :tenant and r.batch_id = :id and r.position = n.position
          and (r.status = 'pending'
               or n.status = 'placed' and (r.status = 'failed' or r.order_id = r.retry_of))
        returning old.status as before, new.status as after)
      update bulk_batch b
      set placed_count = placed_count + s.placed, failed_count = failed_count + s.failed,
          state = case
            when placed_count + s.placed + failed_count + s.failed = row_count then 'completed'
            when state = 'pending' then 'processing'
            else state end,
          updated_at = :at::timestamptz
      from (select count(*) filter (where after = 'placed')
                     - count(*) filter (where before = 'placed') as placed,
                   count(*) filter (where after = 'failed')
                     - count(*) filter (where before = 'failed') as failed
            from settled) as s
      where b.tenant_id = :tenant and b.id = :id
      """;

  /// A row whose order is to be tried again gets that order back.
  private static final String CALL_OFF =
      """
      with off as (
        update bulk_row
        set status = case when retry_of is null then 'failed' else 'placed' end,
            order_id = retry_of,
            error = case when retry_of is null then error end,
            sealed_error = case when retry_of is null then sealed_error end,
            error_type = case when retry_of is null then 'cancelled' end,
            request = null, sealed_request = null, known_order = null
        where tenant_id = :tenant and batch_id = :id and status = 'pending'
        returning status)
      update bulk_batch
      set failed_count = failed_count + (select count(*) from off where status = 'failed'),
          placed_count = placed_count + (select count(*) from off where status = 'placed'),
          state = 'completed',
          paused_at = null, cancelled_at = :at::timestamptz, updated_at = :at::timestamptz
      where tenant_id = :tenant and id = :id
      """;

  /// The reason for failed rows without an error of their own.
  private static final String CALLED_OFF = "the upload was cancelled before this row was placed";

  private static final String NOTIFIED =
      """
      update bulk_batch set notified_at = :at::timestamptz
      where tenant_id = :tenant and id = :id and notified_at is null
      """;

  private final BulkJson json = new BulkJson();
  private final PersonalData personal;

  BulkRepository(PersonalData personal) {
    this.personal = personal;
  }

  /// A row as it is first stored.
  ///
  /// @param error the faults of the row; null when there are none
  /// @param key that identifies an equal row of another upload; null when the order has a key
  /// @param request null when the row will fail
  /// @param known its existing order from an upload before migration V46; null for none
  record NewRow(
      RowReading reading,
      @Nullable String error,
      @Nullable String key,
      @Nullable String request,
      @Nullable OrderId known) {}

  /// A row that is to be placed.
  ///
  /// @param known its existing order, as in [NewRow]
  /// @param retryOf the failed order that is tried again; null for a new one
  record PendingRow(
      int position,
      int number,
      @Nullable String error,
      @Nullable String key,
      @Nullable String request,
      @Nullable OrderId known,
      @Nullable OrderId retryOf) {}

  /// The result of a row.
  ///
  /// @param errorType the error code of the API; null when the row did not fail
  record Settled(
      int position, @Nullable OrderId order, @Nullable String error, @Nullable String errorType) {

    /// The same result with another order.
    Settled with(OrderId other) {
      return new Settled(position, other, error, errorType);
    }
  }

  void insert(WriteBatch writes, Upload batch) {
    writes.add(
        INSERT_BATCH,
        new ColumnArrays()
            .add("tenants", batch.tenant().value())
            .add("ids", batch.id().value())
            .add("modes", batch.mode().code())
            .add("states", batch.state().code())
            .add("filenames", batch.filename())
            .add("rows", batch.rows())
            .add("notifies", batch.notifyOnComplete())
            .add("sources", batch.source() == null ? null : json.write(batch.source()))
            .add("ats", batch.createdAt()));
  }

  /// Stores the rows of a batch that has none yet.
  ///
  /// @param headings the heading of each part of an order
  void insertRows(Handle handle, Upload batch, Map<String, String> headings, List<NewRow> rows) {
    handle
        .createUpdate(SET_HEADINGS)
        .bind("headings", json.write(headings))
        .bind("tenant", batch.tenant().value())
        .bind("id", batch.id().value())
        .execute();
    ColumnArrays columns = new ColumnArrays();
    for (NewRow row : rows) {
      RowReading reading = row.reading();
      columns
          .add("positions", reading.index())
          .add("numbers", reading.places().number())
          .add("errors", sealed(PersonalColumn.BULK_ERROR, batch, reading.index(), row.error()))
          .add(
              "rows",
              personal.seal(
                  PersonalColumn.BULK_ROW,
                  batch.tenant(),
                  name(batch.id(), reading.index()),
                  reading.recipient(),
                  json.write(reading.productUrls()),
                  json.write(reading.passthrough()),
                  json.write(reading.notes())))
          .add("keys", row.key())
          .add(
              "requests",
              sealed(PersonalColumn.BULK_REQUEST, batch, reading.index(), row.request()))
          .add("known", row.known() == null ? null : row.known().value());
    }
    columns
        .bind(handle.createUpdate(INSERT_ROWS))
        .bind("tenant", batch.tenant().value())
        .bind("batch", batch.id().value())
        .execute();
  }

  private byte @Nullable [] sealed(
      PersonalColumn column, Upload batch, int position, @Nullable String text) {
    return personal.sealAny(column, batch.tenant(), name(batch.id(), position), text);
  }

  private static String name(UploadId batch, int position) {
    return PersonalColumn.row(batch.value(), position);
  }

  private @Nullable String text(
      PersonalColumn column, TenantId tenant, UploadId batch, ResultSet row) throws SQLException {
    return personal
        .open(
            column,
            tenant,
            name(batch, row.getInt("position")),
            row.getBytes(column.column()),
            row.getString(column.replaced().getFirst()))
        .getFirst();
  }

  /// Recipient, product URLs, unknown columns, and notes.
  private List<@Nullable String> content(TenantId tenant, UploadId batch, ResultSet row)
      throws SQLException {
    return personal.open(
        PersonalColumn.BULK_ROW,
        tenant,
        name(batch, row.getInt("position")),
        row.getBytes("sealed"),
        row.getString("recipient"),
        row.getString("product_urls"),
        row.getString("passthrough"),
        row.getString("notes"));
  }

  Optional<Upload> get(Handle handle, TenantId tenant, UploadId id) {
    return get(handle, GET, tenant, id);
  }

  /// Like [#get], but locks the batch until the transaction ends.
  Optional<Upload> lock(Handle handle, TenantId tenant, UploadId id) {
    return get(handle, GET + " for update", tenant, id);
  }

  private Optional<Upload> get(Handle handle, String sql, TenantId tenant, UploadId id) {
    return handle
        .createQuery(sql)
        .bind("tenant", tenant.value())
        .bind("id", id.value())
        .map(this::batch)
        .findOne();
  }

  long count(Handle handle, TenantId tenant, Mode mode) {
    return handle
        .createQuery(COUNT)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .mapTo(Long.class)
        .one();
  }

  List<Upload> list(Handle handle, TenantId tenant, Mode mode, int limit, int offset) {
    return handle
        .createQuery(LIST)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("limit", limit)
        .bind("offset", offset)
        .map(this::batch)
        .list();
  }

  /// Stores the state of a batch returned by [#lock], without its counts.
  void update(Handle handle, Upload after) {
    handle
        .createUpdate(UPDATE)
        .bind("tenant", after.tenant().value())
        .bind("id", after.id().value())
        .bind("state", after.state().code())
        .bind("paused", text(after.pausedAt()))
        .bind("cancelled", text(after.cancelledAt()))
        .bind("at", after.updatedAt().toString())
        .execute();
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  /// Rows in order.
  ///
  /// @param after the index of the last row before the page; -1 for the first page
  /// @param status null for rows of any status
  List<UploadRow> rows(
      Handle handle,
      TenantId tenant,
      UploadId batch,
      UploadRow.@Nullable Status status,
      int after,
      int limit) {
    return handle
        .createQuery(ROWS)
        .bind("tenant", tenant.value())
        .bind("batch", batch.value())
        .bind("status", status == null ? null : status.code())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> row(tenant, batch, row))
        .list();
  }

  /// The names of unknown columns.
  List<String> passthroughNames(Handle handle, TenantId tenant, UploadId batch) {
    SequencedSet<String> names = new LinkedHashSet<>();
    handle
        .createQuery(COLUMNS)
        .bind("tenant", tenant.value())
        .bind("batch", batch.value())
        .map((row, _) -> json.named(required(content(tenant, batch, row).get(2))).keySet())
        .forEach(names::addAll);
    return List.copyOf(names);
  }

  Map<String, String> headings(Handle handle, TenantId tenant, UploadId id) {
    return handle
        .createQuery(HEADINGS)
        .bind("tenant", tenant.value())
        .bind("id", id.value())
        .mapTo(String.class)
        .findOne()
        .map(json::named)
        .orElse(Map.of());
  }

  List<PendingRow> pending(Handle handle, TenantId tenant, UploadId batch, int limit) {
    return handle
        .createQuery(PENDING)
        .bind("tenant", tenant.value())
        .bind("batch", batch.value())
        .bind("limit", limit)
        .map(
            (rs, _) ->
                new PendingRow(
                    rs.getInt("position"),
                    rs.getInt("number"),
                    text(PersonalColumn.BULK_ERROR, tenant, batch, rs),
                    rs.getString("row_key"),
                    text(PersonalColumn.BULK_REQUEST, tenant, batch, rs),
                    order(rs, "known_order"),
                    order(rs, "retry_of")))
        .list();
  }

  /// Stores the results of rows of a batch returned by [#lock].
  void settle(Handle handle, TenantId tenant, UploadId id, List<Settled> rows, Instant at) {
    ColumnArrays columns = new ColumnArrays();
    for (Settled row : rows) {
      UploadRow.Status status =
          row.order() == null ? UploadRow.Status.FAILED : UploadRow.Status.PLACED;
      columns
          .add("positions", row.position())
          .add("statuses", status.code())
          .add("orders", row.order() == null ? null : row.order().value())
          .add(
              "errors",
              personal.sealAny(
                  PersonalColumn.BULK_ERROR, tenant, name(id, row.position()), row.error()))
          .add("errorTypes", row.errorType());
    }
    columns
        .bind(handle.createUpdate(SETTLE))
        .bind("mendable", RowError.INSUFFICIENT_FUNDS.code())
        .bind("tenant", tenant.value())
        .bind("id", id.value())
        .bind("at", at.toString())
        .execute();
  }

  /// Ends all pending rows of a batch returned by [#lock] as failed.
  void callOff(Handle handle, TenantId tenant, UploadId id, Instant at) {
    handle
        .createUpdate(CALL_OFF)
        .bind("tenant", tenant.value())
        .bind("id", id.value())
        .bind("at", at.toString())
        .execute();
  }

  /// Stores the time of the mail about a batch; false when it was stored before.
  boolean notified(Handle handle, TenantId tenant, UploadId id, Instant at) {
    return handle
            .createUpdate(NOTIFIED)
            .bind("tenant", tenant.value())
            .bind("id", id.value())
            .bind("at", at.toString())
            .execute()
        == 1;
  }

  private Upload batch(ResultSet row, StatementContext context) throws SQLException {
    return new Upload(
        new TenantId(row.getObject("tenant_id", UUID.class)),
        new UploadId(row.getObject("id", UUID.class)),
        Mode.of(row.getString("mode")),
        Upload.State.of(row.getString("state")),
        row.getString("filename"),
        row.getInt("row_count"),
        row.getInt("placed_count"),
        row.getInt("failed_count"),
        row.getBoolean("notify_on_complete"),
        instant(row, "notified_at"),
        instant(row, "paused_at"),
        instant(row, "cancelled_at"),
        source(row.getString("source")),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  private @Nullable SheetSource source(@Nullable String text) {
    return text == null ? null : json.source(text);
  }

  private static @Nullable OrderId order(ResultSet row, String column) throws SQLException {
    UUID id = row.getObject(column, UUID.class);
    return id == null ? null : new OrderId(id);
  }

  private UploadRow row(TenantId tenant, UploadId batch, ResultSet row) throws SQLException {
    List<@Nullable String> content = content(tenant, batch, row);
    UploadRow.Status status = UploadRow.Status.of(row.getString("status"));
    return new UploadRow(
        row.getInt("position"),
        row.getInt("number"),
        status,
        order(row, "order_id"),
        null,
        status == UploadRow.Status.FAILED
            ? Objects.requireNonNullElse(
                text(PersonalColumn.BULK_ERROR, tenant, batch, row), CALLED_OFF)
            : null,
        status == UploadRow.Status.FAILED ? row.getString("error_type") : null,
        required(content.get(0)),
        json.texts(required(content.get(1))),
        json.named(required(content.get(2))),
        json.texts(required(content.get(3))));
  }

  private static String required(@Nullable String part) {
    return Objects.requireNonNull(part);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
