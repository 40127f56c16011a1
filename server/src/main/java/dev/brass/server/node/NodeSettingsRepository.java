package dev.brass.server.node;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The table `node_settings`, in the database's time.
final class NodeSettingsRepository {

  private static final String NOW = "coalesce(cast(:now as timestamptz), clock_timestamp())";

  private static final String PUT =
      """
      insert into node_settings as n (session, name, started_at, seen_at, salt, settings)
      values (:session, :name, %1$s, %1$s, :salt, cast(:settings as jsonb))
      on conflict (session) do update set seen_at = excluded.seen_at
      """
          .formatted(NOW);

  private static final String EXPIRE =
      """
      delete from node_settings where seen_at < %s - :age * interval '1 second'
      """
          .formatted(NOW);

  private static final String ALL =
      """
      select session, name, started_at, seen_at, salt, settings::text
      from node_settings order by started_at, session limit 1000
      """;

  private static final String DELETE = "delete from node_settings where session = :session";

  /// A node's row.
  ///
  /// @param salt for the hashes of its secrets, sealed
  /// @param settings JSON
  record Row(
      String session,
      String name,
      Instant startedAt,
      Instant seenAt,
      String salt,
      String settings) {}

  /// Says that a node lives.
  ///
  /// @param now null for the database's time
  void put(
      Handle handle,
      String session,
      String name,
      String salt,
      String settings,
      @Nullable Instant now) {
    handle
        .createUpdate(PUT)
        .bind("session", session)
        .bind("name", name)
        .bind("salt", salt)
        .bind("settings", settings)
        .bind("now", now)
        .execute();
  }

  /// Forgets nodes that were not seen for so long.
  void expire(Handle handle, Duration age, @Nullable Instant now) {
    handle.createUpdate(EXPIRE).bind("age", age.toSeconds()).bind("now", now).execute();
  }

  List<Row> all(Handle handle) {
    return handle
        .createQuery(ALL)
        .map(
            (row, _) ->
                new Row(
                    row.getString("session"),
                    row.getString("name"),
                    row.getObject("started_at", OffsetDateTime.class).toInstant(),
                    row.getObject("seen_at", OffsetDateTime.class).toInstant(),
                    row.getString("salt"),
                    row.getString("settings")))
        .list();
  }

  void delete(Handle handle, String session) {
    handle.createUpdate(DELETE).bind("session", session).execute();
  }
}
