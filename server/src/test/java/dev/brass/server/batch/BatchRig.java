package dev.brass.server.batch;

import dev.brass.server.batch.BatchIntake.Result;
import dev.brass.server.batch.BatchIntake.Wish;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.health.Health;
import dev.brass.server.job.JobWorker;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.StoreLimits;
import dev.brass.server.job.WorkerSettings;
import dev.brass.server.quota.WorkQuota;
import dev.brass.server.secret.TestVault;
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
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Batches on a real database, with an API that is made up: `/status/404` answers with that status,
/// `/echo` with what it got, `/hang` not before it is interrupted.
abstract class BatchRig {

  @RegisterExtension static final TestDatabase db = TestDatabase.perTest();

  /// How long an operation may take: longer than any does, but where a test is about that.
  Duration limit = Duration.ofMinutes(1);

  volatile Duration ahead = Duration.ZERO;
  final InstantSource clock = () -> Instant.now().plus(ahead);
  final ConcurrentLinkedQueue<OperationCaller.Request> called = new ConcurrentLinkedQueue<>();
  final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  /// How often a path is answered with 503 before it is answered as it should be.
  final Map<String, Integer> hiccups = new ConcurrentHashMap<>();

  final ConcurrentLinkedQueue<Duration> refusals = new ConcurrentLinkedQueue<>();
  final List<OperationBatch> told = new ArrayList<>();
  private @Nullable JobWorker worker;

  @SuppressWarnings("NullAway.Init") // open() does
  Rig rig;

  record Rig(Tenants tenants, Jobs jobs, Batches batches, Caller caller) {}

  @BeforeEach
  void open() {
    rig = rig(false);
  }

  Rig rig(boolean oneAtATime) {
    Jobs jobs = new Jobs(db.database(), clock);
    Tenants tenants = new Tenants(db.database(), clock);
    var vault = TestVault.open(db.database());
    Webhooks webhooks =
        new Webhooks(
            db.database(),
            jobs,
            vault,
            new WebhookSettings(
                AllowedNetworks.ANY,
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofDays(3)),
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
            new BatchSettings(100_000, oneAtATime, 8, 256 * 1024, limit, Duration.ofDays(30)),
            WorkQuota.unlimited(),
            clock);
    Tenant tenant = tenants.create("tenant-" + UUID.randomUUID()).orElseThrow();
    NewKey key = tenants.createKey(tenant.id(), KeyKind.LIVE, "k", Scope.FULL, null);
    Caller caller = new Caller(tenant.id(), key.key().id(), Mode.LIVE, Scope.FULL);
    return new Rig(tenants, jobs, batches, caller);
  }

  /// Lets time pass, as pauses between tries need.
  void pass(Duration time) {
    ahead = ahead.plus(time);
    rig.jobs().wake();
  }

  void work() {
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
    if (hiccups.getOrDefault(path, 0) > 0) {
      hiccups.merge(path, -1, Integer::sum);
      return new OperationCaller.Answer(503, "{}", null);
    }
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

  static NewOperation get(String path) {
    return operation(null, List.of(), "GET", RetrySafety.SAFE, path, null);
  }

  static NewOperation operation(
      @Nullable String reference,
      List<String> dependsOn,
      String method,
      RetrySafety repetition,
      String path,
      @Nullable String body) {
    ObjectNode json = body == null ? null : (ObjectNode) JsonMapper.shared().readTree(body);
    Call call = new Call(path, null, json);
    return new NewOperation(reference, dependsOn, method, repetition, call, call);
  }

  Wish wish(boolean parallel, boolean stopOnError, @Nullable String key) {
    return new Wish(rig.caller(), parallel, stopOnError, key, "http://localhost");
  }

  Result submit(Wish wish, List<NewOperation> operations) {
    BatchIntake intake = rig.batches().take(wish);
    operations.forEach(intake::add);
    return intake.commit();
  }

  OperationBatch created(Wish wish, NewOperation... operations) {
    return ((Result.Created) submit(wish, List.of(operations))).batch();
  }

  OperationBatch now(OperationBatch batch) {
    return rig.batches().get(batch.tenant(), batch.mode(), batch.id()).orElseThrow();
  }

  OperationBatch finished(OperationBatch batch) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> now(batch), found -> found.state() == OperationBatch.State.COMPLETED);
  }

  List<Operation> operations(OperationBatch batch) {
    List<Operation> operations = new ArrayList<>();
    rig.batches().operations(batch, operations::add);
    return operations;
  }

  static Operation.Failure failure(Operation operation) {
    return Objects.requireNonNull(operation.failure());
  }

  List<String> paths() {
    return called.stream().map(request -> request.call().path()).toList();
  }
}
