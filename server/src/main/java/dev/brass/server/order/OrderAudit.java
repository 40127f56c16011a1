package dev.brass.server.order;

import dev.brass.server.order.OrderAuditRepository.EventRow;
import dev.brass.server.order.OrderAuditRepository.Found;
import dev.brass.server.order.OrderAuditRepository.ItemRow;
import dev.brass.server.order.OrderAuditRepository.JobRow;
import dev.brass.server.order.OrderAuditRepository.Stored;
import dev.brass.server.order.OrderAuditRepository.TryRow;
import dev.brass.server.order.OrderAuditRepository.Unreadable;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Sealer;
import dev.brass.spi.MerchantOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/// Checks the invariants of all stored orders, which hold at every commit and after every crash. It
/// reads a snapshot, with or without a running server. Called by the crash simulation after each
/// crash, and by operators who doubt a database. It changes nothing. Thread-safe.
public final class OrderAudit {

  private static final int PAGE = 500;
  private static final int MOST_FLAWS = 200;
  private static final List<String> KINDS =
      List.of(
          OrderJobs.PLACE,
          OrderJobs.BUNDLE,
          OrderJobs.SETTLE_BUNDLE,
          OrderJobs.RECONCILE,
          OrderJobs.TRACK,
          OrderJobs.EXPIRE_ACTION);

  private final Jdbi jdbi;
  private final OrderAuditRepository repository;

  /// An audit of a database.
  ///
  /// @param sealer opens the sealed columns
  public OrderAudit(Jdbi jdbi, Sealer sealer) {
    this.jdbi = jdbi;
    this.repository = new OrderAuditRepository(new OrderJson(), new PersonalData(sealer));
  }

  /// A violated invariant.
  public record Flaw(OrderKey order, String what) {}

  /// All flaws, at most the first 200.
  public List<Flaw> flaws() {
    return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, this::flaws);
  }

  private List<Flaw> flaws(Handle handle) {
    List<Flaw> flaws = new ArrayList<>();
    repository
        .orphans(handle, KINDS, MOST_FLAWS)
        .forEach(
            o ->
                flaws.add(
                    new Flaw(o.order(), o.rows() + " rows of " + o.table() + " have no order")));
    Map<OrderKey, List<JobRow>> jobs = repository.jobs(handle, KINDS);
    @Nullable OrderKey after = null;
    List<Found> page;
    do {
      page = repository.page(handle, after, PAGE);
      for (Found order : page) {
        check(order, jobs.getOrDefault(order.key(), List.of()))
            .forEach(what -> flaws.add(new Flaw(order.key(), what)));
      }
      after = page.isEmpty() ? after : page.getLast().key();
    } while (page.size() == PAGE && flaws.size() < MOST_FLAWS);
    return flaws.stream().limit(MOST_FLAWS).toList();
  }

  /// A report on an order, one fact per line: state, events, attempts, jobs. Without secrets.
  public List<String> story(OrderKey key) {
    return jdbi.inTransaction(
        TransactionIsolationLevel.REPEATABLE_READ,
        handle ->
            repository.one(handle, key).stream()
                .flatMap(
                    order ->
                        story(order, repository.jobs(handle, KINDS).getOrDefault(key, List.of()))
                            .stream())
                .toList());
  }

  private static List<String> story(Found found, List<JobRow> jobs) {
    return switch (found) {
      case Stored order -> story(order, jobs);
      case Unreadable order -> List.of("order %s: %s".formatted(order.key(), order.why()));
    };
  }

  private static List<String> story(Stored order, List<JobRow> jobs) {
    List<String> story = new ArrayList<>();
    story.add("order %s, version %d: %s".formatted(order.key(), order.version(), order.state()));
    for (EventRow row : order.events()) {
      story.add(
          "%d. %s %s".formatted(row.sequence(), row.event().at(), TimelineText.what(row.event())));
    }
    for (TryRow a : order.attempts()) {
      story.add(
          "attempt %d (%s) %s from %s to %s"
              .formatted(a.number(), a.id(), a.status().code(), a.startedAt(), a.endedAt()));
    }
    order.transfers().forEach(transfer -> story.add("transfer " + transfer));
    if (order.refunded() > 0) {
      story.add("refunded " + order.refunded());
    }
    for (JobRow job : jobs) {
      story.add(
          "job %s %s, due %s, run %d%s"
              .formatted(
                  job.kind(),
                  job.running() ? "running" : job.state(),
                  job.dueAt(),
                  job.attempt(),
                  job.error() == null ? "" : ", " + job.error()));
    }
    return story;
  }

  private static List<String> check(Found found, List<JobRow> jobs) {
    return switch (found) {
      case Stored order -> check(order, jobs);
      case Unreadable order -> List.of(order.why());
    };
  }

  private static List<String> check(Stored order, List<JobRow> jobs) {
    List<String> flaws = new ArrayList<>();
    timeline(order, flaws);
    items(order, flaws);
    attempts(order, flaws);
    mover(order, jobs, flaws);
    card(order, flaws);
    merchantOrders(order, flaws);
    money(order, flaws);
    return flaws;
  }

  private static void timeline(Stored order, List<String> flaws) {
    List<EventRow> rows = order.events();
    if (rows.size() != order.version()) {
      flaws.add("it has %d events and version %d".formatted(rows.size(), order.version()));
    }
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).sequence() != i + 1) {
        flaws.add("event %d has the sequence %d".formatted(i + 1, rows.get(i).sequence()));
        return;
      }
    }
    if (rows.isEmpty() || !(rows.getFirst().event() instanceof OrderEvent.Submitted)) {
      flaws.add("its first event is not its submission");
      return;
    }
    Instant before = rows.getFirst().event().at();
    OrderState state =
        order.spec() != null && order.spec().bundle().waits()
            ? new OrderState.Bundling()
            : new OrderState.Queued();
    for (EventRow row : rows.subList(1, rows.size())) {
      try {
        state = OrderMachine.next(state, row.event());
      } catch (IllegalTransition e) {
        flaws.add("event %d cannot happen: %s".formatted(row.sequence(), e.getMessage()));
        return;
      }
      if (row.event().at().isBefore(before)) {
        flaws.add("event %d is before the one before it".formatted(row.sequence()));
      }
      before = row.event().at();
    }
    if (!state.equals(order.state())) {
      flaws.add("its events lead to %s and not to %s".formatted(state, order.state()));
    }
  }

  private static void items(Stored order, List<String> flaws) {
    List<OrderItem> stored = order.items().stream().map(ItemRow::item).toList();
    List<Integer> positions = order.items().stream().map(ItemRow::position).toList();
    for (int i = 0; i < positions.size(); i++) {
      if (positions.get(i) != i) {
        flaws.add("item %d has the position %d".formatted(i, positions.get(i)));
      }
    }
    @Nullable OrderSpec spec = order.spec();
    if (spec == null) {
      flaws.add("it has no request");
      return;
    }
    if (stored.size() != spec.lines().size()) {
      flaws.add("it has %d items and %d lines".formatted(stored.size(), spec.lines().size()));
      return;
    }
    List<OrderItem> expected =
        OrderItems.after(spec.lines(), stored, order.state(), order.shipments(), Instant.MAX);
    if (!expected.equals(stored)) {
      flaws.add("its items should be %s and are %s".formatted(expected, stored));
    }
  }

  private static void attempts(Stored order, List<String> flaws) {
    List<TryRow> rows = order.attempts();
    boolean unsent = !rows.isEmpty() && rows.getLast().status() == AttemptRow.Status.NOT_SENT;
    if (rows.size() - (unsent ? 1 : 0) != order.attemptCount()) {
      flaws.add("it has %d attempts and counts %d".formatted(rows.size(), order.attemptCount()));
    }
    for (int i = 0; i < rows.size(); i++) {
      TryRow row = rows.get(i);
      if (row.number() != i + 1) {
        flaws.add("attempt %d has the number %d".formatted(i + 1, row.number()));
      }
      boolean open = row.endedAt() == null;
      boolean last = i == rows.size() - 1;
      if (open && !(last && isUnderWay(order.state(), row))) {
        flaws.add("attempt %d has no end".formatted(row.number()));
      }
      boolean placed = row.status() == AttemptRow.Status.PLACED;
      if (placed && !mayBePlaced(order.state())) {
        flaws.add("attempt %d was placed, and the order is not".formatted(row.number()));
      }
    }
    boolean byBundle = rows.isEmpty() && isBoughtByBundle(order);
    if (order.state() instanceof OrderState.Placed
        && !byBundle
        && rows.stream().filter(row -> row.status() == AttemptRow.Status.PLACED).count() != 1) {
      flaws.add("it is placed, and not exactly one of its attempts is");
    }
    for (EventRow event : order.events()) {
      if (event.event() instanceof OrderEvent.AttemptStarted e
          && rows.stream().noneMatch(a -> a.number() == e.number() && a.id().equals(e.attempt()))) {
        flaws.add("attempt %d (%s) has no row".formatted(e.number(), e.attempt()));
      }
    }
  }

  /// Its attempts are the bundle's.
  private static boolean isBoughtByBundle(Stored order) {
    return order.events().stream().anyMatch(row -> row.event() instanceof OrderEvent.JoinedBundle);
  }

  private static boolean isUnderWay(OrderState state, TryRow row) {
    return (state instanceof OrderState.Placing p && p.attempt().equals(row.id()))
        || (state instanceof OrderState.InDoubt d && d.attempt().equals(row.id()));
  }

  /// If a store has an order but does not report its number, the order fails as probably placed.
  private static boolean mayBePlaced(OrderState state) {
    return state instanceof OrderState.Placed
        || state instanceof OrderState.CancelledByRetailer
        || state instanceof OrderState.Failed;
  }

  /// Every order that is not final has a job that moves it on, or it would never end.
  private static void mover(Stored order, List<JobRow> jobs, List<String> flaws) {
    switch (order.state()) {
      case OrderState.Queued _, OrderState.Placing _, OrderState.Retrying _ ->
          exactlyOne(OrderJobs.PLACE, jobs, flaws);
      case OrderState.Bundling _ -> atLeastOne(OrderJobs.BUNDLE, jobs, flaws);
      case OrderState.Bundled _ -> {}
      case OrderState.InDoubt _ -> atLeastOne(OrderJobs.RECONCILE, jobs, flaws);
      case OrderState.NeedsAction _ -> atLeastOne(OrderJobs.EXPIRE_ACTION, jobs, flaws);
      case OrderState.Placed _ -> {
        if (isBundle(order)) {
          break;
        }
        if (!isFollowedToItsEnd(order)) {
          exactlyOne(OrderJobs.TRACK, jobs, flaws);
        }
      }
      case OrderState.Failed _, OrderState.Cancelled _, OrderState.CancelledByRetailer _ -> {}
    }
  }

  /// Each of its members is tracked by itself.
  private static boolean isBundle(Stored order) {
    return order.spec() != null && !order.spec().bundle().members().isEmpty();
  }

  private static boolean isFollowedToItsEnd(Stored order) {
    if (order.events().isEmpty()) {
      return false;
    }
    OrderEvent last = order.events().getLast().event();
    return last instanceof OrderEvent.Delivered
        || last instanceof OrderEvent.Undeliverable
        || last instanceof OrderEvent.TrackingLost
        || ((last instanceof OrderEvent.TrackingUpdated
                || last instanceof OrderEvent.PartlyCancelled)
            && Parcels.haveEnded(order.shipments()));
  }

  private static void exactlyOne(String kind, List<JobRow> jobs, List<String> flaws) {
    long waiting = waiting(kind, jobs);
    if (waiting != 1) {
      flaws.add("it has %d %s jobs instead of one".formatted(waiting, kind));
    }
  }

  private static void atLeastOne(String kind, List<JobRow> jobs, List<String> flaws) {
    if (waiting(kind, jobs) == 0) {
      flaws.add("it has no %s job".formatted(kind));
    }
  }

  private static long waiting(String kind, List<JobRow> jobs) {
    return jobs.stream()
        .filter(job -> job.kind().equals(kind))
        .filter(job -> job.state().equals("ready") || job.state().equals("parked"))
        .count();
  }

  private static void card(Stored order, List<String> flaws) {
    if (order.state().isFinal() && order.hasCard()) {
      flaws.add("it is final, and its card is not erased");
    }
  }

  private static void merchantOrders(Stored order, List<String> flaws) {
    TreeSet<String> expected = new TreeSet<>();
    switch (order.state()) {
      case OrderState.Placed p ->
          p.placement().merchantOrders().stream().map(MerchantOrder::id).forEach(expected::add);
      case OrderState.CancelledByRetailer c ->
          c.placement().merchantOrders().stream().map(MerchantOrder::id).forEach(expected::add);
      case OrderState.Queued _,
          OrderState.Bundling _,
          OrderState.Bundled _,
          OrderState.Placing _,
          OrderState.InDoubt _,
          OrderState.Retrying _,
          OrderState.NeedsAction _,
          OrderState.Failed _,
          OrderState.Cancelled _ -> {}
    }
    if (!expected.equals(new TreeSet<>(order.merchantOrders()))) {
      flaws.add("it can be found as %s instead of %s".formatted(order.merchantOrders(), expected));
    }
  }

  /// An order that is paid from the wallet has one hold, with one end once it is final; one that is
  /// billed is owed once it is placed; and refunds never exceed the price.
  private static void money(Stored order, List<String> flaws) {
    if (order.spec() == null) {
      return;
    }
    String flaw =
        OrderFunds.flaw(
            order.spec().payment().funding(), order.state(), order.transfers(), order.refunded());
    if (flaw != null) {
      flaws.add(flaw);
    }
  }
}
