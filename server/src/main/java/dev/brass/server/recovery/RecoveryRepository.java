package dev.brass.server.recovery;

import dev.brass.server.db.Database.ConnectionCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The tables of recoveries and of marks, and PostgreSQL's own record of its history. Thread-safe.
final class RecoveryRepository {

  /// A standby has no position of its own to write to, and must not be used: all is null then.
  private static final String MARK =
      """
      select (select system_identifier from pg_control_system())::text as system_identifier,
             case when not pg_is_in_recovery()
                  then ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
             end as timeline,
             case when not pg_is_in_recovery() then pg_current_wal_flush_lsn()::text end as position,
             current_setting('synchronous_standby_names') <> ''
               and current_setting('synchronous_commit') in ('on', 'remote_apply') as synchronous,
             (select tick from history_mark where id = ?) as tick
      """;

  private static final String TICK =
      """
      insert into history_mark (id, tick, written_at) values (:id, 1, :now)
      on conflict (id) do update set tick = history_mark.tick + 1, written_at = :now
      """;

  /// Marks of nodes that have been gone for so long contain nothing that a new node would not find
  /// out.
  private static final String FORGET_MARKS =
      """
      delete from history_mark where id in (
        select id from history_mark where written_at < :before order by written_at limit 1000)
      """;

  /// Sandbox stores keep their books in this database, so that they forget with it.
  private static final String HAS_ORDERS =
      """
      select exists (select from orders where clock is null)
      """;

  /// The ones that were written last: those of living nodes are among them.
  private static final String OTHERS_TICKS =
      """
      select id, tick from history_mark where id <> :own order by written_at desc limit 1000
      """;

  private static final String HAS_MARKS =
      """
      select exists (select from history_mark)
      """;

  private static final String OTHERS =
      """
      select exists (
        select from pg_stat_activity
        where datname = current_database() and application_name like 'brass-____________/%'
          and not starts_with(application_name, :own))
      """;

  private static final String ACTIVE =
      """
      select id, since, reason, recognizable from recovery where ended_at is null order by since
      """;

  /// Repeatable, since an answer may get lost.
  private static final String BEGIN =
      """
      insert into recovery (id, since, reason, recognizable)
      values (:id, :since, :reason, :recognizable)
      on conflict (id) do nothing
      """;

  private static final String END =
      """
      update recovery set ended_at = :now, ended_by = :by, note = :note where ended_at is null
      """;

  private static final String RELEASE =
      """
      insert into recovery_release (recovery_id, store, released_at, released_by, note)
      select id, :store, :now, :by, :note from recovery where ended_at is null
      on conflict do nothing
      """;

  private static final String RELEASES =
      """
      select r.store, min(r.released_at) as released_at, count(*) as episodes
      from recovery_release r join recovery e on e.id = r.recovery_id
      where e.ended_at is null
      group by r.store
      """;

  /// The time until which new orders with a key are looked up first, since clients may send lost
  /// ones again.
  private static final String LAST_ENDED =
      """
      select max(ended_at) as ended_at from recovery
      """;

  /// A time during which history may be lost, not ended yet.
  ///
  /// @param recognizable whether stores can be asked for the lost attempts
  record Episode(UUID id, Instant since, String reason, boolean recognizable) {}

  /// A store that may be bought at again.
  ///
  /// @param episodes the number of open episodes from which it is released
  record Release(String store, Instant releasedAt, int episodes) {}

  /// PostgreSQL's record of its history.
  ///
  /// @param id whose tick is read
  /// @throws IllegalStateException when it is a standby
  HistoryMark mark(Handle handle, UUID id) {
    try {
      return mark(handle.getConnection(), id);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "the database does not report its history: " + e.getMessage(), e);
    }
  }

  /// A check of each new connection, which compares its history with what was known before it was
  /// asked: a mark that is renewed meanwhile is ahead of the answer, and no proof.
  ///
  /// @param known the present state
  ConnectionCheck look(UUID id, Supplier<HistoryWatch.Known> known, Comparison comparison) {
    return connection -> {
      HistoryWatch.Known before = known.get();
      comparison.compare(before, mark(connection, id));
    };
  }

  /// Acts on a database's report of its history.
  @FunctionalInterface
  interface Comparison {
    void compare(HistoryWatch.Known before, HistoryMark now);
  }

  private HistoryMark mark(Connection connection, UUID id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(MARK)) {
      statement.setObject(1, id);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        String position = row.getString("position");
        if (position == null) {
          throw new SQLException("it is a standby, which takes no orders", "25006");
        }
        long tick = row.getLong("tick");
        boolean unknown = row.wasNull();
        return new HistoryMark(
            row.getString("system_identifier"),
            row.getInt("timeline"),
            HistoryMark.position(position),
            row.getBoolean("synchronous"),
            unknown ? -1 : tick);
      }
    }
  }

  void tick(Handle handle, UUID id, Instant now) {
    handle.createUpdate(TICK).bind("id", id).bind("now", now).execute();
  }

  void forgetMarks(Handle handle, Instant before) {
    handle.createUpdate(FORGET_MARKS).bind("before", before).execute();
  }

  boolean hasOrders(Handle handle) {
    return handle.createQuery(HAS_ORDERS).mapTo(boolean.class).one();
  }

  /// Whether any node has ever looked at this database, under the key of attempts' ids that it has.
  boolean hasMarks(Handle handle) {
    return handle.createQuery(HAS_MARKS).mapTo(boolean.class).one();
  }

  /// Whether other processes of Brass are connected to this database.
  ///
  /// @param own the name of this process's connections
  boolean hasOthers(Handle handle, String own) {
    return handle.createQuery(OTHERS).bind("own", own).mapTo(boolean.class).one();
  }

  /// The number of looks that each of the other nodes has written.
  Map<UUID, Long> othersTicks(Handle handle, UUID own) {
    return handle
        .createQuery(OTHERS_TICKS)
        .bind("own", own)
        .reduceRows(
            new HashMap<>(),
            (ticks, row) -> {
              ticks.put(row.getColumn("id", UUID.class), row.getColumn("tick", Long.class));
              return ticks;
            });
  }

  List<Episode> active(Handle handle) {
    return handle
        .createQuery(ACTIVE)
        .map(
            (row, _) ->
                new Episode(
                    row.getObject("id", UUID.class),
                    instant(row, "since"),
                    row.getString("reason"),
                    row.getBoolean("recognizable")))
        .list();
  }

  void begin(Handle handle, Episode episode) {
    handle
        .createUpdate(BEGIN)
        .bind("id", episode.id())
        .bind("since", episode.since())
        .bind("reason", episode.reason())
        .bind("recognizable", episode.recognizable())
        .execute();
  }

  /// Ends all episodes; returns their number.
  int end(Handle handle, String by, String note, Instant now) {
    return handle.createUpdate(END).bind("now", now).bind("by", by).bind("note", note).execute();
  }

  /// Releases a store from all episodes.
  void release(Handle handle, String store, String by, String note, Instant now) {
    handle
        .createUpdate(RELEASE)
        .bind("store", store)
        .bind("now", now)
        .bind("by", by)
        .bind("note", note)
        .execute();
  }

  List<Release> releases(Handle handle) {
    return new ArrayList<>(
        handle
            .createQuery(RELEASES)
            .map(
                (row, _) ->
                    new Release(
                        row.getString("store"),
                        instant(row, "released_at"),
                        row.getInt("episodes")))
            .list());
  }

  /// When the last episode ended; null when none has.
  @Nullable Instant lastEnded(Handle handle) {
    return handle
        .createQuery(LAST_ENDED)
        .map((row, _) -> Optional.ofNullable(instantOrNull(row, "ended_at")))
        .one()
        .orElse(null);
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
