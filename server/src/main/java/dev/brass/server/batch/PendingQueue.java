package dev.brass.server.batch;

import dev.brass.server.batch.Operation.Reason;
import dev.brass.server.batch.RunRepository.Ended;
import dev.brass.server.batch.RunRepository.Ending;
import dev.brass.server.batch.RunRepository.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The operations of a run that have not begun, as far as they have been read, and the results on
/// which other operations depend. Used by the run's thread.
final class PendingQueue {

  private static final int FETCHED = 500;
  private static final int MOST_WAITING = 1_000;
  private static final long MOST_BYTES = 8L * 1024 * 1024;

  private final RunStore ledger;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /// The results of operations on which others depend, as far as they are stored.
  private final Map<String, Boolean> succeeded = new HashMap<>();

  /// The references of operations that were read and have not ended, by position.
  private final Map<Integer, String> names = new HashMap<>();

  private int next;
  private boolean exhausted;

  /// Creates a queue from a position on.
  PendingQueue(RunStore ledger, int first) {
    this.ledger = ledger;
    this.next = first;
  }

  /// Reads operations; false when none are left, or enough are queued.
  boolean fetch(OperationBatch batch) {
    boolean enough = batch.request().parallel() ? isFull() : !waiting.isEmpty();
    if (exhausted || enough) {
      return false;
    }
    List<Waiting> page = ledger.pending(batch, next, FETCHED);
    exhausted = page.isEmpty();
    if (page.isEmpty()) {
      return false;
    }
    next = page.getLast().position() + 1;
    waiting.addAll(page);
    for (Waiting operation : page) {
      if (operation.reference() != null) {
        names.put(operation.position(), operation.reference());
      }
    }
    askFor(batch, page);
    return true;
  }

  private boolean isFull() {
    return waiting.size() >= MOST_WAITING
        || waiting.stream().mapToLong(Waiting::size).sum() >= MOST_BYTES;
  }

  private void askFor(OperationBatch batch, List<Waiting> page) {
    List<String> unknown =
        page.stream()
            .flatMap(operation -> operation.dependsOn().stream())
            .filter(reference -> !succeeded.containsKey(reference))
            .distinct()
            .toList();
    if (!unknown.isEmpty()) {
      for (Map.Entry<String, Ending> known : ledger.outcomes(batch, unknown).entrySet()) {
        succeeded.put(known.getKey(), known.getValue().isSuccess());
      }
    }
  }

  /// The waiting operations in order; the caller removes those that it starts.
  Iterator<Waiting> candidates() {
    return waiting.iterator();
  }

  /// The time until the first retry is due; zero when none is waiting.
  Duration untilRetry(Instant now) {
    return waiting.stream()
        .map(Waiting::retryAt)
        .flatMap(Stream::ofNullable)
        .min(Comparator.naturalOrder())
        .map(first -> Duration.between(now, first))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }

  /// Returns an operation to the front of the queue.
  void putBack(Waiting operation) {
    waiting.addFirst(operation);
  }

  /// Whether an operation may begin; null when unknown yet.
  @Nullable Boolean allowed(Waiting operation) {
    boolean all = true;
    for (String reference : operation.dependsOn()) {
      Boolean success = succeeded.get(reference);
      if (success == null) {
        return null;
      }
      all &= success;
    }
    return all;
  }

  /// The end of an operation whose dependency failed.
  Ended dependencyFailed(Waiting operation) {
    String culprit =
        operation.dependsOn().stream()
            .filter(reference -> Boolean.FALSE.equals(succeeded.get(reference)))
            .findFirst()
            .orElseThrow();
    return Ended.failed(
        operation.position(),
        Reason.DEPENDENCY_FAILED,
        "It was not carried out, because '" + culprit + "', which it depends on, did not succeed.");
  }

  /// Whether other operations may wait for this result to be stored.
  boolean isNamed(Ended ended) {
    return names.containsKey(ended.position());
  }

  /// Records that results are stored.
  void stored(Collection<Ended> ended) {
    for (Ended each : ended) {
      String reference = names.remove(each.position());
      if (reference != null) {
        succeeded.put(reference, each.isSuccess());
      }
    }
  }

  /// No operation before this position is waiting.
  int floor() {
    int floor = next;
    for (Waiting operation : waiting) {
      floor = Math.min(floor, operation.position());
    }
    return floor;
  }
}
