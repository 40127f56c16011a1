package dev.brass.server.wallet;

import dev.brass.server.db.Ids;
import dev.brass.server.db.Page;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.WalletRepository.Floor;
import dev.brass.server.wallet.WalletRepository.Wallet;
import dev.brass.spi.Money;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The money of tenants. Operators move it by [#topUp] and [#withdraw], calls are paid by
/// [#charge]; orders hold it and spend it by statements that are part of their own commits, so that
/// both the order's step and its transfer are committed or neither. Thread-safe.
///
/// Every balance is the sum of its transfers, and the accounts of a tenant sum to zero, at every
/// commit. In prepaid mode, a tenant's balance is never negative: the database refuses it.
public final class Wallets {

  private static final int LARGEST_PAGE = 1_000;

  private final Jdbi jdbi;
  private final WalletSettings settings;
  private final InstantSource clock;
  private final WalletRepository repository = new WalletRepository();
  private final RefundRepository refunds = new RefundRepository();

  /// The wallets.
  ///
  /// @param clock the system clock
  public Wallets(Jdbi jdbi, WalletSettings settings, InstantSource clock) {
    this.jdbi = jdbi;
    this.settings = settings;
    this.clock = clock;
  }

  public WalletSettings settings() {
    return settings;
  }

  /// The balance of a tenant.
  public Balance balance(TenantId tenant, Mode mode) {
    return jdbi.withHandle(
        handle -> repository.balance(handle, new Wallet(tenant, mode, settings.currency())));
  }

  /// The balances of a tenant in each currency that it ever had, the wallets' own first.
  public List<Balance> balances(TenantId tenant, Mode mode) {
    List<Balance> balances = new ArrayList<>();
    balances.add(balance(tenant, mode));
    jdbi.withHandle(handle -> repository.balances(handle, tenant, mode)).stream()
        .filter(balance -> !balance.posted().currency().equals(settings.currency()))
        .forEach(balances::add);
    return balances;
  }

  /// The result of a transfer.
  public sealed interface Moved {

    /// It is committed.
    record Done(Transfer transfer) implements Moved {}

    /// The same request with this key was done before.
    record Before(Transfer transfer) implements Moved {}

    /// The key belongs to a transfer of another kind or amount; nothing was done.
    record KeyTaken(Transfer transfer) implements Moved {}

    /// A tenant cannot withdraw more than its balance; nothing was done.
    record TooLittle(Money available) implements Moved {}
  }

  /// Money came from outside.
  ///
  /// @param amount more than nothing, in the wallets' currency or one in which something is owed
  /// @param key makes it happen once however often it is requested, per tenant and mode
  public Moved topUp(TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        new Entry(tenant, mode, Ids.next(), Kind.TOP_UP, amount, null, null, key, note),
        Floor.AS_IT_IS);
  }

  /// Money goes outside; not more than the balance, however orders are paid.
  ///
  /// @param amount as in [#topUp]
  /// @param key as in [#topUp]
  public Moved withdraw(TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        new Entry(tenant, mode, Ids.next(), Kind.WITHDRAWAL, amount, null, null, key, note),
        Floor.ZERO);
  }

  /// Withdraws money as [#withdraw] does, in the caller's transaction.
  public Moved withdraw(
      Handle handle, TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        handle,
        new Entry(tenant, mode, Ids.next(), Kind.WITHDRAWAL, amount, null, null, key, note),
        Floor.ZERO);
  }

  /// As [#topUp], in the caller's transaction.
  public Moved topUp(
      Handle handle, TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        handle,
        new Entry(tenant, mode, Ids.next(), Kind.TOP_UP, amount, null, null, key, note),
        Floor.AS_IT_IS);
  }

  /// The cost of an order and the refunded part of it; empty while it has cost nothing.
  public Optional<Purchase> purchase(Handle handle, TenantId tenant, UUID order) {
    return refunds.get(handle, tenant.value(), order);
  }

  /// The cost of an order, which stays the same until the transaction ends; empty while it has cost
  /// nothing.
  public Optional<Purchase> lock(Handle handle, TenantId tenant, UUID order) {
    return refunds.lock(handle, tenant.value(), order);
  }

  /// Refunds the cost of an order, or a part of it, in the caller's transaction. All refunds of an
  /// order go through here or are a [Spending.Refund], which is the same statement: together they
  /// are never more than was taken for the order.
  ///
  /// @param target the requested amount; the amount that is left if that is less
  /// @param key makes it happen once, per tenant and mode
  /// @return the amount refunded by this call, or by the earlier one with the same key; may be zero
  public Money refund(
      Handle handle,
      TenantId tenant,
      Mode mode,
      UUID order,
      Money target,
      String note,
      String key) {
    Money nothing = Money.zero(target.currency());
    Optional<Purchase> before = lock(handle, tenant, order);
    // From here on no one else refunds this order.
    Optional<Transfer> known = repository.byKey(handle, tenant, mode, key);
    if (known.isPresent()) {
      return known.get().amount();
    }
    if (before.isEmpty() || target.minor() <= 0) {
      return nothing;
    }
    Money left = before.get().left();
    if (left.minor() == 0) {
      return nothing;
    }
    Money given = target.exceeds(left) ? left : target;
    List<RefundRepository.Wished> one =
        List.of(
            new RefundRepository.Wished(
                new Wallet(tenant, mode, left.currency()),
                order,
                Ids.next(),
                given.minor(),
                key,
                note));
    WriteBatch script = new WriteBatch();
    refunds.lock(script, one, List.of());
    refunds.refund(script, one, clock.instant());
    script.run(handle);
    return given;
  }

  /// Takes the price of a service of this server; in prepaid mode no more than the balance.
  ///
  /// @param amount more than nothing, in the wallets' currency
  /// @param key as in [#topUp]
  public Moved charge(TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        new Entry(tenant, mode, Ids.next(), Kind.CHARGE, amount, null, null, key, note),
        settings.prepaid() ? Floor.ZERO : Floor.NONE);
  }

  /// Takes the price of a service as [#charge] does, in the caller's transaction.
  public Moved charge(
      Handle handle, TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        handle,
        new Entry(tenant, mode, Ids.next(), Kind.CHARGE, amount, null, null, key, note),
        settings.prepaid() ? Floor.ZERO : Floor.NONE);
  }

  private Moved move(Entry entry, Floor floor) {
    return jdbi.inTransaction(handle -> move(handle, entry, floor));
  }

  /// Money is moved in the wallets' currency, and in another one where a debt exists in it: from a
  /// store that charges in it.
  private void check(Handle handle, Entry entry) {
    Currency currency = entry.amount().currency();
    boolean known =
        currency.equals(settings.currency())
            || repository.balances(handle, entry.tenant(), entry.mode()).stream()
                .anyMatch(balance -> balance.posted().currency().equals(currency));
    if (entry.amount().minor() <= 0 || !known) {
      throw new IllegalArgumentException(
          "a transfer is of more than nothing in " + settings.currency());
    }
  }

  private Moved move(Handle handle, Entry entry, Floor floor) {
    check(handle, entry);
    Wallet wallet = Wallet.of(entry);
    repository.open(handle, Set.of(wallet));
    // From here on no one else writes with this key.
    long available = repository.lock(handle, Set.of(wallet)).getOrDefault(wallet, 0L);
    var before =
        repository.byKey(handle, entry.tenant(), entry.mode(), String.valueOf(entry.key()));
    if (before.isPresent()) {
      Transfer known = before.get();
      boolean same =
          known.kind() == entry.kind()
              && Math.abs(known.amount().minor()) == entry.amount().minor()
              && known.amount().currency().equals(entry.amount().currency());
      return same ? new Moved.Before(known) : new Moved.KeyTaken(known);
    }
    if (floor == Floor.ZERO && available < entry.amount().minor()) {
      return new Moved.TooLittle(new Money(available, wallet.currency()));
    }
    WriteBatch script = new WriteBatch();
    repository.write(script, List.of(entry), floor, clock.instant());
    script.run(handle);
    return new Moved.Done(
        repository
            .byKey(handle, entry.tenant(), entry.mode(), String.valueOf(entry.key()))
            .orElseThrow());
  }

  /// The transfers of a tenant, newest first, and holds that have not ended.
  ///
  /// @param limit at most 1,000
  public Page<Transfer> transactions(TenantId tenant, Mode mode, int limit, int offset) {
    return jdbi.withHandle(
        handle ->
            repository.page(
                handle, tenant, mode, Math.min(limit, LARGEST_PAGE), Math.max(offset, 0)));
  }

  /// The problems of all wallets; empty, unless the tables were edited directly.
  public List<WalletAudit.Flaw> verify() {
    return new WalletAudit(jdbi).flaws();
  }

  /// Holds money. The script is refused as a whole when some of it is not available, or when a
  /// wallet was never used: then call [#unfunded] to find out what is possible.
  public void hold(WriteBatch script, List<Hold> holds) {
    repository.write(script, holds.stream().map(Entry::hold).toList(), Floor.ZERO, clock.instant());
  }

  /// The holds of one transaction that exceed the balance once those before them are taken, by
  /// their orders, with the available amount. The others can be taken: no one else can spend that
  /// money until the transaction ends.
  public Map<UUID, Money> unfunded(Handle handle, List<Hold> holds) {
    Set<Wallet> wallets =
        holds.stream().map(Wallet::of).collect(Collectors.toCollection(TreeSet::new));
    repository.open(handle, wallets);
    Map<UUID, Money> refused = new HashMap<>();
    if (holds.isEmpty()) {
      return refused;
    }
    Map<Wallet, Long> left = new HashMap<>(repository.lock(handle, wallets));
    for (Hold hold : holds) {
      long available = left.getOrDefault(Wallet.of(hold), 0L);
      if (hold.amount().minor() > available) {
        refused.put(hold.order(), new Money(available, hold.amount().currency()));
      } else {
        left.put(Wallet.of(hold), available - hold.amount().minor());
      }
    }
    return refused;
  }

  /// The end of an order's hold, a debt without one, or a refund of it.
  public sealed interface Spending {

    /// The order costs this: its hold is ended, and the remainder is free again. An order that
    /// costs nothing releases its hold.
    ///
    /// @param price at most what is held
    record Capture(Hold hold, Money price, String note) implements Spending {}

    /// It will not cost anything.
    record Release(Hold hold, String note) implements Spending {}

    /// The order costs this, and nothing is held for it: its tenant owes it, whatever its balance.
    record Owed(TenantId tenant, Mode mode, UUID order, Money price, String note)
        implements Spending {}

    /// A refund of the cost, or of a part of it, and no more than is left of it. A script has at
    /// most one of an order.
    ///
    /// @param currency the currency of its payment
    /// @param most more than nothing, in minor units; null for all that is left
    record Refund(
        TenantId tenant, Mode mode, UUID order, Currency currency, @Nullable Long most, String note)
        implements Spending {

      /// All that is left of it.
      public Refund(TenantId tenant, Mode mode, UUID order, Currency currency, String note) {
        this(tenant, mode, order, currency, null, note);
      }
    }
  }

  /// Spends held or owed money. The caller ensures that the script runs once.
  public void spend(WriteBatch script, List<Spending> spendings) {
    List<Entry> entries = spendings.stream().flatMap(Wallets::entries).toList();
    List<RefundRepository.Wished> back = spendings.stream().flatMap(Wallets::wished).toList();
    repository.open(
        script,
        entries.stream()
            .filter(entry -> entry.kind() == Kind.PURCHASE)
            .map(Wallet::of)
            .collect(Collectors.toCollection(TreeSet::new)));
    if (!back.isEmpty()) {
      refunds.lock(script, back, entries);
    }
    refunds.paid(script, entries);
    repository.write(script, entries, Floor.AS_IT_IS, clock.instant());
    refunds.refund(script, back, clock.instant());
  }

  private static Stream<Entry> entries(Spending spending) {
    return switch (spending) {
      case Spending.Capture(var hold, var price, var note) when price.minor() > 0 ->
          Stream.of(Entry.end(hold, Kind.CAPTURE, price, note));
      case Spending.Capture(var hold, _, var note) -> Stream.of(released(hold, note));
      case Spending.Release(var hold, var note) -> Stream.of(released(hold, note));
      case Spending.Owed(var tenant, var mode, var order, var price, var note)
          when price.minor() > 0 ->
          Stream.of(Entry.purchase(tenant, mode, order, price, note));
      case Spending.Owed _, Spending.Refund _ -> Stream.empty();
    };
  }

  private static Stream<RefundRepository.Wished> wished(Spending spending) {
    return spending instanceof Spending.Refund back
        ? Stream.of(
            new RefundRepository.Wished(
                new Wallet(back.tenant(), back.mode(), back.currency()),
                back.order(),
                Ids.next(),
                back.most(),
                null,
                back.note()))
        : Stream.empty();
  }

  private static Entry released(Hold hold, String note) {
    return Entry.end(hold, Kind.RELEASE, hold.amount(), note);
  }
}
