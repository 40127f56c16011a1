package dev.brass.server.db;

import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The properties that a PostgreSQL must have before a server trusts it with orders.
///
/// @param version as PostgreSQL counts, such as 180006
/// @param standby whether it is a copy of another one
/// @param standbys the number of its copies
/// @param synchronous `synchronous_standby_names`
record Suitability(
    int version,
    boolean fsync,
    boolean fullPageWrites,
    boolean standby,
    int standbys,
    String synchronous) {

  private static final Logger LOG = LoggerFactory.getLogger(Suitability.class);
  private static final int OLDEST = 180_000;

  /// A connection that takes a backup is not a standby.
  private static final String ASK =
      """
      select current_setting('server_version_num')::int as version,
        current_setting('fsync')::bool as fsync,
        current_setting('full_page_writes')::bool as full_page_writes,
        pg_is_in_recovery() as standby,
        (select count(*) from pg_stat_replication where state is distinct from 'backup')::int
          as standbys,
        current_setting('synchronous_standby_names') as synchronous
      """;

  static Suitability of(Jdbi jdbi) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(ASK)
                .map(
                    (row, _) ->
                        new Suitability(
                            row.getInt("version"),
                            row.getBoolean("fsync"),
                            row.getBoolean("full_page_writes"),
                            row.getBoolean("standby"),
                            row.getInt("standbys"),
                            row.getString("synchronous")))
                .one());
  }

  /// Rejects a database that cannot work.
  ///
  /// @throws UnsuitableDatabaseException with one sentence
  void check() {
    if (version < OLDEST) {
      throw new UnsuitableDatabaseException(
          "the database is PostgreSQL "
              + version / 10_000
              + ", and Brass needs 18 or later; upgrade it, or name another one by database.url");
    }
    if (standby) {
      throw new UnsuitableDatabaseException(
          "the database is a standby, which stores nothing; name the primary by database.url");
    }
  }

  /// The acknowledged writes that can be lost, in one sentence; empty when none can.
  Optional<String> loss() {
    String off = fsync ? "full_page_writes" : "fsync";
    return fsync && fullPageWrites
        ? Optional.empty()
        : Optional.of(
            "the database has "
                + off
                + " off, so a crash of its machine can lose orders that were acknowledged; turn it"
                + " on, or set database.check-durability to false if they may be lost");
  }

  /// The writes that a failover can lose, in one sentence; null when none, as far as can be seen.
  @Nullable String failoverLoss() {
    return standbys > 0 && synchronous.isBlank()
        ? "%d standby servers copy the database and synchronous_standby_names is empty: a failover can lose what was acknowledged last, and Brass would have to look for it at the stores"
            .formatted(standbys)
        : null;
  }

  /// Refuses a database that would lose orders, or warns.
  ///
  /// @param refuse whether a database that can lose what it acknowledges is refused
  /// @throws UnsuitableDatabaseException with one sentence
  void check(boolean refuse) {
    loss()
        .ifPresent(
            loss -> {
              if (refuse) {
                throw new UnsuitableDatabaseException(loss);
              }
              LOG.warn("the database may lose orders: {}", loss);
            });
    String failover = failoverLoss();
    if (failover != null) {
      LOG.warn("the database may lose orders: {}", failover);
    }
  }
}
