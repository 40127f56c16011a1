package dev.brass.connector.sandbox;

import dev.brass.spi.AttemptId;
import dev.brass.spi.Connector;
import dev.brass.spi.Money;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/// The sandbox marketplace: the outside world that an emulator buys from, with its order book. Its
/// tables are in the schema `sandbox` of the database that it is given; it takes a connection per
/// call and shares no transaction with anyone. Thread-safe.
public final class SandboxMarketplace {

  private static final String SCHEMA = "sandbox";
  private static final int MOST = 10_000;

  private final Books books;
  private final OrderBookRepository orders = new OrderBookRepository();
  private final GiftAccountRepository giftAccounts = new GiftAccountRepository();
  private final List<Connector> connectors;

  private SandboxMarketplace(Books books) {
    this.books = books;
    StockRepository stock = new StockRepository();
    OrderDesk desk =
        new OrderDesk(
            new Checkout(
                books, orders, stock, new FaultRepository(), new Sale(orders, stock, giftAccounts)),
            new Aftercare(books, orders, stock, giftAccounts, new ReturnRepository()));
    this.connectors =
        List.of(
            new SandboxConnector(desk),
            new SandboxOrdersConnector(desk),
            new SandboxCatalogueConnector());
  }

  /// The marketplace in a database, whose tables are created or brought up to date.
  ///
  /// @param database PostgreSQL; of a user that may create the schema `sandbox`
  public static SandboxMarketplace open(DataSource database) {
    migrate(database);
    return of(database);
  }

  /// The marketplace in a database whose tables [#migrate] has brought up to date.
  public static SandboxMarketplace of(DataSource database) {
    return new SandboxMarketplace(new Books(Jdbi.create(database)));
  }

  /// Creates its tables, or brings them up to date.
  ///
  /// @param database as for [#open]; it may take longer than what the marketplace does otherwise
  public static void migrate(DataSource database) {
    Flyway.configure(SandboxMarketplace.class.getClassLoader())
        .dataSource(database)
        .schemas(SCHEMA)
        .defaultSchema(SCHEMA)
        .createSchemas(true)
        .table("schema_history")
        .locations("classpath:dev/brass/connector/sandbox/db")
        .lockRetryCount(600)
        .load()
        .migrate();
  }

  /// The connectors of the three platforms, [RetailerPlatform] by platform.
  public List<Connector> connectors() {
    return connectors;
  }

  /// The orders behind an entry of the book, oldest first.
  ///
  /// @param afterEntry [SandboxOrder#entry] of the last one seen; 0 for the first page
  /// @param limit 1 to 10,000
  public List<SandboxOrder> orderBook(long afterEntry, int limit) {
    return books.ask(handle -> orders.page(handle, afterEntry, checked(limit)));
  }

  /// The order of an attempt.
  public Optional<SandboxOrder> orderOf(AttemptId attempt) {
    return books.ask(handle -> orders.byAttempt(handle, attempt));
  }

  /// The orders that were bought for one order of the buyer, oldest first; more than one live one
  /// means that it was bought twice.
  public List<SandboxOrder> ordersOf(UUID orderId) {
    return books.ask(handle -> orders.byOrder(handle, orderId, MOST));
  }

  public long countOrders() {
    return books.ask(orders::count);
  }

  /// How many orders the book has of each of these attempts; those without any are absent.
  public Map<AttemptId, Integer> countOrders(Collection<AttemptId> attempts) {
    return books.ask(handle -> orders.countByAttempt(handle, attempts));
  }

  /// The attempts that made more than one order: always none, or the marketplace is wrong.
  ///
  /// @param limit 1 to 10,000
  public List<AttemptId> attemptsBoughtTwice(int limit) {
    return books.ask(handle -> orders.attemptsTwice(handle, checked(limit)));
  }

  /// The buyer's orders that have more than one live order here: always none, or the buyer is
  /// wrong.
  ///
  /// @param limit 1 to 10,000
  public List<UUID> ordersBoughtTwice(int limit) {
    return books.ask(handle -> orders.ordersTwice(handle, checked(limit)));
  }

  /// The gift balance of an account; every account opens with 1000 units of the currency.
  public Money giftBalance(SandboxRetailer retailer, String email) {
    return books.ask(handle -> giftAccounts.balance(handle, retailer, email));
  }

  /// Makes the gift balance of an account what it should be.
  ///
  /// @throws IllegalArgumentException when it is negative or in another currency than the
  ///     retailer's
  public void setGiftBalance(SandboxRetailer retailer, String email, Money balance) {
    if (balance.minor() < 0 || !balance.currency().equals(retailer.currency())) {
      throw new IllegalArgumentException(
          "a gift balance at %s is an amount in %s of 0 or more, not %s"
              .formatted(retailer.code(), retailer.currency(), balance));
    }
    books.ask(
        handle -> {
          giftAccounts.set(handle, retailer, email, balance);
          return balance;
        });
  }

  private static int checked(int limit) {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("a limit is 1 to " + MOST + ", not " + limit);
    }
    return limit;
  }
}
