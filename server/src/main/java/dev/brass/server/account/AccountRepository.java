package dev.brass.server.account;

import dev.brass.server.db.Page;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// The table of managed accounts, whose secrets it seals and opens. Thread-safe.
final class AccountRepository {

  /// Until the end of the transaction no other one changes or chooses among a tenant's accounts.
  /// The first number identifies this kind of lock in the whole database; it was chosen at random.
  private static final String LOCK =
      """
      select pg_advisory_xact_lock(1196803214, hashtext(:tenant::text))::text
      """;

  private static final String INSERT =
      """
      insert into managed_account (tenant_id, id, mode, short_id, sealed_email, store, sealed, is_paused,
                                   pause_reason, cooldown_minutes, created_at, updated_at)
      values (:tenant, :id, :mode, :shortId, :email, :store, :sealed, :paused, :reason, :cooldown,
              :now, :now)
      on conflict do nothing
      """;

  private static final String UPDATE =
      """
      update managed_account
      set email = null, sealed_email = :email, store = :store, sealed = :sealed, is_paused = :paused,
          pause_reason = :reason, cooldown_minutes = :cooldown, updated_at = :now
      where tenant_id = :tenant and id = :id
      """;

  private static final String DELETE =
      """
      delete from managed_account
      where tenant_id = :tenant and mode = :mode and short_id = :shortId
      returning id
      """;

  private static final String BY_SHORT_ID =
      """
      select * from managed_account
      where tenant_id = :tenant and mode = :mode and short_id = :shortId
      """;

  private static final String BY_ID =
      """
      select * from managed_account where tenant_id = :tenant and id = :id
      """;

  private static final String SAME_LOG_IN =
      """
      select id, short_id, email, sealed_email from managed_account
      where tenant_id = :tenant and mode = :mode
        and store is not distinct from :store::text and id <> :id
      order by id
      """;

  private static final String MATCHING =
      """
      from managed_account
      where tenant_id = :tenant and mode = :mode
      """;

  private static final String PAGE =
      "select * " + MATCHING + "order by created_at desc, id desc limit :limit offset :offset";

  private static final String ALL = "select * " + MATCHING + "order by created_at desc, id desc";

  private static final String COUNT = "select count(*) " + MATCHING;

  /// The accounts of the store, or if there are none those for every store; the best first.
  private static final String BEST =
      """
      select a.*
      from managed_account a
      where a.tenant_id = :tenant and a.mode = :mode
        and (a.store = :store
             or a.store is null and not exists (
               select from managed_account own
               where own.tenant_id = :tenant and own.mode = :mode and own.store = :store))
      order by a.is_paused,
               greatest(a.last_used_at + a.cooldown_minutes * interval '1 minute'
                          - :now::timestamptz,
                        interval '0') nulls first,
               (select count(*) from order_account w
                where w.tenant_id = a.tenant_id and w.account_id = a.id and w.waiting
                  and w.order_id <> :order),
               a.last_used_at nulls first, a.created_at, a.id
      limit 1
      """;

  private static final String ANOTHER =
      """
      select exists (
        select from managed_account a
        where a.tenant_id = :tenant and a.mode = :mode and not a.is_paused and a.id <> :except
          and (a.store = :store
               or a.store is null and not exists (
                 select from managed_account own
                 where own.tenant_id = :tenant and own.mode = :mode and own.store = :store)))
      """;

  private final LogIns logIns;
  private final PersonalData personal;

  AccountRepository(LogIns logIns, PersonalData personal) {
    this.logIns = logIns;
    this.personal = personal;
  }

  void lock(Handle handle, TenantId tenant) {
    handle.createQuery(LOCK).bind("tenant", tenant.value()).mapTo(String.class).list();
  }

  /// Stores a new account; false when its short id is another one's.
  boolean insert(Handle handle, ManagedAccount account) {
    return handle
            .createUpdate(INSERT)
            .bind("tenant", account.tenant().value())
            .bind("id", account.id())
            .bind("mode", account.mode().code())
            .bind("shortId", account.shortId())
            .bind("email", sealed(account))
            .bind("store", account.content().store())
            .bind("sealed", logIns.seal(account.tenant(), account.id(), account.content()))
            .bind("paused", account.content().isPaused())
            .bind("reason", account.pauseReason())
            .bind("cooldown", account.content().cooldownMinutes())
            .bind("now", account.createdAt())
            .execute()
        == 1;
  }

  /// Updates the client's data and the pause.
  void update(Handle handle, ManagedAccount account) {
    handle
        .createUpdate(UPDATE)
        .bind("tenant", account.tenant().value())
        .bind("id", account.id())
        .bind("email", sealed(account))
        .bind("store", account.content().store())
        .bind("sealed", logIns.seal(account.tenant(), account.id(), account.content()))
        .bind("paused", account.content().isPaused())
        .bind("reason", account.pauseReason())
        .bind("cooldown", account.content().cooldownMinutes())
        .bind("now", account.updatedAt())
        .execute();
  }

  /// Deletes an account and returns its id; empty when there is none.
  Optional<UUID> delete(Handle handle, TenantId tenant, Mode mode, String shortId) {
    return handle
        .createQuery(DELETE)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("shortId", shortId)
        .mapTo(UUID.class)
        .findOne();
  }

  Optional<ManagedAccount> find(Handle handle, TenantId tenant, Mode mode, String shortId) {
    return handle
        .createQuery(BY_SHORT_ID)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("shortId", shortId)
        .map(this::account)
        .findOne();
  }

  Optional<ManagedAccount> get(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(BY_ID)
        .bind("tenant", tenant.value())
        .bind("id", id)
        .map(this::account)
        .findOne();
  }

  /// Another account with the same log-in at the same store.
  Optional<String> same(
      Handle handle, TenantId tenant, Mode mode, UUID id, AccountContent content) {
    return handle
        .createQuery(SAME_LOG_IN)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("id", id)
        .bind("store", content.store())
        .map((row, _) -> Map.entry(row.getString("short_id"), email(row, tenant)))
        .stream()
        .filter(other -> other.getValue().equalsIgnoreCase(content.email()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  Page<ManagedAccount> page(
      Handle handle, TenantId tenant, Mode mode, @Nullable String search, int limit, int offset) {
    if (search == null) {
      List<ManagedAccount> page =
          of(handle.createQuery(PAGE), tenant, mode)
              .bind("limit", limit)
              .bind("offset", offset)
              .map(this::account)
              .list();
      return new Page<>(page, count(handle, tenant, mode));
    }
    String part = search.toLowerCase(Locale.ROOT);
    List<ManagedAccount> found =
        of(handle.createQuery(ALL), tenant, mode).map(this::account).stream()
            .filter(account -> isFoundBy(part, account.content()))
            .toList();
    return new Page<>(found.stream().skip(offset).limit(limit).toList(), found.size());
  }

  private static boolean isFoundBy(String part, AccountContent content) {
    String store = content.store();
    return content.email().toLowerCase(Locale.ROOT).contains(part)
        || (store != null && store.toLowerCase(Locale.ROOT).contains(part));
  }

  long count(Handle handle, TenantId tenant, Mode mode) {
    return of(handle.createQuery(COUNT), tenant, mode).mapTo(Long.class).one();
  }

  private static Query of(Query query, TenantId tenant, Mode mode) {
    return query.bind("tenant", tenant.value()).bind("mode", mode.code());
  }

  private byte[] sealed(ManagedAccount account) {
    return personal.seal(
        PersonalColumn.ACCOUNT_EMAIL,
        account.tenant(),
        account.id().toString(),
        account.content().email());
  }

  private String email(ResultSet row, TenantId tenant) throws SQLException {
    return Objects.requireNonNull(
        personal
            .open(
                PersonalColumn.ACCOUNT_EMAIL,
                tenant,
                row.getObject("id", UUID.class).toString(),
                row.getBytes("sealed_email"),
                row.getString("email"))
            .getFirst());
  }

  Optional<ManagedAccount> best(
      Handle handle, TenantId tenant, Mode mode, String store, UUID order, Instant now) {
    return handle
        .createQuery(BEST)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("store", store)
        .bind("order", order)
        .bind("now", now)
        .map(this::account)
        .findOne();
  }

  boolean hasAnother(Handle handle, TenantId tenant, Mode mode, String store, UUID except) {
    return handle
        .createQuery(ANOTHER)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("store", store)
        .bind("except", except)
        .mapTo(Boolean.class)
        .one();
  }

  private ManagedAccount account(ResultSet row, StatementContext context) throws SQLException {
    TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
    LogIns.Secrets secrets =
        logIns.open(tenant, row.getObject("id", UUID.class), row.getBytes("sealed"));
    OffsetDateTime used = row.getObject("last_used_at", OffsetDateTime.class);
    return new ManagedAccount(
        tenant,
        row.getObject("id", UUID.class),
        Mode.of(row.getString("mode")),
        row.getString("short_id"),
        new AccountContent(
            email(row, tenant),
            row.getString("store"),
            secrets.password(),
            secrets.totpSeed(),
            secrets.config(),
            row.getBoolean("is_paused"),
            row.getObject("cooldown_minutes", Integer.class)),
        row.getString("pause_reason"),
        used == null ? null : used.toInstant(),
        row.getObject("locked_by", UUID.class),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }
}
