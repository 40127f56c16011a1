package dev.brass.server.support;

import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.db.Database;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.JobScope;
import dev.brass.server.job.Jobs;
import dev.brass.server.job.NewJob;
import dev.brass.server.order.Funding;
import dev.brass.server.order.Order;
import dev.brass.server.order.OrderKey;
import dev.brass.server.order.Orders;
import dev.brass.server.order.PlacedOrder;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Sealer;
import dev.brass.server.support.CaseMessage.Author;
import dev.brass.server.tenant.Mode;
import dev.brass.server.wallet.Purchase;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.webhook.NewMessage;
import dev.brass.server.webhook.Webhooks;
import dev.brass.spi.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Support cases (classic Zinc docs, Cases). A client opens one about an order that is paid from
/// its balance; the operator answers. Cases about orders at sandbox stores are answered
/// automatically after an hour ([Clerk]). Thread-safe.
public final class Cases {

  static final Duration CLERK_ANSWERS_AFTER = Duration.ofHours(1);

  private static final int MOST_MESSAGES = 1_000;

  private final Database database;
  private final Jobs jobs;
  private final Webhooks webhooks;
  private final Orders orders;
  private final Wallets wallets;
  private final SandboxClocks clocks;
  private final InstantSource system;
  private final List<CaseListener> listeners;
  private final CaseRepository repository;

  /// The feature, wired.
  ///
  /// @param listeners the messages of each API
  public Cases(
      Database database,
      Sealer sealer,
      Jobs jobs,
      Webhooks webhooks,
      Orders orders,
      Wallets wallets,
      SandboxClocks clocks,
      List<CaseListener> listeners,
      InstantSource system) {
    this.database = database;
    this.repository = new CaseRepository(new PersonalData(sealer));
    this.jobs = jobs;
    this.webhooks = webhooks;
    this.orders = orders;
    this.wallets = wallets;
    this.clocks = clocks;
    this.system = system;
    this.listeners = List.copyOf(listeners);
  }

  /// The kinds of jobs that a worker must know.
  public List<JobKind> jobKinds() {
    return List.of(
        JobKind.of(Clerk.KIND, new Clerk(this, orders))
            .concurrency(8)
            .ending(
                JobEnd.discarded(
                    Duration.ofDays(31),
                    "The case of an order at a sandbox store is answered.",
                    "it is only a simulation, and an operator may answer the case.")));
  }

  /// Whether a case about an order is possible: only if the operator has paid the store can the
  /// operator refund the client.
  public static boolean isPossible(Order order) {
    Funding funding = order.spec().payment().funding();
    return funding != null && funding.onWallet();
  }

  /// The case of an order; without messages when there is none.
  public SupportCase get(OrderKey key) {
    return database.jdbi().withHandle(handle -> repository.get(handle, key));
  }

  /// The result of writing a message.
  public sealed interface Written {

    /// It is committed, or was when its idempotency key first came.
    ///
    /// @param after the case after that message
    record Done(SupportCase after) implements Written {}

    /// There is no open case to write into; open one.
    record NotOpen() implements Written {}

    /// A case is already open; write into that one.
    record AlreadyOpen() implements Written {}

    /// The refunds would exceed the price of the order.
    ///
    /// @param left the refundable rest after all earlier refunds
    record TooMuch(Money left) implements Written {}

    /// The case has the maximum number of messages.
    record Full() implements Written {}
  }

  /// The refund requested with a message.
  private sealed interface Wished {
    record Nothing() implements Wished {}

    record Part(Money amount) implements Wished {}

    /// The whole refundable rest.
    record All() implements Wished {}
  }

  /// Opens a case.
  ///
  /// @param idempotencyKey unique per order, kept permanently; null for none
  public Written open(
      PlacedOrder order, CaseReason reason, String text, @Nullable String idempotencyKey) {
    return write(
        order,
        CaseMessage.opening(reason.code()),
        Author.CLIENT,
        text,
        new Wished.Nothing(),
        idempotencyKey);
  }

  /// Writes into an open case as the client.
  public Written append(PlacedOrder order, String text, @Nullable String idempotencyKey) {
    return write(
        order,
        CaseMessage.Reply.FREETEXT.type(),
        Author.CLIENT,
        text,
        new Wished.Nothing(),
        idempotencyKey);
  }

  /// Answers as the operator. A refund is on the client's balance when this returns.
  ///
  /// @param refund the amount of a partial refund; a full one is the whole refundable rest
  public Written answer(
      PlacedOrder order, CaseMessage.Reply reply, String text, @Nullable Money refund) {
    Wished back =
        switch (reply) {
          case FULL_REFUND -> new Wished.All();
          case PARTIAL_REFUND ->
              refund == null || refund.minor() == 0
                  ? new Wished.Nothing()
                  : new Wished.Part(refund);
          case FREETEXT, LABEL_GENERATED, STATUS_UPDATED, CLOSED -> new Wished.Nothing();
        };
    return write(order, reply.type(), Author.OPERATOR, text, back, null);
  }

  /// The refundable rest of an order, locked until the transaction ends.
  private Money left(Handle handle, PlacedOrder order) {
    OrderKey key = order.order().key();
    return wallets
        .lock(handle, key.tenant(), key.id().value())
        .map(Purchase::left)
        .orElseGet(() -> Money.zero(order.placement().price().total().currency()));
  }

  private Written write(
      PlacedOrder order,
      String type,
      Author author,
      String text,
      Wished back,
      @Nullable String idempotencyKey) {
    Instant now = now(order.order());
    Written written =
        database
            .jdbi()
            .inTransaction(
                handle -> write(handle, order, type, author, text, back, idempotencyKey, now));
    jobs.wake();
    return written;
  }

  private Written write(
      Handle handle,
      PlacedOrder order,
      String type,
      Author author,
      String text,
      Wished wished,
      @Nullable String idempotencyKey,
      Instant now) {
    OrderKey key = order.order().key();
    repository.lock(handle, key);
    SupportCase before = repository.get(handle, key);
    if (idempotencyKey != null) {
      Optional<Integer> earlier = repository.byKey(handle, key, idempotencyKey);
      if (earlier.isPresent()) {
        return new Written.Done(before.upTo(earlier.get()));
      }
    }
    boolean opens = CaseMessage.opens(type);
    Written refused = refusal(before, opens);
    if (refused != null) {
      return refused;
    }
    Money back = null;
    if (!(wished instanceof Wished.Nothing)) {
      Money left = left(handle, order);
      back = wished instanceof Wished.Part(var part) ? part : left;
      if (left.minor() == 0 || !back.currency().equals(left.currency()) || back.exceeds(left)) {
        return new Written.TooMuch(left);
      }
    }
    CaseMessage message =
        new CaseMessage(before.messages().size() + 1, type, author, text, back, now);
    repository.insert(handle, key, message, idempotencyKey);
    List<CaseMessage> messages = new ArrayList<>(before.messages());
    messages.add(message);
    SupportCase after = new SupportCase(key, messages);
    follow(handle, order, after, message);
    return new Written.Done(after);
  }

  private static @Nullable Written refusal(SupportCase before, boolean opens) {
    boolean open = before.state() == SupportCase.State.OPEN;
    if (opens && open) {
      return new Written.AlreadyOpen();
    }
    if (!opens && !open) {
      return new Written.NotOpen();
    }
    return before.messages().size() >= MOST_MESSAGES ? new Written.Full() : null;
  }

  /// Stores the consequences of a message in its transaction.
  private void follow(Handle handle, PlacedOrder order, SupportCase after, CaseMessage message) {
    OrderKey key = after.order();
    if (message.refund() != null) {
      wallets.refund(
          handle,
          key.tenant(),
          order.order().mode(),
          key.id().value(),
          message.refund(),
          "refund in a case",
          "case/" + key.id() + "/" + message.number());
    }
    WriteBatch writes = new WriteBatch();
    List<NewMessage> told =
        listeners.stream().flatMap(listener -> listener.messages(order, after).stream()).toList();
    webhooks.send(writes, told);
    if (order.order().clock() != null && message.author() == Author.CLIENT) {
      jobs.enqueue(writes, List.of(clerk(order.order(), message.number())));
    }
    writes.run(handle);
  }

  private static NewJob clerk(Order order, int number) {
    return NewJob.of(Clerk.KIND, order.key().tenant().value(), order.id().value())
        .payload(Integer.toString(number))
        .after(CLERK_ANSWERS_AFTER)
        .following(order.clock())
        .in(JobScope.test(order.mode() == Mode.TEST));
  }

  private Instant now(Order order) {
    return order.clock() == null ? system.instant() : clocks.now(order.key().tenant());
  }
}
