package dev.brass.server.job;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// The rows of the nodes that work, and what becomes of their jobs when one goes. Thread-safe.
final class NodeRepository {

  private static final String JOIN =
      """
      insert into node (id, name, started_at, beaten_at) values (:id, :name, :now, :now)
      """;

  private static final String BEAT =
      """
      update node set beat = beat + 1, beaten_at = :now where id = :id
      """;

  private static final String ALL =
      """
      select id, name, beat from node order by id limit 10000
      """;

  /// Waits for claims that the node is just committing: they hold its row.
  private static final String REMOVE =
      """
      delete from node where id = :id and beat = :beat
      """;

  private static final String LEAVE =
      """
      delete from node where id = :id
      """;

  /// Reads the whole table of jobs, once per death of a node: an index of running jobs would cost
  /// each claim more.
  private static final String TAKE_OVER =
      """
      update job set node = null where node = :id
      """;

  private static final String FREE_LANES =
      """
      delete from job_lane where node = :id
      """;

  /// A node as others see it.
  ///
  /// @param beat how often it has said that it lives
  record Seen(UUID id, String name, long beat) {}

  void join(Handle handle, UUID id, String name, Instant now) {
    handle.createUpdate(JOIN).bind("id", id).bind("name", name).bind("now", now).execute();
  }

  /// Says that the node lives; false when others have declared it dead.
  boolean beat(Handle handle, UUID id, Instant now) {
    return handle.createUpdate(BEAT).bind("id", id).bind("now", now).execute() == 1;
  }

  List<Seen> all(Handle handle) {
    return handle.createQuery(ALL).map(ConstructorMapper.of(Seen.class)).list();
  }

  /// Removes a node unless it has beaten again meanwhile; true when this call removed it. The
  /// caller then takes its jobs over in the same transaction.
  boolean remove(Handle handle, Seen dead) {
    return handle.createUpdate(REMOVE).bind("id", dead.id()).bind("beat", dead.beat()).execute()
        == 1;
  }

  void leave(Handle handle, UUID id) {
    handle.createUpdate(LEAVE).bind("id", id).execute();
  }

  /// Makes the jobs that a removed node was running available again; gives their number. The run
  /// that ended with the node counts as an attempt, so that a job that kills nodes ends.
  int takeOver(Handle handle, UUID id) {
    int jobs = handle.createUpdate(TAKE_OVER).bind("id", id).execute();
    freeLanes(handle, id);
    return jobs;
  }

  void freeLanes(Handle handle, UUID id) {
    handle.createUpdate(FREE_LANES).bind("id", id).execute();
  }
}
