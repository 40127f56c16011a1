package dev.brass.server.batch;

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

/// The table `operation_batch`. Thread-safe.
final class BatchRepository {

  private static final String INSERT =
      """
      insert into operation_batch (
        tenant_id, id, mode, key_id, state, parallel, stop_on_error, operation_count,
        completed_count, failed_count, timed_out_count, unsuccessful_count, floor, interrupted,
        idempotency_key, fingerprint, key_root, sent_to, created_at, updated_at, finished_at)
      values (
        :tenant, :id, :mode, :keyId, :state, :parallel, :stop, :operations,
        0, 0, 0, 0, 0, false,
        :key::text, :fingerprint::bytea, :keyRoot::uuid, :sentTo::text, :at::timestamptz,
        :at::timestamptz, :finished::timestamptz)
      on conflict do nothing
      """;

  private static final String RECEIVED =
      """
      update operation_batch
      set state = 'in_progress', operation_count = :operations, idempotency_key = :key::text,
          fingerprint = :fingerprint::bytea, key_root = :keyRoot::uuid,
          created_at = :at::timestamptz, updated_at = :at::timestamptz
      where tenant_id = :tenant and id = :id
        and not exists (
          select from operation_batch other
          where other.tenant_id = :tenant and other.mode = :mode
            and other.idempotency_key = :key::text)
      """;

  private static final String DELETE =
      "delete from operation_batch where tenant_id = :tenant and id = :id";

  private static final String OF_KEY =
      """
      select *, fingerprint = :fingerprint::bytea as same from operation_batch
      where tenant_id = :tenant and mode = :mode and idempotency_key = :key
      """;

  private static final String LOCK_TENANT =
      "select pg_advisory_xact_lock(hashtextextended(:tenant, 4417))::text";

  private static final String UNFINISHED =
      """
      select id from operation_batch
      where tenant_id = :tenant and mode = :mode and state = 'in_progress'
      order by created_at desc, id desc limit 1
      """;

  private static final String GET =
      """
      select * from operation_batch
      where tenant_id = :tenant and id = :id and state <> 'receiving'
      """;

  private static final String MATCHING =
      """
      from operation_batch
      where tenant_id = :tenant and mode = :mode and state <> 'receiving'
        and (:ids::uuid[] is null or id = any(:ids::uuid[]))
        and (:states::text[] is null or state = any(:states::text[]))
      """;

  private static final String COUNT = "select count(*) " + MATCHING;

  private static final String BEGIN =
      """
      update operation_batch set run = :run, interrupted = interrupted or run is not null
      where tenant_id = :tenant and id = :id
      returning *
      """;

  private static final String HOLD =
      """
      select * from operation_batch where tenant_id = :tenant and id = :id and run = :run
      for update
      """;

  private static final String LEAVE =
      """
      update operation_batch set run = null where tenant_id = :tenant and id = :id and run = :run
      """;

  private static final String CANCEL =
      """
      update operation_batch
      set cancelled_at = coalesce(cancelled_at, :at::timestamptz), updated_at = :at::timestamptz
      where tenant_id = :tenant and id = :id and state = 'in_progress'
      """;

  private static final String STOP =
      """
      update operation_batch set stopped_by = coalesce(stopped_by, :position)
      where tenant_id = :tenant and id = :id
      """;

  private static final String OLD =
      """
      (select * from operation_batch where finished_at < :before::timestamptz
       order by finished_at limit :limit)
      union all
      (select * from operation_batch
       where state = 'receiving' and updated_at < :stale::timestamptz
       order by updated_at limit :limit)
      """;

  /// The sort orders of lists; column names never come from clients.
  private static String order(BatchFilter.Sort sort) {
    String way = sort.ascending() ? " asc" : " desc";
    return " order by " + sort.column().sql() + way + ", id" + way;
  }

  /// Stores a batch; false when a batch with its idempotency key exists.
  boolean insert(Handle handle, OperationBatch batch, @Nullable Keyed key) {
    return bound(handle.createUpdate(INSERT), batch, key)
            .bind("keyId", batch.request().key())
            .bind("state", batch.state().code())
            .bind("parallel", batch.request().parallel())
            .bind("stop", batch.request().stopOnError())
            .bind("sentTo", batch.request().sentTo())
            .bind("finished", text(batch.times().finishedAt()))
            .execute()
        == 1;
  }

  /// Starts a batch whose operations are already stored; false when a batch with its idempotency
  /// key exists.
  boolean received(Handle handle, OperationBatch batch, @Nullable Keyed key) {
    return bound(handle.createUpdate(RECEIVED), batch, key).execute() == 1;
  }

  private static <S extends SqlStatement<S>> S bound(
      S statement, OperationBatch batch, @Nullable Keyed key) {
    return statement
        .bind("tenant", batch.tenant().value())
        .bind("id", batch.id().value())
        .bind("mode", batch.mode().code())
        .bind("operations", batch.progress().operations())
        .bind("key", key == null ? null : key.key())
        .bind("fingerprint", key == null ? null : key.fingerprint())
        .bind("keyRoot", batch.request().keyRoot())
        .bind("at", batch.times().createdAt().toString());
  }

  /// An idempotency key.
  ///
  /// @param fingerprint of the batch's content
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Keyed(String key, byte[] fingerprint) {}

  /// The batch of a key.
  ///
  /// @param same whether it had the same content
  record Holder(OperationBatch batch, boolean same) {}

  Optional<Holder> ofKey(Handle handle, TenantId tenant, Mode mode, Keyed key) {
    return handle
        .createQuery(OF_KEY)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("key", key.key())
        .bind("fingerprint", key.fingerprint())
        .map((row, context) -> new Holder(batch(row, context), row.getBoolean("same")))
        .findOne();
  }

  /// Serializes the submissions of a tenant until the transaction ends.
  void lockTenant(Handle handle, TenantId tenant) {
    handle.createQuery(LOCK_TENANT).bind("tenant", tenant.toString()).mapTo(String.class).one();
  }

  Optional<OperationBatchId> unfinished(Handle handle, TenantId tenant, Mode mode) {
    return handle
        .createQuery(UNFINISHED)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .mapTo(UUID.class)
        .findOne()
        .map(OperationBatchId::new);
  }

  void delete(Handle handle, TenantId tenant, OperationBatchId id) {
    of(handle.createUpdate(DELETE), tenant, id).execute();
  }

  Optional<OperationBatch> get(Handle handle, TenantId tenant, OperationBatchId id) {
    return of(handle.createQuery(GET), tenant, id).map(BatchRepository::batch).findOne();
  }

  List<OperationBatch> list(
      Handle handle, TenantId tenant, Mode mode, BatchFilter filter, int limit, long offset) {
    return matching(
            handle.createQuery(
                "select * " + MATCHING + order(filter.sort()) + " limit :limit offset :offset"),
            tenant,
            mode,
            filter)
        .bind("limit", limit)
        .bind("offset", offset)
        .map(BatchRepository::batch)
        .list();
  }

  long count(Handle handle, TenantId tenant, Mode mode, BatchFilter filter) {
    return matching(handle.createQuery(COUNT), tenant, mode, filter).mapTo(Long.class).one();
  }

  private static <S extends SqlStatement<S>> S matching(
      S statement, TenantId tenant, Mode mode, BatchFilter filter) {
    return statement
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("ids", literal(filter.ids()))
        .bind("states", literal(filter.statuses()));
  }

  /// An array of values that consist of letters, digits, `_` and `-` only; null for any.
  static @Nullable String literal(@Nullable List<?> values) {
    return values == null
        ? null
        : "{" + String.join(",", values.stream().map(Object::toString).toList()) + "}";
  }

  /// Assigns a batch to a run, replacing an earlier run.
  Optional<OperationBatch> begin(Handle handle, TenantId tenant, OperationBatchId id, UUID run) {
    return of(handle.createQuery(BEGIN), tenant, id)
        .bind("run", run)
        .map(BatchRepository::batch)
        .findOne();
  }

  /// The batch, locked until the transaction ends; empty when it no longer belongs to this run.
  Optional<OperationBatch> hold(Handle handle, TenantId tenant, OperationBatchId id, UUID run) {
    return of(handle.createQuery(HOLD), tenant, id)
        .bind("run", run)
        .map(BatchRepository::batch)
        .findOne();
  }

  /// Records that a run has left nothing running.
  void leave(Handle handle, TenantId tenant, OperationBatchId id, UUID run) {
    of(handle.createUpdate(LEAVE), tenant, id).bind("run", run).execute();
  }

  void cancel(Handle handle, TenantId tenant, OperationBatchId id, Instant now) {
    of(handle.createUpdate(CANCEL), tenant, id).bind("at", now.toString()).execute();
  }

  void stop(Handle handle, TenantId tenant, OperationBatchId id, int position) {
    of(handle.createUpdate(STOP), tenant, id).bind("position", position).execute();
  }

  private static <S extends SqlStatement<S>> S of(
      S statement, TenantId tenant, OperationBatchId id) {
    return statement.bind("tenant", tenant.value()).bind("id", id.value());
  }

  /// Batches past their retention, of all tenants.
  ///
  /// @param stale time of the last activity before which an unfinished upload counts as abandoned
  List<OperationBatch> old(Handle handle, Instant before, Instant stale, int limit) {
    return handle
        .createQuery(OLD)
        .bind("before", before.toString())
        .bind("stale", stale.toString())
        .bind("limit", limit)
        .map(BatchRepository::batch)
        .list();
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  static OperationBatch batch(ResultSet row, StatementContext context) throws SQLException {
    return new OperationBatch(
        new TenantId(row.getObject("tenant_id", UUID.class)),
        new OperationBatchId(row.getObject("id", UUID.class)),
        Mode.of(row.getString("mode")),
        OperationBatch.State.of(row.getString("state")),
        new OperationBatch.Request(
            row.getObject("key_id", UUID.class),
            row.getBoolean("parallel"),
            row.getBoolean("stop_on_error"),
            row.getObject("key_root", UUID.class),
            row.getString("sent_to")),
        new OperationBatch.Progress(
            row.getInt("operation_count"),
            row.getInt("completed_count"),
            row.getInt("failed_count"),
            row.getInt("timed_out_count"),
            row.getInt("unsuccessful_count"),
            row.getInt("floor"),
            row.getBoolean("interrupted")),
        new OperationBatch.Stop(
            row.getObject("stopped_by", Integer.class), instant(row, "cancelled_at")),
        new OperationBatch.Times(
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            row.getObject("updated_at", OffsetDateTime.class).toInstant(),
            instant(row, "finished_at")));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
