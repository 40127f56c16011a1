package dev.brass.server.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.batch.BatchIntake.Result;
import dev.brass.server.batch.Operation.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// What becomes of operations at which this server itself fails.
class BatchRetriesTest extends BatchRig {

  private OperationBatch passedUntilFinished(OperationBatch batch) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              pass(Duration.ofSeconds(1));
              return now(batch).state() == OperationBatch.State.COMPLETED;
            });
    return now(batch);
  }

  @Test
  void aHiccupIsTriedAgainAndIsNotTheResult() {
    hiccups.put("/a", 3);
    OperationBatch batch = created(wish(true, false, null), keyed("/a"), get("/b"));
    work();
    OperationBatch after = passedUntilFinished(batch);
    assertThat(after.progress().unsuccessful()).isZero();
    assertThat(operations(batch)).extracting(Operation::responseStatus).containsExactly(200, 200);
    List<OperationCaller.Request> tries =
        called.stream().filter(request -> request.call().path().equals("/a")).toList();
    assertThat(tries)
        .extracting(OperationCaller.Request::repeated)
        .containsExactly(false, true, true, true);
    assertThat(tries)
        .extracting(OperationCaller.Request::idempotencyKey)
        .containsOnly(tries.getFirst().idempotencyKey());
  }

  @Test
  void nothingOvertakesWhatIsTriedAgainWhereTheOrderCounts() {
    hiccups.put("/a", 2);
    OperationBatch batch = created(wish(false, false, null), get("/a"), get("/b"));
    work();
    assertThat(passedUntilFinished(batch).progress().unsuccessful()).isZero();
    assertThat(paths()).containsExactly("/a", "/a", "/a", "/b");
  }

  @Test
  void triesCountForEachOperationAndTheOthersGoOn() {
    List<NewOperation> operations = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      hiccups.put("/n/" + i, RunStore.MOST_TRIES - 1);
      operations.add(get("/n/" + i));
    }
    operations.add(get("/status/500"));
    OperationBatch batch = ((Result.Created) submit(wish(true, false, null), operations)).batch();
    work();
    OperationBatch after = passedUntilFinished(batch);
    // Two hundred failures, none of which counts against another operation.
    assertThat(after.progress().completed()).isEqualTo(21);
    assertThat(after.progress().unsuccessful()).isEqualTo(1);
    assertThat(operations(batch).getLast().responseStatus()).isEqualTo(500);
    assertThat(paths().stream().filter("/status/500"::equals).count())
        .isEqualTo(RunStore.MOST_TRIES);
  }

  @Test
  void whatNobodyMayRepeatIsNotTriedAgain() {
    OperationBatch batch =
        created(
            wish(false, false, null),
            operation(null, List.of(), "POST", RetrySafety.NEVER, "/status/500", null));
    work();
    finished(batch);
    assertThat(paths()).containsExactly("/status/500");
  }

  @Test
  void oneAtWhichTheServerStopsAgainAndAgainComesToAnEnd() {
    OperationBatch batch = created(wish(false, false, null), get("/a"), get("/b"));
    for (int i = 0; i < RunStore.MOST_TRIES; i++) {
      RunStore dead = new RunStore(rig.batches().tables(), batch.tenant(), batch.id());
      dead.begin(dead.start().orElseThrow(), List.of(0), true);
    }
    work();
    OperationBatch after = finished(batch);
    assertThat(paths()).containsExactly("/b");
    assertThat(after.progress().failed()).isEqualTo(1);
    assertThat(failure(operations(batch).getFirst()).reason()).isEqualTo(Reason.INTERRUPTED);
  }

  private static NewOperation keyed(String path) {
    return operation(null, List.of(), "POST", RetrySafety.KEYED, path, null);
  }
}
