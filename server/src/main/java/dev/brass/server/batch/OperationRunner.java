package dev.brass.server.batch;

import dev.brass.server.batch.Flight.Landing;
import dev.brass.server.batch.Operation.Reason;
import dev.brass.server.batch.Operation.Status;
import dev.brass.server.batch.OperationCaller.Answer;
import dev.brass.server.batch.OperationCaller.Request;
import dev.brass.server.batch.RunRepository.Ended;
import dev.brass.server.batch.RunRepository.Waiting;
import dev.brass.server.tenant.Caller;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out the operations of one run: opens what is sealed, puts in what earlier answers say,
/// and hands it to the API. Thread-safe.
final class OperationRunner implements BatchRun.Runner {

  private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

  private final OperationCaller calls;
  private final CallSeal seal;
  private final RunLedger ledger;
  private final Duration timeout;
  private final BatchJson json = new BatchJson();
  private final References references = new References();

  OperationRunner(OperationCaller calls, CallSeal seal, RunLedger ledger, Duration timeout) {
    this.calls = calls;
    this.seal = seal;
    this.ledger = ledger;
    this.timeout = timeout;
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public Landing carryOut(OperationBatch batch, Waiting operation, Caller caller) {
    int position = operation.position();
    try {
      Answer answer = answer(batch, operation, caller);
      return answer.tooSoon() == null
          ? new Landing(
              operation,
              new Ended(position, Status.COMPLETED, answer.status(), answer.body(), null),
              null)
          : new Landing(operation, null, answer.tooSoon());
    } catch (References.Unresolved e) {
      return new Landing(
          operation,
          Ended.failed(
              position,
              Reason.REFERENCE_UNRESOLVED,
              "It was not carried out: " + e.getMessage() + "."),
          null);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("operation {} of batch {} failed", operation.id(), batch.id(), e);
      return new Landing(
          operation,
          Ended.failed(
              position,
              Reason.INTERNAL_ERROR,
              "This server failed, and whether the operation was carried out is not known."),
          null);
    }
  }

  private Answer answer(OperationBatch batch, Waiting operation, Caller caller)
      throws References.Unresolved {
    WrittenCall call = seal.open(batch.tenant(), operation);
    if (!operation.dependsOn().isEmpty()) {
      Call read = json.read(call);
      Set<String> named = References.in(read);
      if (!named.isEmpty()) {
        call = json.written(references.resolve(read, ledger.endings(batch, named)));
      }
    }
    String key = operation.repetition() == Repetition.KEYED ? operation.id().toString() : null;
    return calls.call(
        new Request(operation.id(), operation.method(), call, key, batch.interrupted()), caller);
  }
}
