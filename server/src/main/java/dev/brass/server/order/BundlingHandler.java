package dev.brass.server.order;

import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.connect.Purpose;
import dev.brass.server.connect.StoreAccess;
import dev.brass.server.connect.StoreSession;
import dev.brass.server.connect.Stores;
import dev.brass.server.db.Ids;
import dev.brass.server.job.Job;
import dev.brass.server.job.JobHandler;
import dev.brass.server.job.JobResult;
import dev.brass.server.order.BundlePlan.Candidate;
import dev.brass.server.order.BundlePlan.Group;
import dev.brass.server.order.BundleQueueRepository.Waiting;
import dev.brass.server.order.OrderReadRepository.Loaded;
import dev.brass.server.order.OrderWriter.Happening;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Answer;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.Money;
import dev.brass.spi.OrderError;
import dev.brass.spi.StoreException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The `bundle-order` job: an order waits until it can be bought together with others (classic Zinc
/// docs, Order bundling). Orders that wait in one queue are bought as soon as they are worth more
/// than 55 of the store's currency together, or when the oldest of them has waited for six hours.
///
/// A bundle is itself an order, which clients do not see: it is submitted in one commit with the
/// change of its members, and is processed like every order. *A crash here* leaves either that
/// commit or the members waiting, each with a job of its own.
final class BundlingHandler implements JobHandler {

  static final Duration LONGEST_WAIT = Duration.ofHours(6);

  /// In hundredths of the major unit of the store's currency.
  private static final long ENOUGH = 55_00;

  private static final int MOST_WAITING = 500;
  private static final Duration LOOKS_AGAIN = Duration.ofMinutes(5);
  private static final int TRIES = 5;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Jdbi jdbi;
  private final OrderWriter writer;
  private final Submitter submitter;
  private final Stores stores;
  private final StoreAccess access;
  private final InstantSource system;
  private final BundleQueueRepository queue = new BundleQueueRepository();

  BundlingHandler(
      Jdbi jdbi,
      OrderWriter writer,
      Submitter submitter,
      Stores stores,
      StoreAccess access,
      InstantSource system) {
    this.jdbi = jdbi;
    this.writer = writer;
    this.submitter = submitter;
    this.stores = stores;
    this.access = access;
    this.system = system;
  }

  @Override
  public JobResult run(Job job) {
    return writer
        .decide(
            OrderJobs.order(job),
            JobResult::done,
            loaded ->
                BundleQueue.isWaiting(loaded.order().state())
                    ? look(job, loaded)
                    : Optional.of(JobResult.done()))
        .orElseGet(OrderJobs::keptChanging);
  }

  @Override
  public JobResult end(Job job, String why) {
    OrderKey key = OrderJobs.order(job);
    Optional<Loaded> loaded = writer.load(key);
    if (loaded.isEmpty() || !BundleQueue.isWaiting(loaded.get().order().state())) {
      return JobResult.done();
    }
    OrderError error =
        new OrderError(ErrorCode.INTERNAL_ERROR, "The order could not be bundled. " + why + ".");
    return refused(job, loaded.get(), error).orElseGet(() -> new JobResult.RetryLater(why));
  }

  /// Empty when an order moved on meanwhile.
  private Optional<JobResult> look(Job job, Loaded loaded) {
    OrderKey key = loaded.order().key();
    if (jdbi.withHandle(handle -> queue.value(handle, key)).isEmpty()) {
      switch (worth(job, loaded)) {
        case Worth.Unknown(var why) -> {
          return Optional.of(new JobResult.RetryLater(why));
        }
        case Worth.Nothing(var error) -> {
          return refused(job, loaded, error);
        }
        case Worth.Known(var value) -> jdbi.useHandle(handle -> queue.appraise(handle, key, value));
      }
    }
    return decide(job, loaded);
  }

  /// The value of an order.
  private sealed interface Worth {

    /// @param value in hundredths of the currency's major unit
    record Known(long value) implements Worth {}

    /// It cannot be bought.
    record Nothing(OrderError error) implements Worth {}

    record Unknown(String why) implements Worth {}
  }

  /// A store that cannot be asked for a long time does not stop an order from being bought after
  /// its wait.
  private Worth worth(Job job, Loaded loaded) {
    Optional<ConfiguredStore> store =
        stores.byCode(loaded.order().spec().store(), loaded.order().isSandbox());
    if (store.isEmpty()) {
      return new Worth.Known(0);
    }
    Answer<Money> answer;
    try {
      answer = ask(store.get(), loaded);
    } catch (StoreException e) {
      return job.attempt() < TRIES
          ? new Worth.Unknown("the store could not be asked: " + e.getMessage())
          : new Worth.Known(0);
    }
    return switch (answer) {
      case Answer.Given<Money>(var money) -> new Worth.Known(hundredths(money));
      case Answer.Refused<Money>(var error) when !error.code().retrySafe() ->
          new Worth.Nothing(error);
      case Answer.Refused<Money>(var error) when job.attempt() < TRIES ->
          new Worth.Unknown(error.message());
      case Answer.Refused<Money> _ -> new Worth.Known(0);
    };
  }

  private Answer<Money> ask(ConfiguredStore store, Loaded loaded) {
    OrderTime time = OrderTime.of(system, loaded);
    StoreSession session =
        access.open(
            loaded.order().key().tenant(),
            loaded.order().mode(),
            store,
            loaded.secrets().credential(),
            time.clock(),
            Purpose.OTHER,
            access.deadline(LIMIT));
    return session.ask(() -> Quoter.worth(store, session, loaded.order().spec()));
  }

  private static long hundredths(Money money) {
    int digits = Math.max(0, money.currency().getDefaultFractionDigits());
    return BigDecimal.valueOf(money.minor(), digits).movePointRight(2).longValue();
  }

  private Optional<JobResult> refused(Job job, Loaded loaded, OrderError error) {
    return writer
        .happen(
            loaded,
            Happening.of(new OrderEvent.Refused(OrderTime.of(system, loaded).now(), error))
                .settling(job))
        .map(_ -> JobResult.done());
  }

  private Optional<JobResult> decide(Job job, Loaded loaded) {
    Instant now = OrderTime.of(system, loaded).now();
    Optional<Group> own =
        BundlePlan.groups(waiting(loaded), ENOUGH).stream()
            .filter(group -> group.has(loaded.order().id()))
            .findFirst();
    if (own.isEmpty()) {
      // It has just changed state, or very many older ones are waiting.
      return Optional.of(new JobResult.Snooze(LOOKS_AGAIN));
    }
    Group group = own.get();
    Instant last = group.oldest().plus(LONGEST_WAIT);
    if (group.value() > ENOUGH || !now.isBefore(last)) {
      return launch(job, loaded, group, now) ? Optional.of(JobResult.done()) : Optional.empty();
    }
    Instant ownLast = loaded.order().createdAt().plus(LONGEST_WAIT);
    return Optional.of(new JobResult.Snooze(Duration.between(now, ownLast)));
  }

  private List<Candidate> waiting(Loaded loaded) {
    String name = BundleQueue.name(loaded.order(), loaded.secrets().credential());
    TenantId tenant = loaded.order().key().tenant();
    List<Candidate> waiting = new ArrayList<>();
    for (Waiting row :
        jdbi.withHandle(handle -> queue.waiting(handle, tenant, name, MOST_WAITING))) {
      writer
          .load(new OrderKey(tenant, row.order()))
          .filter(other -> BundleQueue.isWaiting(other.order().state()))
          .ifPresent(other -> waiting.add(new Candidate(other, row.value())));
    }
    return waiting;
  }

  /// Submits the order that buys for a group; false when one of its members moved on meanwhile.
  private boolean launch(Job job, Loaded own, Group group, Instant now) {
    Order bundle = bundle(group.members(), now);
    Map<Loaded, Happening> members = new LinkedHashMap<>();
    for (Loaded member : group.members()) {
      Happening joins =
          Happening.of(new OrderEvent.JoinedBundle(now, bundle.id(), group.members().size()));
      boolean isOwn = member.order().id().equals(own.order().id());
      members.put(member, isOwn ? joins.settling(job) : joins);
    }
    OrderPrivate first = group.members().getFirst().secrets();
    OrderPrivate secrets = new OrderPrivate(first.card(), first.credential(), Map.of());
    return writer.happenTogether(
        members, writes -> submitter.storeBundle(writes, bundle, secrets, group.members()));
  }

  private static Order bundle(List<Loaded> members, Instant now) {
    Order first = members.getFirst().order();
    OrderSpec spec = spec(members);
    return new Order(
        new OrderKey(first.key().tenant(), new OrderId(Ids.next())),
        first.mode(),
        Order.BUNDLE_CHANNEL,
        first.clock(),
        spec,
        new OrderState.Queued(),
        1,
        0,
        spec.lines().stream()
            .map(l -> new OrderItem(l.itemId(), OrderItem.Status.PENDING, null, null, now))
            .toList(),
        List.of(),
        "{}",
        now,
        now);
  }

  /// The combined order of all members; each member's lines go to its own address.
  private static OrderSpec spec(List<Loaded> members) {
    OrderSpec first = members.getFirst().order().spec();
    List<OrderLine> lines = new ArrayList<>();
    List<BundleMember> shares = new ArrayList<>();
    Map<String, Object> notes = new HashMap<>();
    for (Loaded member : members) {
      OrderSpec spec = member.order().spec();
      spec.lines().forEach(l -> lines.add(members.size() == 1 ? l : l.to(spec.delivery().to())));
      List<String> products = spec.lines().stream().map(OrderLine::productId).distinct().toList();
      Funding funding = spec.payment().funding();
      shares.add(
          new BundleMember(
              member.order().id(),
              products,
              spec.terms().maxPrice(),
              funding == null ? null : funding.currency(),
              maxShipping(spec.delivery().shipping())));
      spec.reference().notes().forEach(notes::putIfAbsent);
    }
    OrderSpec.Delivery delivery = first.delivery();
    OrderSpec.Terms terms = first.terms();
    return new OrderSpec(
        first.store(),
        lines,
        new OrderSpec.Delivery(
            delivery.to(),
            together(delivery.shipping(), members.size()),
            delivery.maxDays(),
            delivery.gift()),
        new OrderSpec.Payment(first.payment().pay(), first.payment().billTo(), null),
        new OrderSpec.Terms(
            null, terms.failIfTaxed(), terms.discounts(), terms.promoCodes(), Fulfilment.WHOLE),
        new OrderSpec.Reference(first.reference().poNumber(), notes),
        new OrderSpec.Bundle(false, shares),
        null);
  }

  private static @Nullable Long maxShipping(ShippingRule rule) {
    return rule instanceof ShippingRule.Within within ? within.maxPrice() : null;
  }

  /// The rule for all: together they may spend on shipping the sum of their limits. Each member's
  /// share is checked when the store has quoted.
  private static ShippingRule together(ShippingRule rule, int members) {
    return rule instanceof ShippingRule.Within(var order, var maxDays, Long most) && most != null
        ? new ShippingRule.Within(order, maxDays, Math.multiplyExact(most, (long) members))
        : rule;
  }
}
