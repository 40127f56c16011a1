package dev.brass.server.batch;

import dev.brass.server.batch.Operation.Reason;
import dev.brass.server.batch.Operation.Status;
import dev.brass.server.batch.OperationCaller.Answer;
import dev.brass.server.batch.OperationCaller.Request;
import dev.brass.server.batch.RunRepository.Ended;
import dev.brass.server.batch.RunRepository.Waiting;
import dev.brass.server.batch.RunningOperation.Landing;
import dev.brass.server.quota.Owner;
import dev.brass.server.quota.WorkQuota;
import dev.brass.server.tenant.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out the operations of one run: decrypts their secrets, replaces references to earlier
/// answers, and calls the API. Thread-safe.
final class OperationRunner implements BatchRun.Runner {

  private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

  private static final long SMALLEST = 1024;

  /// The most bytes of all answers to which one operation refers.
  private static final long MOST_ANSWERS = 2L * 1024 * 1024;

  private static final Duration A_MOMENT = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final OperationCaller calls;
  private final CallSeal seal;
  private final RunStore ledger;
  private final Duration timeout;
  private final int largestBody;
  private final WorkQuota quota;
  private final BatchJson json = new BatchJson();
  private final References references = new References();

  /// Creates a runner.
  ///
  /// @param quota for the memory of operations
  OperationRunner(
      OperationCaller calls,
      CallSeal seal,
      RunStore ledger,
      BatchSettings settings,
      WorkQuota quota) {
    this.calls = calls;
    this.seal = seal;
    this.ledger = ledger;
    this.timeout = settings.timeout();
    this.largestBody = settings.largestBody();
    this.quota = quota;
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public Landing carryOut(OperationBatch batch, Waiting operation, Caller caller) {
    Memory memory = new Memory(caller.owner());
    try {
      return memory.hold(operation.size())
          ? carryOut(batch, operation, caller, memory)
          : tooSoon(operation);
    } finally {
      memory.release();
    }
  }

  /// Until other operations of the tenant have ended.
  private static Landing tooSoon(Waiting operation) {
    return new Landing(operation, null, A_MOMENT, null);
  }

  /// The memory of an operation while it is carried out.
  private final class Memory {

    private final Owner owner;
    private final List<WorkQuota.Held> all = new ArrayList<>();

    Memory(Owner owner) {
      this.owner = owner;
    }

    /// Reserves memory; false when not enough is free now.
    boolean hold(long bytes) {
      WorkQuota.Held held = quota.hold(owner, Math.max(bytes, SMALLEST) * WorkQuota.COPIES);
      if (held != null) {
        all.add(held);
      }
      return held != null;
    }

    void release() {
      all.forEach(WorkQuota.Held::close);
    }
  }

  /// Not enough memory is free at the moment.
  private static final class NoRoom extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private Landing carryOut(OperationBatch batch, Waiting operation, Caller caller, Memory memory) {
    int position = operation.position();
    WrittenCall call;
    try {
      call = prepared(batch, operation, memory);
    } catch (NoRoom e) {
      return tooSoon(operation);
    } catch (References.Unresolved e) {
      return Landing.ended(
          operation,
          Ended.failed(
              position,
              Reason.REFERENCE_UNRESOLVED,
              "It was not carried out: " + e.getMessage() + "."));
    } catch (RuntimeException | StackOverflowError e) {
      LOG.warn("operation {} of batch {} could not be prepared", operation.id(), batch.id(), e);
      return again(operation)
          .orElseGet(() -> Landing.ended(operation, broken(position, "It was not carried out.")));
    }
    try {
      Answer answer = calls.call(request(batch, operation, call), caller);
      if (answer.tooSoon() != null) {
        return new Landing(operation, null, answer.tooSoon(), null);
      }
      Landing ended =
          Landing.ended(
              operation,
              new Ended(position, Status.COMPLETED, answer.status(), answer.body(), null));
      return isOurs(answer) && mayRepeat(operation) ? again(operation).orElse(ended) : ended;
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("operation {} of batch {} failed", operation.id(), batch.id(), e);
      Landing failed =
          Landing.ended(
              operation, broken(position, "Whether the operation was carried out is not known."));
      return mayRepeat(operation) ? again(operation).orElse(failed) : failed;
    }
  }

  private static Ended broken(int position, String consequence) {
    return Ended.failed(position, Reason.INTERNAL_ERROR, "This server failed. " + consequence);
  }

  /// Whether an answer reports a failure of this server, such as a database that was unavailable
  /// for a moment. A retry may succeed.
  private static boolean isOurs(Answer answer) {
    return answer.status() == 500 || answer.status() == 503;
  }

  private static boolean mayRepeat(Waiting operation) {
    return operation.repetition() != RetrySafety.NEVER;
  }

  /// One more try after a pause; empty when there were enough.
  private static Optional<Landing> again(Waiting operation) {
    if (operation.tries() + 1 >= RunStore.MOST_TRIES) {
      return Optional.empty();
    }
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << operation.tries());
    Duration pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    return Optional.of(new Landing(operation, null, null, pause));
  }

  /// The final call: decrypted, with references replaced.
  private WrittenCall prepared(OperationBatch batch, Waiting operation, Memory memory)
      throws References.Unresolved, NoRoom {
    WrittenCall call = seal.open(batch.tenant(), operation);
    if (operation.dependsOn().isEmpty()) {
      return call;
    }
    Call read = json.read(call);
    Set<String> named = References.in(read);
    if (named.isEmpty()) {
      return call;
    }
    long answers = ledger.answers(batch, named);
    if (answers > MOST_ANSWERS) {
      throw new References.Unresolved(
          "the answers to which it refers have more than " + MOST_ANSWERS + " bytes together");
    }
    if (!memory.hold(answers + largestBody)) {
      throw new NoRoom();
    }
    return json.written(references.resolve(read, ledger.endings(batch, named), largestBody));
  }

  private static Request request(OperationBatch batch, Waiting operation, WrittenCall call) {
    String key =
        operation.repetition() == RetrySafety.KEYED ? OperationKeys.of(batch, operation) : null;
    return new Request(
        operation.id(),
        operation.method(),
        call,
        key,
        batch.progress().interrupted() || operation.tries() > 0,
        batch.request().sentTo());
  }
}
