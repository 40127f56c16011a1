package dev.brass.server.db;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Calls that are under way at the same time, carried out as one: one transaction for all the
/// orders that arrive together instead of one each. Thread-safe.
///
/// A group never waits for more members than are already there, so that a lone call is as fast as
/// without a group; it runs on the caller's own thread. While a group is carried out, the next one
/// collects. When carrying out a group fails, each member is tried alone, so that one bad member
/// costs the others time and nothing else; the work must therefore be all or nothing (a
/// transaction).
///
/// @param <I> what a caller brings
/// @param <O> what a caller gets
public final class Gather<I, O> {

  private final int largest;
  private final Function<List<I>, List<O>> work;
  private final Semaphore leaders;
  private final ConcurrentLinkedQueue<Call<I, O>> waiting = new ConcurrentLinkedQueue<>();

  /// A gatherer.
  ///
  /// @param atOnce how many groups may be carried out at the same time; each needs a connection
  /// @param largest the largest number of members of a group
  /// @param work all or nothing: gives one result per member in their order, or throws
  public Gather(int atOnce, int largest, Function<List<I>, List<O>> work) {
    this.leaders = new Semaphore(atOnce);
    this.largest = largest;
    this.work = work;
  }

  /// Carries `item` out together with whatever else is waiting. Returns only when it is done, even
  /// if the thread is interrupted: an abandoned commit would be a commit that nobody knows of.
  ///
  /// @throws RuntimeException what the work threw for this item alone
  public O call(I item) {
    Call<I, O> call = new Call<>(item, new CompletableFuture<>());
    waiting.add(call);
    lead();
    try {
      return call.result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /// Carries out one group, if none may be under way already. Whoever ends a group looks for
  /// members that came meanwhile: they failed to lead because of it.
  private void lead() {
    if (!leaders.tryAcquire()) {
      return;
    }
    try {
      List<Call<I, O>> group = new ArrayList<>();
      for (Call<I, O> next; group.size() < largest && (next = waiting.poll()) != null; ) {
        group.add(next);
      }
      if (!group.isEmpty()) {
        carryOut(group);
      }
    } finally {
      leaders.release();
    }
    if (!waiting.isEmpty()) {
      Thread.ofVirtual().name("gather").start(this::lead);
    }
  }

  private void carryOut(List<Call<I, O>> group) {
    try {
      List<O> results = work.apply(group.stream().map(Call::item).toList());
      if (results.size() != group.size()) {
        throw new IllegalStateException(results.size() + " results for " + group.size() + " calls");
      }
      for (int i = 0; i < results.size(); i++) {
        group.get(i).result.complete(results.get(i));
      }
    } catch (RuntimeException | Error e) {
      if (group.size() == 1) {
        group.getFirst().result.completeExceptionally(e);
      } else {
        group.forEach(member -> carryOut(List.of(member)));
      }
    }
  }

  private record Call<I, O>(I item, CompletableFuture<O> result) {}
}
