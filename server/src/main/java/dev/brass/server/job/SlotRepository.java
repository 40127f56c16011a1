package dev.brass.server.job;

import dev.brass.server.db.WriteBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The slots of stores with a limit of jobs at a time over all nodes. Thread-safe.
///
/// The invariant at every commit: a slot is taken by the job that its node runs, or free. So a slot
/// is taken in the transaction of a claim and freed in that of the job's end, or of its node's. A
/// claim skips slots that another transaction is just taking or freeing, and does not wait.
final class SlotRepository {

  private static final String ADD =
      """
      insert into store_slot (store, number)
      select wanted.store, number
      from unnest(:stores, :limits) as wanted (store, most)
      cross join lateral generate_series(1, wanted.most) as number
      where not exists (
        select from store_slot as there
        where there.store = wanted.store and there.number = wanted.most)
      on conflict do nothing
      """;

  private static final String LOCK =
      """
      select wanted.store, free.number
      from unnest(:stores, :limits, :counts) as wanted (store, most, count)
      cross join lateral (
        select number from store_slot
        where store = wanted.store and number <= wanted.most and node is null
        order by number limit wanted.count
        for update skip locked) as free
      """;

  private static final String TAKE =
      """
      update store_slot as slot
      set node = :node, job = taken.job
      from unnest(:stores, :numbers, :jobs) as taken (store, number, job)
      where slot.store = taken.store and slot.number = taken.number
      """;

  private static final String FREE =
      """
      update store_slot set node = null, job = null
      where store = any(:stores) and job = any(:jobs) and node = :node
      """;

  private static final String FREE_ALL_BUT =
      """
      update store_slot set node = null, job = null
      where node = :node
        and not exists (select from unnest(:known) as known (id) where known.id = job)
      """;

  /// A place that is free.
  record Slot(String store, int number) {}

  /// A place that a job gets.
  record Taken(Slot slot, UUID job) {}

  /// Ensures that stores have the right number of slots.
  void add(Handle handle, Map<String, Integer> limits) {
    handle
        .createUpdate(ADD)
        .bindArray("stores", String.class, limits.keySet().toArray())
        .bindArray("limits", Integer.class, limits.values().toArray())
        .execute();
  }

  /// Locks free places until the end of the transaction.
  ///
  /// @param limits how many places each store has
  /// @param counts how many of them are wanted at most
  List<Slot> lock(Handle handle, Map<String, Integer> limits, Map<String, Integer> counts) {
    List<String> stores = List.copyOf(counts.keySet());
    return handle
        .createQuery(LOCK)
        .bindArray("stores", String.class, stores.toArray())
        .bindArray("limits", Integer.class, stores.stream().map(limits::get).toArray())
        .bindArray("counts", Integer.class, stores.stream().map(counts::get).toArray())
        .map((row, _) -> new Slot(row.getString("store"), row.getInt("number")))
        .list();
  }

  /// Gives locked places to jobs.
  void take(Handle handle, UUID node, Collection<Taken> taken) {
    handle
        .createUpdate(TAKE)
        .bind("node", node)
        .bindArray("stores", String.class, taken.stream().map(t -> t.slot().store()).toArray())
        .bindArray("numbers", Integer.class, taken.stream().map(t -> t.slot().number()).toArray())
        .bindArray("jobs", UUID.class, taken.stream().map(Taken::job).toArray())
        .execute();
  }

  /// Frees the places of jobs that `node` has.
  void free(WriteBatch writes, UUID node, Collection<Job> jobs) {
    List<String> stores = new ArrayList<>();
    jobs.stream().map(job -> job.scope().store()).distinct().forEach(stores::add);
    writes
        .add(FREE)
        .bind("node", node)
        .bindArray("stores", String.class, stores)
        .bindArray("jobs", UUID.class, jobs.stream().map(Job::id).toList());
  }

  /// Frees all slots that `node` has, except those of known jobs. Reads all slots once, and all
  /// known jobs once: both may be thousands.
  void freeAllBut(Handle handle, UUID node, List<UUID> known) {
    handle
        .createUpdate(FREE_ALL_BUT)
        .bind("node", node)
        .bindArray("known", UUID.class, known)
        .execute();
  }
}
