package dev.brass.server.wallet;

import dev.brass.server.db.Ids;
import dev.brass.server.db.Script;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.WalletRepository.Floor;
import dev.brass.server.wallet.WalletRepository.Wallet;
import dev.brass.spi.Money;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The money of tenants. Operators move it by [#topUp] and [#withdraw], calls cost it by [#charge];
/// orders put it aside and spend it by statements that are part of their own commits, so that there
/// is either the order's step with its money or neither. Thread-safe.
///
/// Every balance is the sum of its transfers, and the accounts of a tenant sum to zero, at every
/// commit. Prepaid, a tenant never has less than nothing: the database refuses it.
public final class Wallets {

  private static final int LARGEST_PAGE = 1_000;

  private final Jdbi jdbi;
  private final WalletSettings settings;
  private final InstantSource clock;
  private final WalletRepository repository = new WalletRepository();

  /// The wallets.
  ///
  /// @param clock the system's
  public Wallets(Jdbi jdbi, WalletSettings settings, InstantSource clock) {
    this.jdbi = jdbi;
    this.settings = settings;
    this.clock = clock;
  }

  public WalletSettings settings() {
    return settings;
  }

  /// What a tenant has.
  public Balance balance(TenantId tenant, Mode mode) {
    return jdbi.withHandle(
        handle -> repository.balance(handle, new Wallet(tenant, mode, settings.currency())));
  }

  /// What an operator asked for.
  public sealed interface Moved {

    /// It is committed.
    record Done(Transfer transfer) implements Moved {}

    /// The same was asked for before with this key, and done then.
    record Before(Transfer transfer) implements Moved {}

    /// The key belongs to a transfer of another kind or amount; nothing was done.
    record KeyTaken(Transfer transfer) implements Moved {}

    /// A tenant cannot be paid out what it does not have; nothing was done.
    record TooLittle(Money available) implements Moved {}
  }

  /// Money came from outside.
  ///
  /// @param amount more than nothing, in the wallets' currency
  /// @param key what makes it happen once however often it is asked for, per tenant and mode
  public Moved topUp(TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        new Entry(tenant, mode, Ids.next(), Kind.TOP_UP, amount, null, null, key, note),
        Floor.AS_IT_IS);
  }

  /// Money goes outside; no more than there is, however orders are paid.
  ///
  /// @param amount more than nothing, in the wallets' currency
  /// @param key as above
  public Moved withdraw(TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        new Entry(tenant, mode, Ids.next(), Kind.WITHDRAWAL, amount, null, null, key, note),
        Floor.ZERO);
  }

  /// As above, in the caller's transaction.
  public Moved withdraw(
      Handle handle, TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        handle,
        checked(
            new Entry(tenant, mode, Ids.next(), Kind.WITHDRAWAL, amount, null, null, key, note)),
        Floor.ZERO);
  }

  /// Gives money back to a tenant, in the caller's transaction.
  ///
  /// @param amount more than nothing, in the wallets' currency
  /// @param key what makes it happen once, per tenant and mode
  public void giveBack(
      Handle handle, TenantId tenant, Mode mode, Money amount, String note, String key) {
    move(
        handle,
        checked(new Entry(tenant, mode, Ids.next(), Kind.TOP_UP, amount, null, null, key, note)),
        Floor.AS_IT_IS);
  }

  /// Takes what a service of this server costs; prepaid, no more than there is.
  ///
  /// @param amount more than nothing, in the wallets' currency
  /// @param key as above
  public Moved charge(TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        new Entry(tenant, mode, Ids.next(), Kind.CHARGE, amount, null, null, key, note),
        settings.prepaid() ? Floor.ZERO : Floor.NONE);
  }

  /// As above, in the caller's transaction.
  public Moved charge(
      Handle handle, TenantId tenant, Mode mode, Money amount, String note, String key) {
    return move(
        handle,
        checked(new Entry(tenant, mode, Ids.next(), Kind.CHARGE, amount, null, null, key, note)),
        settings.prepaid() ? Floor.ZERO : Floor.NONE);
  }

  private Moved move(Entry entry, Floor floor) {
    checked(entry);
    return jdbi.inTransaction(handle -> move(handle, entry, floor));
  }

  private Entry checked(Entry entry) {
    if (entry.amount().minor() <= 0 || !entry.amount().currency().equals(settings.currency())) {
      throw new IllegalArgumentException(
          "a transfer is of more than nothing in " + settings.currency());
    }
    return entry;
  }

  private Moved move(Handle handle, Entry entry, Floor floor) {
    Wallet wallet = Wallet.of(entry);
    repository.open(handle, Set.of(wallet));
    // From here on nobody else writes with this key.
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
    Script script = new Script();
    repository.write(script, List.of(entry), floor, clock.instant());
    script.run(handle);
    return new Moved.Done(
        repository
            .byKey(handle, entry.tenant(), entry.mode(), String.valueOf(entry.key()))
            .orElseThrow());
  }

  /// What moved a tenant's money, newest first, and holds that are not ended.
  ///
  /// @param limit at most 1,000
  public TransferPage transactions(TenantId tenant, Mode mode, int limit, int offset) {
    return jdbi.withHandle(
        handle ->
            repository.page(
                handle, tenant, mode, Math.min(limit, LARGEST_PAGE), Math.max(offset, 0)));
  }

  /// What is wrong with any wallet; nothing, unless somebody wrote to the tables by hand.
  public List<WalletAudit.Flaw> verify() {
    return new WalletAudit(jdbi).flaws();
  }

  /// Puts money aside. The script is refused as a whole when some of it is not there, or when a
  /// wallet was never used: then ask [#unfunded] what can be done.
  public void hold(Script script, List<Hold> holds) {
    repository.write(
        script,
        holds.stream().map(Entry::hold).toList(),
        settings.prepaid() ? Floor.ZERO : Floor.NONE,
        clock.instant());
  }

  /// Of holds that one transaction is to take, those for which there is no money once those before
  /// them are taken, by their orders, with what there is. What is left of them can be taken: nobody
  /// else can spend it until the transaction ends.
  public Map<UUID, Money> unfunded(Handle handle, List<Hold> holds) {
    Set<Wallet> wallets =
        holds.stream().map(Wallet::of).collect(Collectors.toCollection(TreeSet::new));
    repository.open(handle, wallets);
    Map<UUID, Money> refused = new HashMap<>();
    if (!settings.prepaid() || holds.isEmpty()) {
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

  /// How an order spends, or does not spend, what was put aside for it.
  public sealed interface Spending {

    /// It costs this: its hold is ended, and what it did not need is free again. An order that
    /// costs nothing releases its hold.
    ///
    /// @param price at most what is held
    record Capture(Hold hold, Money price, String note) implements Spending {}

    /// It will not cost anything.
    record Release(Hold hold, String note) implements Spending {}

    /// What it cost comes back.
    ///
    /// @param price what was captured
    record Refund(Hold hold, Money price, String note) implements Spending {}
  }

  /// Spends what is held. Whoever adds this to a script sees to it that the script is carried out
  /// once.
  public void spend(Script script, List<Spending> spendings) {
    List<Entry> entries = spendings.stream().flatMap(Wallets::entries).toList();
    repository.write(script, entries, Floor.AS_IT_IS, clock.instant());
  }

  private static Stream<Entry> entries(Spending spending) {
    return switch (spending) {
      case Spending.Capture(var hold, var price, var note) when price.minor() > 0 ->
          Stream.of(Entry.end(hold, Kind.CAPTURE, price, note));
      case Spending.Capture(var hold, _, var note) -> Stream.of(released(hold, note));
      case Spending.Release(var hold, var note) -> Stream.of(released(hold, note));
      case Spending.Refund(var hold, var price, var note) when price.minor() > 0 ->
          Stream.of(Entry.refund(hold, price, note));
      case Spending.Refund _ -> Stream.empty();
    };
  }

  private static Entry released(Hold hold, String note) {
    return Entry.end(hold, Kind.RELEASE, hold.amount(), note);
  }
}
