package dev.brass.server.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.brass.server.batch.Intake.Result;
import dev.brass.server.batch.Intake.Wish;
import dev.brass.server.batch.Operation.Reason;
import dev.brass.server.batch.Operation.Status;
import dev.brass.server.credential.TestVault;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.health.Health;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StoreLimits;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.outward.Reach;
import dev.brass.server.tenant.Caller;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.NewKey;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import dev.brass.server.webhook.WebhookSettings;
import dev.brass.server.webhook.Webhooks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGeneratorFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Batches on a real database, with an API that is made up: `/status/404` answers with that status,
/// `/echo` with what it got, `/hang` not before it is interrupted.
class BatchesTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perTest();

  private static final Duration LIMIT = Duration.ofMillis(400);

  private volatile Duration ahead = Duration.ZERO;
  private final InstantSource clock = () -> Instant.now().plus(ahead);
  private final ConcurrentLinkedQueue<OperationCaller.Request> called =
      new ConcurrentLinkedQueue<>();
  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Duration> refusals = new ConcurrentLinkedQueue<>();
  private final List<OperationBatch> told = new ArrayList<>();
  private @Nullable JobWorker worker;

  @SuppressWarnings("NullAway.Init") // open() does
  private Rig rig;

  private record Rig(Tenants tenants, Jobs jobs, Batches batches, Caller caller) {}

  @BeforeEach
  void open() {
    rig = rig(false);
  }

  private Rig rig(boolean oneAtATime) {
    Jobs jobs = new Jobs(db.database(), clock);
    Tenants tenants = new Tenants(db.database(), clock);
    var vault = TestVault.open(db.database());
    Webhooks webhooks =
        new Webhooks(
            db.database(),
            jobs,
            vault,
            new WebhookSettings(
                Reach.ANY, Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofDays(3)),
            clock,
            new SimpleMeterRegistry());
    Batches batches =
        new Batches(
            db.database(),
            jobs,
            vault,
            tenants,
            webhooks,
            List.of(
                batch -> {
                  told.add(batch);
                  return List.of();
                }),
            this::call,
            new BatchSettings(100_000, oneAtATime, 8, LIMIT, Duration.ofDays(30)),
            clock);
    Tenant tenant = tenants.create("tenant-" + UUID.randomUUID()).orElseThrow();
    NewKey key = tenants.createKey(tenant.id(), KeyKind.LIVE, "k", Scope.FULL, null);
    Caller caller = new Caller(tenant.id(), key.key().id(), Mode.LIVE, Scope.FULL);
    return new Rig(tenants, jobs, batches, caller);
  }

  private void work() {
    JobWorker started =
        new JobWorker(
            db.database(),
            rig.jobs(),
            clock,
            rig.batches().jobKinds(),
            StoreLimits.of(Set.of()),
            RandomGeneratorFactory.getDefault().create(),
            new SimpleMeterRegistry(),
            new Health(),
            WorkerSettings.of("test", true));
    worker = started;
    started.start();
  }

  @AfterEach
  void close() {
    gates.values().forEach(CountDownLatch::countDown);
    if (worker != null) {
      worker.drain(Duration.ofSeconds(5));
    }
  }

  private OperationCaller.Answer call(OperationCaller.Request request, Caller caller) {
    called.add(request);
    Duration refusal = refusals.poll();
    if (refusal != null) {
      return new OperationCaller.Answer(429, "{}", refusal);
    }
    String path = request.call().path();
    if (path.startsWith("/status/")) {
      return new OperationCaller.Answer(Integer.parseInt(path.substring(8)), "{}", null);
    }
    if (path.equals("/hang")) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    CountDownLatch gate = gates.get(path);
    if (gate != null) {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    ObjectNode body = JsonMapper.shared().createObjectNode().put("path", path);
    if (request.call().body() != null) {
      body.set("body", new BatchJson().object(request.call().body()));
    }
    return new OperationCaller.Answer(200, body.toString(), null);
  }

  private static NewOperation get(String path) {
    return operation(null, List.of(), "GET", Repetition.SAFE, path, null);
  }

  private static NewOperation operation(
      @Nullable String reference,
      List<String> dependsOn,
      String method,
      Repetition repetition,
      String path,
      @Nullable String body) {
    ObjectNode json = body == null ? null : (ObjectNode) JsonMapper.shared().readTree(body);
    Call call = new Call(path, null, json);
    return new NewOperation(reference, dependsOn, method, repetition, call, call);
  }

  private Wish wish(boolean parallel, boolean stopOnError, @Nullable String key) {
    return new Wish(rig.caller(), parallel, stopOnError, key);
  }

  private Result submit(Wish wish, List<NewOperation> operations) {
    Intake intake = rig.batches().take(wish);
    operations.forEach(intake::add);
    return intake.commit();
  }

  private OperationBatch created(Wish wish, NewOperation... operations) {
    return ((Result.Created) submit(wish, List.of(operations))).batch();
  }

  private OperationBatch now(OperationBatch batch) {
    return rig.batches().get(batch.tenant(), batch.mode(), batch.id()).orElseThrow();
  }

  private OperationBatch finished(OperationBatch batch) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> now(batch), found -> found.state() == OperationBatch.State.COMPLETED);
  }

  private List<Operation> operations(OperationBatch batch) {
    List<Operation> operations = new ArrayList<>();
    rig.batches().operations(batch, operations::add);
    return operations;
  }

  private static Operation.Failure failure(Operation operation) {
    return Objects.requireNonNull(operation.failure());
  }

  private List<String> paths() {
    return called.stream().map(request -> request.call().path()).toList();
  }

  @Test
  void carriesOperationsOutInTheirOrder() {
    OperationBatch batch =
        created(wish(false, false, null), get("/a"), get("/status/404"), get("/c"));
    work();
    OperationBatch after = finished(batch);
    assertThat(paths()).containsExactly("/a", "/status/404", "/c");
    assertThat(after.completed()).isEqualTo(3);
    assertThat(after.unsuccessful()).isEqualTo(1);
    assertThat(after.finishedAt()).isNotNull();
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
    assertThat(now(batch).operations()).isEqualTo(1_703);
    work();
    assertThat(finished(batch).completed()).isEqualTo(1_703);
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
    Intake intake = rig.batches().take(wish(true, false, null));
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
            operation("first", List.of(), "POST", Repetition.NEVER, "/echo", "{\"n\": [7]}"),
            operation(
                null,
                List.of("first"),
                "POST",
                Repetition.KEYED,
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
            operation("bad", List.of(), "GET", Repetition.SAFE, "/status/500", null),
            operation("next", List.of("bad"), "GET", Repetition.SAFE, "/x", null),
            operation(null, List.of("next"), "GET", Repetition.SAFE, "/y", null),
            get("/z"));
    work();
    OperationBatch after = finished(batch);
    assertThat(paths()).containsExactlyInAnyOrder("/status/500", "/z");
    assertThat(after.failed()).isEqualTo(2);
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
    assertThat(after.failed()).isEqualTo(2);
    assertThat(failure(operations(batch).getLast()).reason()).isEqualTo(Reason.BATCH_STOPPED);
  }

  @Test
  void whatTakesTooLongTimesOutAndTheOthersGoOn() {
    OperationBatch batch = created(wish(false, false, null), get("/hang"), get("/b"));
    work();
    OperationBatch after = finished(batch);
    assertThat(after.timedOut()).isEqualTo(1);
    assertThat(after.completed()).isEqualTo(1);
    assertThat(operations(batch).getFirst().responseStatus()).isNull();
  }

  @Test
  void whatIsUnderWayIsSeenAndCancellingLetsItEnd() {
    gates.put("/slow", new CountDownLatch(1));
    OperationBatch batch = created(wish(false, false, null), get("/slow"), get("/b"));
    work();
    Awaitility.await().until(() -> operations(batch).getFirst().status() == Status.IN_PROGRESS);
    assertThat(rig.batches().cancel(batch).orElseThrow().cancelledAt()).isNotNull();
    gates.values().forEach(CountDownLatch::countDown);
    finished(batch);
    assertThat(paths()).containsExactly("/slow");
    assertThat(operations(batch).getFirst().status()).isIn(Status.COMPLETED, Status.TIMED_OUT);
    assertThat(failure(operations(batch).getLast()).reason()).isEqualTo(Reason.BATCH_CANCELLED);
  }

  @Test
  void waitsWhenItsTenantAsksTooMuch() {
    refusals.add(Duration.ofMillis(50));
    refusals.add(Duration.ofMillis(50));
    OperationBatch batch = created(wish(false, false, null), get("/a"), get("/b"));
    work();
    assertThat(finished(batch).completed()).isEqualTo(2);
    assertThat(paths()).containsExactly("/a", "/a", "/a", "/b");
  }

  @Test
  void afterADeathNothingBeginsTwiceThatMustNot() {
    OperationBatch batch =
        created(
            wish(false, false, null),
            operation(null, List.of(), "POST", Repetition.NEVER, "/never", null),
            operation(null, List.of(), "POST", Repetition.KEYED, "/keyed", null),
            get("/safe"));
    RunLedger dead = new RunLedger(rig.batches().tables(), batch.tenant(), batch.id());
    OperationBatch taken = dead.start().orElseThrow();
    dead.begin(taken, List.of(0, 1), true);
    work();
    OperationBatch after = finished(batch);
    assertThat(paths()).containsExactly("/keyed", "/safe");
    assertThat(called).allMatch(OperationCaller.Request::repeated);
    assertThat(after.failed()).isEqualTo(1);
    assertThat(failure(operations(batch).getFirst()).reason()).isEqualTo(Reason.INTERRUPTED);
    assertThatThrownBy(() -> dead.end(taken, List.of(), 0, null))
        .isInstanceOf(RunLedger.Lost.class);
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
                Repetition.KEYED,
                new Call("/echo", null, secret),
                new Call("/echo", null, masked)));
    assertThat(row()).contains("***").doesNotContain("hunter2").contains("call=\\\\x");
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
                        "select body || ' call=' || coalesce(to_json(call)::text, 'null')"
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
