package dev.brass.server.wallet;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.Page;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.Entry.Leg;
import dev.brass.spi.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/// The tables of the wallet. Thread-safe.
final class WalletRepository {

  private static final String INSERT =
      """
      insert into wallet_transfer (tenant_id, id, mode, debit, credit, amount, currency, kind,
                                   order_id, pending_id, idempotency_key, note, created_at)
      select * from unnest(:tenants::uuid[], :ids::uuid[], :modes::text[], :debits::text[],
                           :credits::text[], :amounts::bigint[], :currencies::text[],
                           :kinds::text[], :orders::uuid[], :pendings::uuid[], :keys::text[],
                           :notes::text[], :createdAts::timestamptz[])
      """;

  /// All writers to several wallets take them in the same order, so that two cannot block each
  /// other. A balance below zero has the permission of an order on invoice.
  private static final String MOVE =
      """
      update wallet_balance b
      set posted = b.posted + c.posted, pending = b.pending + c.pending,
          may_owe = b.posted + b.pending + c.posted + c.pending < 0 and (b.may_owe or c.may_owe)
      from (
        select m.* from wallet_balance l
        join unnest(:tenants::uuid[], :modes::text[], :accounts::text[], :currencies::text[],
                    :posteds::bigint[], :pendings::bigint[], :mustHaves::boolean[],
                    :mayOwes::boolean[])
          as m(tenant_id, mode, account, currency, posted, pending, must_have, may_owe)
          using (tenant_id, mode, account, currency)
        order by m.tenant_id, m.mode, m.account, m.currency
        for update of l) as c
      where b.tenant_id = c.tenant_id and b.mode = c.mode and b.account = c.account
        and b.currency = c.currency
        and (not c.must_have or b.posted + b.pending + c.posted + c.pending >= 0)
      returning b.tenant_id
      """;

  private static final String OPEN =
      """
      insert into wallet_balance (tenant_id, mode, account, currency)
      select w.tenant_id, w.mode, a.account, w.currency
      from unnest(:tenants::uuid[], :modes::text[], :currencies::text[])
          as w(tenant_id, mode, currency)
        cross join unnest(:accounts::text[]) as a(account)
      order by w.tenant_id, w.mode, a.account, w.currency
      on conflict do nothing
      """;

  private static final List<String> ACCOUNTS =
      List.of(Account.CASH.code(), Account.CLIENT.code(), Account.OPERATOR.code());

  private static final String LOCK =
      """
      select b.tenant_id, b.mode, b.currency, b.posted + b.pending as available
      from wallet_balance b
      join unnest(:tenants::uuid[], :modes::text[], :currencies::text[])
        as w(tenant_id, mode, currency) using (tenant_id, mode, currency)
      where b.account = 'client'
      order by b.tenant_id, b.mode, b.currency
      for update of b
      """;

  private static final String BALANCE =
      """
      select posted, pending from wallet_balance
      where tenant_id = :tenant and mode = :mode and account = 'client' and currency = :currency
      """;

  private static final String BALANCES =
      """
      select posted, pending, currency from wallet_balance
      where tenant_id = :tenant and mode = :mode and account = 'client' order by currency
      """;

  private static final String COLUMNS =
      """
      t.id, t.kind, t.amount, t.currency, t.credit, t.order_id, t.note, t.created_at
      """;

  private static final String BY_KEY =
      "select "
          + COLUMNS
          + """
          from wallet_transfer t
          where t.tenant_id = :tenant and t.mode = :mode and t.idempotency_key = :key
          """;

  private static final String SHOWN =
      """
      from wallet_transfer t
      where t.tenant_id = :tenant and t.mode = :mode
        and (t.kind in ('top_up', 'capture', 'purchase', 'refund', 'withdrawal', 'charge')
             or (t.kind = 'hold'
                 and not exists (select from wallet_transfer e
                                 where e.tenant_id = t.tenant_id and e.pending_id = t.id)))
      """;

  private static final String COUNT = "select count(*) " + SHOWN;

  private static final String PAGE =
      "select "
          + COLUMNS
          + SHOWN
          + """
          order by t.created_at desc, t.id desc limit :limit offset :offset
          """;

  /// Whose money it is.
  record Wallet(TenantId tenant, Mode mode, Currency currency) implements Comparable<Wallet> {

    private static final Comparator<Wallet> ORDER =
        Comparator.comparing((Wallet w) -> w.tenant().value())
            .thenComparing(Wallet::mode)
            .thenComparing(w -> w.currency().getCurrencyCode());

    static Wallet of(Hold hold) {
      return new Wallet(hold.tenant(), hold.mode(), hold.amount().currency());
    }

    static Wallet of(Entry entry) {
      return new Wallet(entry.tenant(), entry.mode(), entry.amount().currency());
    }

    @Override
    public int compareTo(Wallet other) {
      return ORDER.compare(this, other);
    }
  }

  /// Whether an account of a client may become negative.
  enum Floor {
    /// Nothing is written if it would.
    ZERO,
    /// As far as it is already.
    AS_IT_IS,
    /// It may.
    NONE
  }

  /// Writes transfers and their changes of balances. The wallets must be open. Debts are written
  /// whatever the balance is.
  void write(WriteBatch script, List<Entry> entries, Floor floor, Instant at) {
    script.add(INSERT, transfers(entries, at));
    script.addForAll(MOVE, changes(entries, floor));
  }

  private static ColumnArrays transfers(List<Entry> entries, Instant at) {
    ColumnArrays rows = new ColumnArrays();
    for (Entry e : entries) {
      rows.add("tenants", e.tenant().value())
          .add("ids", e.id())
          .add("modes", e.mode().code())
          .add("debits", e.kind().debit().code())
          .add("credits", e.kind().credit().code())
          .add("amounts", e.amount().minor())
          .add("currencies", e.amount().currency().getCurrencyCode())
          .add("kinds", e.kind().code())
          .add("orders", e.order())
          .add("pendings", e.ends() == null ? null : e.ends().order())
          .add("keys", e.key())
          .add("notes", e.note())
          .add("createdAts", at);
    }
    return rows;
  }

  private record Place(Wallet wallet, Account account) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::wallet).thenComparing(Place::account);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  /// One change per account, however many transfers there are.
  private static ColumnArrays changes(List<Entry> entries, Floor floor) {
    Map<Place, Leg> changes = new TreeMap<>();
    Set<Place> owing = new HashSet<>();
    for (Entry entry : entries) {
      Place client = new Place(Wallet.of(entry), Account.CLIENT);
      if (floor == Floor.NONE || entry.kind() == Kind.PURCHASE) {
        owing.add(client);
      }
      for (Leg leg : List.of(entry.debit(), entry.credit())) {
        changes.merge(
            new Place(Wallet.of(entry), leg.account()),
            leg,
            (a, b) ->
                new Leg(
                    a.account(),
                    Math.addExact(a.posted(), b.posted()),
                    Math.addExact(a.pending(), b.pending())));
      }
    }
    ColumnArrays rows = new ColumnArrays();
    changes.forEach(
        (place, leg) ->
            rows.add("tenants", place.wallet().tenant().value())
                .add("modes", place.wallet().mode().code())
                .add("accounts", place.account().code())
                .add("currencies", place.wallet().currency().getCurrencyCode())
                .add("posteds", leg.posted())
                .add("pendings", leg.pending())
                .add("mustHaves", floor == Floor.ZERO && place.account() == Account.CLIENT)
                .add("mayOwes", owing.contains(place)));
    return rows;
  }

  /// Creates the missing accounts.
  void open(Handle handle, Collection<Wallet> wallets) {
    if (!wallets.isEmpty()) {
      columns(wallets)
          .bind(handle.createUpdate(OPEN))
          .bindArray("accounts", String.class, ACCOUNTS)
          .execute();
    }
  }

  /// Opens wallets as a part of a commit, before anything else of it touches a wallet.
  void open(WriteBatch script, Collection<Wallet> wallets) {
    if (!wallets.isEmpty()) {
      WriteBatch.Step step = script.add(OPEN);
      columns(wallets).bind(step);
      step.bindArray("accounts", String.class, ACCOUNTS);
    }
  }

  /// The amounts that can be spent, which stay the same until the transaction ends. The wallets
  /// must be open.
  Map<Wallet, Long> lock(Handle handle, Collection<Wallet> wallets) {
    Map<Wallet, Long> available = new TreeMap<>();
    columns(wallets)
        .bind(handle.createQuery(LOCK))
        .map(
            (rs, _) ->
                Map.entry(
                    new Wallet(
                        new TenantId(rs.getObject("tenant_id", UUID.class)),
                        Mode.of(rs.getString("mode")),
                        Currency.getInstance(rs.getString("currency"))),
                    rs.getLong("available")))
        .forEach(found -> available.put(found.getKey(), found.getValue()));
    return available;
  }

  static ColumnArrays columns(Collection<Wallet> wallets) {
    ColumnArrays rows = new ColumnArrays();
    for (Wallet w : wallets) {
      rows.add("tenants", w.tenant().value())
          .add("modes", w.mode().code())
          .add("currencies", w.currency().getCurrencyCode());
    }
    return rows;
  }

  Balance balance(Handle handle, Wallet wallet) {
    Currency currency = wallet.currency();
    return handle
        .createQuery(BALANCE)
        .bind("tenant", wallet.tenant().value())
        .bind("mode", wallet.mode().code())
        .bind("currency", currency.getCurrencyCode())
        .map(
            (rs, _) ->
                new Balance(
                    new Money(rs.getLong("posted"), currency),
                    new Money(-rs.getLong("pending"), currency)))
        .findOne()
        .orElseGet(() -> new Balance(Money.zero(currency), Money.zero(currency)));
  }

  /// The balance in each currency.
  List<Balance> balances(Handle handle, TenantId tenant, Mode mode) {
    return handle
        .createQuery(BALANCES)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .map(
            (rs, _) ->
                new Balance(
                    Money.of(rs.getLong("posted"), rs.getString("currency")),
                    Money.of(-rs.getLong("pending"), rs.getString("currency"))))
        .list();
  }

  Optional<Transfer> byKey(Handle handle, TenantId tenant, Mode mode, String key) {
    return handle
        .createQuery(BY_KEY)
        .bind("tenant", tenant.value())
        .bind("mode", mode.code())
        .bind("key", key)
        .map(WalletRepository::transfer)
        .findOne();
  }

  Page<Transfer> page(Handle handle, TenantId tenant, Mode mode, int limit, int offset) {
    long total =
        handle
            .createQuery(COUNT)
            .bind("tenant", tenant.value())
            .bind("mode", mode.code())
            .mapTo(Long.class)
            .one();
    List<Transfer> transfers =
        handle
            .createQuery(PAGE)
            .bind("tenant", tenant.value())
            .bind("mode", mode.code())
            .bind("limit", limit)
            .bind("offset", offset)
            .map(WalletRepository::transfer)
            .list();
    return new Page<>(transfers, total);
  }

  private static Transfer transfer(ResultSet rs, StatementContext context) throws SQLException {
    boolean comes = rs.getString("credit").equals(Account.CLIENT.code());
    long amount = rs.getLong("amount");
    return new Transfer(
        rs.getObject("id", UUID.class),
        Kind.of(rs.getString("kind")),
        Money.of(comes ? amount : -amount, rs.getString("currency")),
        rs.getObject("order_id", UUID.class),
        rs.getString("note"),
        rs.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
