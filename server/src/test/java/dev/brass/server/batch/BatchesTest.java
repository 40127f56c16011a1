package dev.brass.server.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.brass.server.batch.BatchIntake.Result;
import dev.brass.server.batch.Operation.Reason;
import dev.brass.server.batch.Operation.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Batches and what becomes of their operations.
class BatchesTest extends BatchRig {

  @Test
  void carriesOperationsOutInTheirOrder() {
    OperationBatch batch =
        created(wish(false, false, null), get("/a"), get("/status/404"), get("/c"));
    work();
    OperationBatch after = finished(batch);
    assertThat(paths()).containsExactly("/a", "/status/404", "/c");
    assertThat(after.progress().completed()).isEqualTo(3);
    assertThat(after.progress().unsuccessful()).isEqualTo(1);
    assertThat(after.times().finishedAt()).isNotNull();
    assertThat(operations(batch))
        .extracting(Operation::status, Operation::responseStatus)
        .containsExactly(
            tuple(Status.COMPLETED, 200),
            tuple(Status.COMPLETED, 404),
            tuple(Status.COMPLETED, 200));
    assertThat(told).extracting(OperationBatch::id).containsExactly(batch.id());
  }

  @Test
  void takesMoreOperationsThanItHoldsInMemory() {
    List<NewOperation> many = new ArrayList<>();
    for (int i = 0; i < 1_703; i++) {
      many.add(get("/n/" + i));
    }
    OperationBatch batch = ((Result.Created) submit(wish(true, false, "k"), many)).batch();
    assertThat(now(batch).progress().operations()).isEqualTo(1_703);
    work();
    assertThat(finished(batch).progress().completed()).isEqualTo(1_703);
    assertThat(paths()).hasSize(1_703).doesNotHaveDuplicates();
    assertThat(submit(wish(true, false, "k"), many))
        .isInstanceOfSatisfying(
            Result.Earlier.class, earlier -> assertThat(earlier.same()).isTrue());
    assertThat(submit(wish(true, false, "k"), many.subList(1, 3)))
        .isInstanceOfSatisfying(
            Result.Earlier.class, earlier -> assertThat(earlier.same()).isFalse());
  }

  @Test
  void oneThatIsGivenUpLeavesNothingBehind() {
    BatchIntake intake = rig.batches().take(wish(true, false, null));
    for (int i = 0; i < 1_200; i++) {
      intake.add(get("/n/" + i));
    }
    intake.discard();
    int left =
        db.database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select (select count(*) from operation)"
                                + " + (select count(*) from operation_batch)")
                        .mapTo(Integer.class)
                        .one());
    assertThat(left).isZero();
  }

  @Test
  void whatDependsOnAnAnswerGetsIt() {
    OperationBatch batch =
        created(
            wish(true, false, null),
            operation("first", List.of(), "POST", RetrySafety.NEVER, "/echo", "{\"n\": [7]}"),
            operation(
                null,
                List.of("first"),
                "POST",
                RetrySafety.KEYED,
                "/on/{{first.response_body.body.n[0]}}",
                "{\"all\": \"{{first.response_body.body}}\"}"));
    work();
    finished(batch);
    assertThat(operations(batch).getLast().responseBody())
        .isEqualTo("{\"path\":\"/on/7\",\"body\":{\"all\":{\"n\":[7]}}}");
    assertThat(called)
        .extracting(request -> request.idempotencyKey() == null)
        .containsExactly(true, false);
  }

  @Test
  void whatDependsOnAFailureFailsWithAReason() {
    OperationBatch batch =
        created(
            wish(true, false, null),
            operation("bad", List.of(), "GET", RetrySafety.SAFE, "/status/422", null),
            operation("next", List.of("bad"), "GET", RetrySafety.SAFE, "/x", null),
            operation(null, List.of("next"), "GET", RetrySafety.SAFE, "/y", null),
            get("/z"));
    work();
    OperationBatch after = finished(batch);
    assertThat(paths()).containsExactlyInAnyOrder("/status/422", "/z");
    assertThat(after.progress().failed()).isEqualTo(2);
    assertThat(failure(operations(batch).get(1)).reason()).isEqualTo(Reason.DEPENDENCY_FAILED);
    assertThat(failure(operations(batch).get(2)).message()).contains("'next'");
  }

  @Test
  void theFirstErrorEndsABatchThatWishesIt() {
    OperationBatch batch =
        created(wish(false, true, null), get("/a"), get("/status/400"), get("/b"), get("/c"));
    work();
    OperationBatch after = finished(batch);
    assertThat(paths()).containsExactly("/a", "/status/400");
    assertThat(after.progress().failed()).isEqualTo(2);
    assertThat(failure(operations(batch).getLast()).reason()).isEqualTo(Reason.BATCH_STOPPED);
  }

  @Test
  void whatTakesTooLongTimesOutAndTheOthersGoOn() {
    limit = Duration.ofMillis(400);
    rig = rig(false);
    OperationBatch batch = created(wish(false, false, null), get("/hang"), get("/b"));
    work();
    OperationBatch after = finished(batch);
    assertThat(after.progress().timedOut()).isEqualTo(1);
    assertThat(after.progress().completed()).isEqualTo(1);
    assertThat(operations(batch).getFirst().responseStatus()).isNull();
  }

  @Test
  void whatIsUnderWayIsSeenAndCancellingLetsItEnd() {
    gates.put("/slow", new CountDownLatch(1));
    OperationBatch batch = created(wish(false, false, null), get("/slow"), get("/b"));
    work();
    Awaitility.await().until(() -> operations(batch).getFirst().status() == Status.IN_PROGRESS);
    assertThat(rig.batches().cancel(batch).orElseThrow().stop().cancelledAt()).isNotNull();
    gates.values().forEach(CountDownLatch::countDown);
    finished(batch);
    assertThat(paths()).containsExactly("/slow");
    assertThat(operations(batch).getFirst().status()).isEqualTo(Status.COMPLETED);
    assertThat(failure(operations(batch).getLast()).reason()).isEqualTo(Reason.BATCH_CANCELLED);
  }

  @Test
  void waitsWhenItsTenantAsksTooMuch() {
    refusals.add(Duration.ofMillis(50));
    refusals.add(Duration.ofMillis(50));
    OperationBatch batch = created(wish(false, false, null), get("/a"), get("/b"));
    work();
    assertThat(finished(batch).progress().completed()).isEqualTo(2);
    assertThat(paths()).containsExactly("/a", "/a", "/a", "/b");
  }

  @Test
  void afterADeathNothingBeginsTwiceThatMustNot() {
    OperationBatch batch =
        created(
            wish(false, false, null),
            operation(null, List.of(), "POST", RetrySafety.NEVER, "/never", null),
            operation(null, List.of(), "POST", RetrySafety.KEYED, "/keyed", null),
            get("/safe"));
    RunStore dead = new RunStore(rig.batches().tables(), batch.tenant(), batch.id());
    OperationBatch taken = dead.start().orElseThrow();
    dead.begin(taken, List.of(0, 1), true);
    work();
    OperationBatch after = finished(batch);
    assertThat(paths()).containsExactly("/keyed", "/safe");
    assertThat(called).allMatch(OperationCaller.Request::repeated);
    assertThat(after.progress().failed()).isEqualTo(1);
    assertThat(failure(operations(batch).getFirst()).reason()).isEqualTo(Reason.INTERRUPTED);
    assertThatThrownBy(() -> dead.end(taken, List.of(), 0, null)).isInstanceOf(RunStore.Lost.class);
  }

  @Test
  void aBatchThatWasForgottenHasTheSameKeysWhenItIsSentAgain() {
    work();
    List<String> first = keysOf("key-1", "/a", "/a", "/b");
    assertThat(first).doesNotHaveDuplicates().allMatch(key -> key.length() <= 36);
    forget();
    assertThat(keysOf("key-1", "/a", "/a", "/b")).isEqualTo(first);
    forget();
    assertThat(keysOf("key-1", "/a", "/a", "/c"))
        .as("other words")
        .doesNotContainAnyElementsOf(first);
    assertThat(keysOf("key-2", "/a", "/a", "/b"))
        .as("another key")
        .doesNotContainAnyElementsOf(first);
    assertThat(keysOf(null, "/a")).isNotEqualTo(keysOf(null, "/a"));
  }

  /// The keys of the operations of a batch, each a `POST` that takes one, in their order.
  private List<String> keysOf(@Nullable String key, String... paths) {
    called.clear();
    finished(
        created(
            wish(false, false, key),
            Stream.of(paths)
                .map(path -> operation(null, List.of(), "POST", RetrySafety.KEYED, path, null))
                .toArray(NewOperation[]::new)));
    return called.stream().map(request -> String.valueOf(request.idempotencyKey())).toList();
  }

  /// What a restored backup does: there were never any batches.
  private static void forget() {
    db.database()
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("delete from operation");
              handle.execute("delete from operation_batch");
            });
  }

  @Test
  void aRevokedKeyCarriesNothingOut() {
    OperationBatch batch = created(wish(false, false, null), get("/a"));
    rig.tenants().revoke(rig.caller().keyId());
    work();
    finished(batch);
    assertThat(called).isEmpty();
    assertThat(failure(operations(batch).getFirst()).reason()).isEqualTo(Reason.KEY_REFUSED);
  }

  @Test
  void secretsAreSealedUntilTheOperationHasEndedAndThenGone() {
    ObjectNode secret = (ObjectNode) JsonMapper.shared().readTree("{\"password\": \"hunter2\"}");
    ObjectNode masked = (ObjectNode) JsonMapper.shared().readTree("{\"password\": \"***\"}");
    OperationBatch batch =
        created(
            wish(false, false, null),
            new NewOperation(
                null,
                List.of(),
                "POST",
                RetrySafety.KEYED,
                new Call("/echo", null, secret),
                new Call("/echo", null, masked)));
    assertThat(row()).startsWith("sealed").contains("call=\\\\x");
    work();
    finished(batch);
    assertThat(called.element().call().body()).isEqualTo(secret.toString());
    assertThat(row()).contains("call=null");
  }

  private String row() {
    return db.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select coalesce(body, 'sealed') || ' call=' || coalesce(to_json(call)::text, 'null')"
                            + " from operation")
                    .mapTo(String.class)
                    .one())
        .replace("call=\"", "call=");
  }

  @Test
  void oneAtATimeWhereTheServerSaysSo() {
    rig = rig(true);
    OperationBatch batch = created(wish(false, false, null), get("/a"));
    assertThat(submit(wish(false, false, null), List.of(get("/b"))))
        .isEqualTo(new Result.Unfinished(batch.id()));
    work();
    finished(batch);
    assertThat(submit(wish(false, false, null), List.of(get("/b"))))
        .isInstanceOf(Result.Created.class);
  }

  @Test
  void oldBatchesAreDeleted() {
    OperationBatch batch = created(wish(false, false, null), get("/a"));
    work();
    finished(batch);
    ahead = Duration.ofDays(31);
    rig.batches().start();
    Awaitility.await()
        .until(() -> rig.batches().get(batch.tenant(), batch.mode(), batch.id()).isEmpty());
  }
}
