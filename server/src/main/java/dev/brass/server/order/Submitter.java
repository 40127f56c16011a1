package dev.brass.server.order;

import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.Gather;
import dev.brass.server.db.Ids;
import dev.brass.server.db.Script;
import dev.brass.server.fault.FaultPoint;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.IdempotencyRepository.KeyHolder;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.webhook.NewMessage;
import dev.brass.server.webhook.Webhooks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Commits orders: order, items, first event, first job, messages and idempotency key in one
/// transaction, shared by all orders that arrive at the same moment. When [#submit] returns, the
/// order is on disk. If the process dies before, either all of it is there or nothing, and the
/// client's key tells which. Thread-safe.
final class Submitter {

  private static final int LARGEST_GROUP = 500;
  private static final int GROUPS_AT_ONCE = 2;

  private final Jdbi jdbi;
  private final OrderRepository repository;
  private final IdempotencyRepository keys = new IdempotencyRepository();
  private final Jobs jobs;
  private final Webhooks webhooks;
  private final Stores stores;
  private final SandboxClocks clocks;
  private final List<OrderNotices> notices;
  private final OrderMetrics metrics;
  private final InstantSource system;
  private final Gather<Numbered, Submission> submissions =
      new Gather<>(GROUPS_AT_ONCE, LARGEST_GROUP, this::submitGroup);

  Submitter(
      Jdbi jdbi,
      OrderRepository repository,
      Jobs jobs,
      Webhooks webhooks,
      Stores stores,
      SandboxClocks clocks,
      List<OrderNotices> notices,
      OrderMetrics metrics,
      InstantSource system) {
    this.jdbi = jdbi;
    this.repository = repository;
    this.jobs = jobs;
    this.webhooks = webhooks;
    this.stores = stores;
    this.clocks = clocks;
    this.notices = List.copyOf(notices);
    this.metrics = metrics;
    this.system = system;
  }

  /// A request and the order that it becomes. The id is given once: when a commit came through and
  /// its answer did not, the next try finds the order instead of making another one.
  private record Numbered(OrderId id, OrderRequest request) {}

  Submission submit(OrderRequest request) {
    Submission submission = submissions.call(new Numbered(new OrderId(Ids.next()), request));
    if (submission instanceof Submission.Accepted) {
      jobs.wake();
      metrics.submitted();
      FaultPoint.SUBMITTED.reached();
    }
    return submission;
  }

  private List<Submission> submitGroup(List<Numbered> requests) {
    return jdbi.inTransaction(handle -> submitGroup(handle, requests));
  }

  private List<Submission> submitGroup(Handle handle, List<Numbered> requests) {
    Map<TenantId, Duration> ahead =
        clocks.ahead(
            handle,
            requests.stream()
                .map(Numbered::request)
                .filter(this::isSandbox)
                .map(OrderRequest::tenant)
                .collect(Collectors.toSet()));
    Instant now = system.instant();
    List<NewOrder> candidates = new ArrayList<>();
    for (Numbered numbered : requests) {
      OrderRequest request = numbered.request();
      Duration lead =
          isSandbox(request) ? ahead.getOrDefault(request.tenant(), Duration.ZERO) : Duration.ZERO;
      candidates.add(candidate(numbered.id(), request, now.plus(lead)));
    }
    Set<OrderId> free = claimKeys(handle, candidates);
    Set<OrderId> stored =
        store(handle, candidates.stream().filter(n -> free.contains(n.order().id())).toList());
    List<Submission> submissions = new ArrayList<>();
    for (NewOrder candidate : candidates) {
      submissions.add(
          stored.contains(candidate.order().id())
              ? new Submission.Accepted(candidate.order())
              : storedBefore(handle, candidate));
    }
    return submissions;
  }

  private boolean isSandbox(OrderRequest request) {
    return stores.byCode(request.spec().store(), request.mode()).stream()
        .anyMatch(s -> s.sandbox());
  }

  private NewOrder candidate(OrderId id, OrderRequest request, Instant at) {
    List<OrderItem> items =
        request.spec().lines().stream()
            .map(l -> new OrderItem(l.itemId(), OrderItem.Status.PENDING, null, null, at))
            .toList();
    UUID clock = isSandbox(request) ? SandboxClocks.name(request.tenant()) : null;
    Order order =
        new Order(
            new OrderKey(request.tenant(), id),
            request.mode(),
            request.door(),
            clock,
            request.spec(),
            new OrderState.Queued(),
            1,
            0,
            items,
            List.of(),
            request.echo(),
            at,
            at);
    return new NewOrder(order, request.secrets(), key(request));
  }

  private static NewOrder.@Nullable Key key(OrderRequest request) {
    OrderRequest.Idempotency idempotency = request.idempotency();
    return idempotency == null
        ? null
        : new NewOrder.Key(
            keyScope(idempotency.scope(), request.mode()),
            idempotency.key(),
            sha256(idempotency.body()));
  }

  /// What a key is unique in, within its tenant.
  static String keyScope(String scope, Mode mode) {
    return scope + ":" + mode.code();
  }

  /// The orders that may be committed: those without a key, and the first of each key that nobody
  /// had before. Keys are taken in their order, so that two groups with the same keys cannot block
  /// each other.
  private Set<OrderId> claimKeys(Handle handle, List<NewOrder> candidates) {
    Set<OrderId> accepted = new HashSet<>();
    List<NewOrder> keyed = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (NewOrder n : candidates) {
      NewOrder.Key key = n.key();
      if (key == null) {
        accepted.add(n.order().id());
      } else if (seen.add(List.of(n.order().key().tenant().toString(), key.scope(), key.key()))) {
        keyed.add(n);
      }
    }
    if (!keyed.isEmpty()) {
      keyed.sort(
          Comparator.comparing((NewOrder n) -> n.order().key().tenant().value())
              .thenComparing(n -> Objects.requireNonNull(n.key()).key()));
      accepted.addAll(keys.claim(handle, keyed));
    }
    return accepted;
  }

  /// Of a candidate that was not stored now: the order that has its key, or itself, stored by a
  /// commit whose answer was lost.
  private Submission storedBefore(Handle handle, NewOrder candidate) {
    NewOrder.Key key = candidate.key();
    OrderKey order = candidate.order().key();
    if (key != null) {
      KeyHolder holder = keys.holder(handle, order.tenant(), key.scope(), key.key()).orElseThrow();
      if (!holder.order().equals(order.id())) {
        return new Submission.Duplicate(
            holder.order(), Arrays.equals(holder.bodyHash(), key.bodyHash()));
      }
    }
    Order stored = repository.reads().get(handle, List.of(order)).get(order);
    return new Submission.Accepted(Objects.requireNonNull(stored));
  }

  /// Stores orders with everything that belongs to them; gives those that were not there yet.
  private Set<OrderId> store(Handle handle, List<NewOrder> candidates) {
    if (candidates.isEmpty()) {
      return Set.of();
    }
    Set<OrderId> inserted = repository.insert(handle, candidates);
    List<NewOrder> orders =
        candidates.stream().filter(n -> inserted.contains(n.order().id())).toList();
    if (!orders.isEmpty()) {
      storeParts(handle, orders);
    }
    return inserted;
  }

  private void storeParts(Handle handle, List<NewOrder> orders) {
    Script script = new Script();
    repository.insertItems(script, orders);
    repository.insertFirstEvents(script, orders);
    List<NewJob> first =
        orders.stream()
            .map(n -> OrderJobs.place(n.order(), n.secrets().credential(), Duration.ZERO))
            .toList();
    jobs.enqueue(script, first);
    script.run(handle);
    List<NewMessage> messages = new ArrayList<>();
    for (NewOrder n : orders) {
      List<OrderEvent> events =
          List.of(new OrderEvent.Submitted(n.order().createdAt(), n.order().door()));
      for (OrderNotices notice : notices) {
        messages.addAll(notice.messages(n.order(), events, n.secrets()));
      }
    }
    if (!messages.isEmpty()) {
      webhooks.send(handle, messages);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
