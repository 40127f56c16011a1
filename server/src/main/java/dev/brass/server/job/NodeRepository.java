package dev.brass.server.job;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// The rows of the worker nodes: which live, and which were declared dead. Thread-safe.
final class NodeRepository {

  private static final String JOIN =
      """
      insert into node (id, name, session, started_at, beaten_at)
      values (:id, :name, :session, :now, :now)
      """;

  private static final String BEAT =
      """
      update node set beat = beat + 1, beaten_at = :now where id = :id and dead_at is null
      """;

  private static final String ALL =
      """
      select id, name, session, beat, dead_at is not null as dead from node order by id limit 10000
      """;

  /// Waits for a beat that the node is just committing, and then leaves it alone. By the database's
  /// clock, with which the beginnings of connections are compared.
  private static final String MARK =
      """
      update node set dead_at = clock_timestamp()
      where id = :id and beat = :beat and dead_at is null
      """;

  private static final String MARK_ALL_BUT =
      """
      update node set dead_at = clock_timestamp() where id <> :id and dead_at is null
      """;

  private static final String LEAVE =
      """
      delete from node where id = :id
      """;

  private static final String LEAVE_TO_OTHERS =
      """
      update node set dead_at = clock_timestamp() where id = :id and dead_at is null
      """;

  /// A node as others see it.
  ///
  /// @param session what the names of its process's connections begin with
  /// @param beat how often it has said that it lives
  /// @param dead whether it was declared dead and is being taken over
  record Seen(UUID id, String name, String session, long beat, boolean dead) {}

  void join(Handle handle, UUID id, String name, String session, Instant now) {
    handle
        .createUpdate(JOIN)
        .bind("id", id)
        .bind("name", name)
        .bind("session", session)
        .bind("now", now)
        .execute();
  }

  /// Says that the node lives; false when others have declared it dead.
  boolean beat(Handle handle, UUID id, Instant now) {
    return handle.createUpdate(BEAT).bind("id", id).bind("now", now).execute() == 1;
  }

  List<Seen> all(Handle handle) {
    return handle.createQuery(ALL).map(ConstructorMapper.of(Seen.class)).list();
  }

  /// Declares a node dead unless it has beaten again meanwhile, or is dead already; true when this
  /// call did.
  boolean mark(Handle handle, Seen silent) {
    return handle.createUpdate(MARK).bind("id", silent.id()).bind("beat", silent.beat()).execute()
        == 1;
  }

  /// Declares all nodes dead but one.
  void markAllBut(Handle handle, UUID id) {
    handle.createUpdate(MARK_ALL_BUT).bind("id", id).execute();
  }

  /// Removes a node that has nothing under way.
  void leave(Handle handle, UUID id) {
    handle.createUpdate(LEAVE).bind("id", id).execute();
  }

  /// Leaves everything that a node may be running to others.
  void leaveToOthers(Handle handle, UUID id) {
    handle.createUpdate(LEAVE_TO_OTHERS).bind("id", id).execute();
  }
}
