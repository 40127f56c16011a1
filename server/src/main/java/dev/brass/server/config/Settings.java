package dev.brass.server.config;

import dev.brass.server.config.Setting.Place;
import dev.brass.spi.PaidBy;
import dev.brass.spi.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of an operator, with their effective values. Each component is the one declaration
/// of a setting: a line more here is a setting more in YAML, environment, flags, `brass config` and
/// `docs/reference/configuration.md`. Immutable.
public record Settings(
    @Setting(
            perNode = true,
            value = "8080",
            min = "0",
            max = "65535",
            doc = "The port that the server listens on; 0 takes a free one.")
        int port,
    @Setting(
            perNode = true,
            value = "127.0.0.1",
            doc = "The address that the server listens on; `0.0.0.0` for all of the machine.")
        String host,
    @Setting(
            perNode = true,
            value = "./.brass",
            doc = "The folder of the embedded database, `keys.json` and `master-key.json`.")
        Path data,
    @Setting(
            perNode = true,
            in = {Place.ENVIRONMENT, Place.FLAG},
            doc = "A YAML file with settings. Relative paths in it start at its own folder.")
        @Nullable Path config,
    @Setting(
            perNode = true,
            in = Place.ENVIRONMENT,
            doc =
                "The keyset that encrypts all secrets in the database: a Tink keyset in JSON, the"
                    + " same in base64, or 32 random bytes in base64. Without it the server makes"
                    + " its own in `master-key.json` of the data folder.")
        @Nullable Secret<String> masterKey,
    @Setting(
            perNode = true,
            value = "api, worker",
            doc = "The roles of this node, when it is one of several.")
        Set<Role> roles,
    @Setting(
            value = "development",
            doc =
                "`production` refuses sandbox stores to live keys; `development` serves them. It"
                    + " has to be given where there are `stores`, where `host` is not this machine"
                    + " alone, and with `http.behind-proxy`: the server does not start without"
                    + " it.")
        Profile profile,
    @Setting(
            value = "false",
            in = {Place.ENVIRONMENT, Place.FLAG},
            doc =
                "Says at this start that the database may have lost its latest changes, such as"
                    + " after a restored backup: then nothing is bought before its store was asked"
                    + " whether it was bought already. See `brass recovery`.")
        boolean recovering,
    DatabaseSettings database,
    RecoveryConfig recovery,
    HttpSettings http,
    LimitSettings limits,
    OrderSettings orders,
    WalletSettings wallet,
    ProductSettings products,
    WebhookSettings webhooks,
    BulkSettings bulk,
    AgentSettings agent,
    StripeConfig stripe,
    SandboxSettings sandbox,
    BatchSettings batch,
    MailSettings mail,
    V1Settings v1,
    LogSettings log,
    @Setting(
            in = Place.YAML,
            doc =
                "The stores that orders can be placed at, each with `code`, `platform`, `hosts`"
                    + " (the host names of its product pages), `paid-by` (`operator` where your"
                    + " account there pays, `client` where the client's own does; without it as"
                    + " the platform's connector pays), the limits below and `settings` (what its"
                    + " connector asks for). `${NAME}` in a value is replaced by an environment"
                    + " variable.")
        List<ConfiguredStore> stores) {

  /// The settings with `values` in place of the defaults, for programs and tests that start a
  /// server without a command line.
  ///
  /// @param values by key, written as in an environment variable
  /// @throws ConfigurationException when a key or a value is wrong
  public static Settings of(Map<String, String> values) {
    return Configuration.load(Sources.none().withDefaults(values)).settings();
  }

  /// The address at which programs on this machine reach the server.
  ///
  /// @param boundPort the port it listens on, which the setting leaves open when it is 0
  public String baseUrl(int boundPort) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    boolean everywhere = bare.equals("0.0.0.0") || bare.equals("::");
    String name = everywhere ? "127.0.0.1" : bare.contains(":") ? "[" + bare + "]" : bare;
    return "http://" + name + ":" + boundPort;
  }

  /// The work that a node does.
  public enum Role {
    API,
    WORKER
  }

  /// The purpose of the server, which decides how strict it is.
  public enum Profile {
    DEVELOPMENT,
    PRODUCTION
  }

  /// The database.
  ///
  /// @param url null for the embedded one
  public record DatabaseSettings(
      @Setting(
              perNode = true,
              flag = "db",
              doc =
                  "The JDBC address of an external PostgreSQL 18 with user and password; without"
                      + " it the server starts its own in the data folder.")
          @Nullable DatabaseUrl url,
      @Setting(
              perNode = true,
              value = "16",
              min = "2",
              max = "1000",
              doc =
                  "The largest number of connections of this node to the database for ordinary"
                      + " work; a dozen more are for what has connections of its own.")
          int connections,
      @Setting(
              value = "true",
              doc =
                  "Whether a PostgreSQL with `fsync` or `full_page_writes` off is refused. `false`"
                      + " is for data that may be lost, and for file systems that never leave half"
                      + " a page behind (`full_page_writes`).")
          boolean checkDurability) {}

  /// The HTTP server.
  public record HttpSettings(
      @Setting(
              value = "256KiB",
              min = "1KiB",
              max = "16MiB",
              doc =
                  "The largest request body; a longer one is answered with 413. An order with a"
                      + " hundred products and all it may have takes some 60 KiB. Uploads and batches"
                      + " have limits of their own.")
          ByteSize maxBody,
      @Setting(
              value = "30s",
              min = "1s",
              max = "10m",
              doc = "How long a client may take to send the rest of a request it began.")
          Duration readTimeout,
      @Setting(
              value = "false",
              doc =
                  "Whether all requests come through a proxy that adds their sender to"
                      + " `X-Forwarded-For`, so that limits per address are kept for senders and"
                      + " not for the proxy.")
          boolean behindProxy,
      @Setting(
              value = "1",
              min = "1",
              max = "10",
              doc =
                  "With `http.behind-proxy`: how many proxies in a row add a sender. Only what these"
                      + " add is believed.")
          int trustedHops,
      @Setting(
              value = "x-forwarded-for",
              doc =
                  "With `http.behind-proxy`: where the proxies write the sender, `x-forwarded-for`"
                      + " (or `Forwarded` when that is not there) or `forwarded` (RFC 7239) alone."
                      + " The header must be one that they write themselves, since clients can send"
                      + " the other one.")
          SenderHeader senderHeader,
      @Setting(
              doc =
                  "Where clients and customers reach this server, such as"
                      + " `https://shop.example.com`, for the links in answers and mails, and for"
                      + " where payers are led back to. Needed with `mail.host`; without it, links"
                      + " lead to this machine, and with `profile: development` a server on a"
                      + " loopback address answers to names of this machine only.")
          @Nullable String publicUrl,
      @Setting(
              doc =
                  "The origins whose pages may call this server from a browser (CORS), such as"
                      + " `https://app.example.com`. Without it none may; with `profile:"
                      + " development` pages that come from this machine may in any case, and"
                      + " what changes something is refused to all others.")
          @Nullable List<String> corsOrigins,
      @Setting(
              value = "1000",
              min = "8",
              max = "10000",
              doc =
                  "How many connections one address may have at a time; an IPv6 network of 64 bits"
                      + " counts as one. Another one ends the address's connection that has waited"
                      + " for its client for the longest. With `http.behind-proxy` it is the proxy's"
                      + " to limit them.")
          int connectionsPerAddress,
      @Setting(
              value = "0",
              min = "0",
              max = "65535",
              doc =
                  "Another port, on which `/health/live`, `/health/ready` and `/metrics` are served"
                      + " too, by threads of their own, so that they are answered however busy the"
                      + " server is; 0 for none. It is for the operator's network, not for"
                      + " clients.")
          int healthPort) {}

  /// The header in which proxies name the sender of a request.
  public enum SenderHeader {
    X_FORWARDED_FOR,
    FORWARDED
  }

  /// The limits of one tenant. Operators can change each of them for a tenant.
  public record LimitSettings(
      @Setting(
              value = "256",
              min = "1",
              max = "4000",
              doc =
                  "How many requests of one tenant one node works on at a time; another one is"
                      + " answered with 429.")
          int requests,
      @Setting(
              value = "250000",
              min = "1",
              max = "100000000",
              doc =
                  "How many jobs of one tenant may wait, such as orders that are not placed yet; what"
                      + " would make more is answered with 429. They are counted about once a"
                      + " minute.")
          int jobs,
      @Setting(
              value = "250000",
              min = "1",
              max = "100000000",
              doc =
                  "How many rows of bulk uploads and operations of batches one tenant may hand in in"
                      + " an hour, on each node.")
          int rowsPerHour,
      @Setting(
              perNode = true,
              doc =
                  "How much memory requests and operations may take together; without it a quarter of"
                      + " the heap. A body that is read whole counts sixteen times. One tenant gets"
                      + " half of it at most, tests half of it together, requests without a key a"
                      + " quarter.",
              min = "16MiB",
              max = "64GiB")
          @Nullable ByteSize memory) {}

  /// The channel for programs without an account.
  public record AgentSettings(
      @Setting(
              value = "auto",
              doc =
                  "Whether agents can pay with play money, for tests and demos: `on`, `off`, or"
                      + " `auto` for `on` with `profile: development` only. With `profile:"
                      + " production` it cannot be `on`.")
          Switch local,
      @Setting(
              value = "100",
              min = "0",
              max = "1000000",
              doc =
                  "The fee for a placed order of an agent, added to the store's charge; in minor"
                      + " units of `wallet.currency`.")
          int orderFee,
      @Setting(
              value = "1",
              min = "1",
              max = "1000000",
              doc =
                  "The price of an answer about products for an agent; in minor units of"
                      + " `wallet.currency`.")
          int dataPrice,
      @Setting(
              value = "120",
              min = "1",
              max = "100000",
              doc = "How many payments one address may present in a minute, on each node.")
          int perAddress,
      X402Settings x402) {}

  /// Payments of agents in a dollar token (x402).
  public record X402Settings(
      @Setting(
              doc =
                  "The operator's address on the chain, such as `0x…`. With it agents can pay for"
                      + " orders by x402; `agent.x402.facilitator` and `agent.x402.rpc` are then"
                      + " needed, and `wallet.currency` is USD. Use an address that nothing else is"
                      + " paid at: a payment to it counts as one for the order that it was sent"
                      + " with.")
          @Nullable String payTo,
      @Setting(
              doc =
                  "The address of the facilitator that hands payments to the chain: the part"
                      + " before `/settle`, `/verify` and `/supported`. Redirects are not followed."
                      + " The server says when it starts if the facilitator does not serve it.")
          @Nullable String facilitator,
      @Setting(
              in = {Place.YAML, Place.ENVIRONMENT},
              doc =
                  "Headers for the facilitator alone, if it needs a key: `Name: value`, several"
                      + " on lines of their own or separated by semicolons.")
          @Nullable Secret<String> headers,
      @Setting(
              doc =
                  "The address of a JSON-RPC node of the chain, which has to show each payment"
                      + " before its order is placed, whatever the facilitator says.")
          @Nullable String rpc,
      @Setting(
              value = "8453",
              min = "1",
              max = "2147483647",
              doc = "The chain's number; 8453 is Base.")
          int chain,
      @Setting(
              value = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
              doc = "The token's contract, with six decimals and EIP-3009; this one is USDC.")
          String asset,
      @Setting(value = "USD Coin", doc = "The token's name in its EIP-712 domain.")
          String assetName,
      @Setting(value = "2", doc = "The version in the token's EIP-712 domain.") String assetVersion,
      @Setting(
              value = "3",
              min = "1",
              max = "1000",
              doc =
                  "How many blocks have to show a payment before its order is placed, its own block"
                      + " included. A payment that is not shown for 12 seconds is in doubt until"
                      + " it is.")
          int confirmations,
      @Setting(
              value = "auto",
              doc =
                  "Whether the token is play money, with which agents buy at sandbox stores only:"
                      + " `on`, `off`, or `auto` for `off` with USDC on the main networks of"
                      + " Ethereum, Base, Arbitrum, Optimism, Polygon and Avalanche and `on` with"
                      + " everything else.")
          Switch playMoney) {}

  /// Sandboxes that programs open without an account.
  public record SandboxSettings(
      @Setting(
              value = "auto",
              doc =
                  "Whether `POST /sandbox/keys` opens a sandbox for any caller: `on`, `off`, or"
                      + " `auto` for `on` with `profile: development` only.")
          Switch keys,
      @Setting(
              value = "10",
              min = "1",
              max = "100000",
              doc = "How many sandboxes an address may open in an hour.")
          int perAddress,
      @Setting(
              value = "200",
              min = "1",
              max = "1000000",
              doc = "How many sandboxes one node opens in an hour.")
          int perHour,
      @Setting(
              value = "30d",
              min = "1h",
              max = "3650d",
              doc =
                  "How long an unclaimed sandbox is kept after its key was last used; then"
                      + " its key ends and its orders are deleted.")
          Duration keep) {}

  /// Something that may depend on the profile.
  public enum Switch {
    AUTO,
    ON,
    OFF
  }

  /// The rules after a loss of history.
  public record RecoveryConfig(
      @Setting(
              value = "30d",
              min = "0s",
              max = "365d",
              doc =
                  "How long after a recovery was ended new orders with an idempotency key are still"
                      + " looked up at their store before they are bought, since clients may send"
                      + " again what the database has forgotten.")
          Duration watch) {}

  /// The placing of orders.
  public record OrderSettings(
      @Setting(
              value = "60s",
              min = "1s",
              max = "1h",
              doc = "How long one attempt to place an order at a store may take.")
          Duration placeTimeout,
      @Setting(
              value = "3",
              min = "1",
              max = "20",
              doc = "How often an order is tried when the store's refusal is worth another try.")
          int attempts,
      @Setting(
              value = "20",
              min = "1",
              max = "1000",
              doc =
                  "How often a store is asked for an order in doubt, before the order ends as"
                      + " probably placed.")
          int reconcileAttempts,
      @Setting(
              value = "0s",
              min = "0s",
              max = "30d",
              doc =
                  "How long an order keeps away equal ones that come without an idempotency key:"
                      + " same store, log-in, products and address. They are refused as"
                      + " `duplicate_order` unless the first failed or was cancelled. `0s` lets"
                      + " all of them in.")
          Duration duplicateWindow,
      @Setting(
              value = "180d",
              min = "91d",
              max = "3650d",
              doc =
                  "How long after an order came its log-in at the store, and the receivers that it"
                      + " named, are kept once it is at its end: tracking takes 90 days at most,"
                      + " and returns as long as stores take them. Later the log-in is erased, and a"
                      + " return or a retry needs one of its own.")
          Duration keepLogIns,
      @Setting(
              perNode = true,
              min = "1",
              max = "100000",
              doc =
                  "The most orders that one node places at a time, those that wait for their"
                      + " stores included. Unless given, 10000, or fewer where the process may"
                      + " have less than 1.25 GiB of heap or 20000 open files. No store gets more"
                      + " than half of what is free.")
          @Nullable Integer maxInFlight) {}

  /// The money of tenants.
  ///
  /// @param sandboxPaidBy test orders cost nothing in any case
  public record WalletSettings(
      @Setting(
              value = "invoice",
              doc =
                  "How orders are paid at stores that you pay, and that name no payment of their"
                      + " own: `invoice` bills them later, `prepaid` holds the most they may cost"
                      + " and refuses what a tenant has not enough money for.")
          Pay mode,
      @Setting(value = "USD", doc = "The currency of the tenants' money.") Currency currency,
      @Setting(
              value = "0",
              min = "0",
              max = "1000000",
              doc =
                  "The fee for a placed order of the current API of a tenant that pays in advance,"
                      + " added to the store's charge; in minor units of `wallet.currency`.")
          int orderFee,
      @Setting(
              value = "client",
              doc =
                  "Who pays for live orders at sandbox stores, where nothing real is bought: with"
                      + " `client` they cost nothing, with `operator` they are held or billed like"
                      + " those at a real store that you pay, to try that out.")
          PaidBy sandboxPaidBy) {}

  /// The time of payment: before money is spent, or by invoice.
  public enum Pay {
    INVOICE,
    PREPAID
  }

  /// Product data of stores.
  public record ProductSettings(
      @Setting(
              value = "1h",
              min = "0s",
              max = "30d",
              doc = "How old product data may be for requests that do not say.")
          Duration maxAge,
      @Setting(
              value = "24h",
              min = "1m",
              max = "30d",
              doc = "How long product data is kept for requests that accept older data.")
          Duration keep,
      @Setting(
              value = "100000",
              min = "100",
              max = "100000000",
              doc = "How many answers of stores are kept; the oldest are evicted first.")
          int mostKept,
      @Setting(
              value = "60s",
              min = "1s",
              max = "10m",
              doc = "How long a store may take to answer; a request that waits then fails.")
          Duration timeout,
      @Setting(
              value = "10s",
              min = "100ms",
              max = "1m",
              doc =
                  "How long a search of all stores waits for each of them; slower ones are left"
                      + " out.")
          Duration searchTimeout,
      @Setting(
              value = "0",
              min = "0",
              max = "1000000",
              doc =
                  "The price of a successful live call of the current API for product data, in"
                      + " minor units of `wallet.currency`. The original takes 1.")
          int price) {}

  /// Messages to the clients' endpoints.
  public record WebhookSettings(
      @Setting(
              value = "false",
              doc =
                  "Whether endpoints, and proxies that clients bring, may be on private, loopback"
                      + " or link-local addresses. A server with the development profile calls"
                      + " loopback addresses without it.")
          boolean allowPrivate,
      @Setting(
              value = "10s",
              min = "100ms",
              max = "5m",
              doc = "How long an endpoint may take to answer one delivery.")
          Duration timeout,
      @Setting(
              value = "24h",
              min = "1m",
              max = "30d",
              doc = "How long a message is tried again before it is given up.")
          Duration giveUpAfter,
      @Setting(
              value = "3d",
              min = "1m",
              max = "365d",
              doc =
                  "An endpoint of the current API without a success for this time is paused:"
                      + " messages are kept until its owner resumes it.")
          Duration pauseAfter) {}

  /// Uploads of many orders.
  public record BulkSettings(
      @Setting(
              value = "10000",
              min = "1",
              max = "100000",
              doc = "How many rows a bulk upload may have.")
          int mostRows,
      @Setting(
              value = "16MiB",
              min = "1KiB",
              max = "1GiB",
              doc = "The largest body of a bulk upload; a longer one is answered with 413.")
          ByteSize maxBody,
      @Setting(
              value = "0000000000",
              doc = "The telephone number that stores get for rows without one.")
          String phone) {}

  /// Batches of operations.
  public record BatchSettings(
      @Setting(
              value = "50",
              min = "1",
              max = "100000",
              doc = "How many operations a batch may have.")
          int mostOperations,
      @Setting(
              value = "64MiB",
              min = "1KiB",
              max = "1GiB",
              doc =
                  "The largest body of a batch; a longer one is answered with 413. Beyond 16 MiB it"
                      + " must be NDJSON. The body of one operation may be as large as"
                      + " `http.max-body` says.")
          ByteSize maxBody,
      @Setting(
              value = "false",
              doc =
                  "Whether a batch is refused while an earlier one of the same tenant has"
                      + " unfinished operations, as in the original.")
          boolean oneAtATime,
      @Setting(
              value = "256",
              min = "1",
              max = "1000",
              doc = "How many operations of a parallel batch run at a time.")
          int concurrency,
      @Setting(
              value = "60s",
              min = "100ms",
              max = "1h",
              doc = "How long one operation may take; a longer one ends as `timed_out`.")
          Duration operationTimeout,
      @Setting(
              value = "30d",
              min = "1m",
              max = "3650d",
              doc = "How long a batch and its results are kept once it is completed.")
          Duration keep) {}

  /// Mails to end customers and account holders.
  public record MailSettings(
      @Setting(doc = "The SMTP server that takes mails; without it none is written or sent.")
          @Nullable String host,
      @Setting(value = "587", min = "1", max = "65535", doc = "The port of the SMTP server.")
          int port,
      @Setting(
              value = "starttls",
              doc =
                  "How the connection to the SMTP server is encrypted: `starttls` (required, port"
                      + " 587), `implicit` (port 465) or `none`.")
          MailTls tls,
      @Setting(
              doc =
                  "The user name at the SMTP server; without it mails are handed over as they are.")
          @Nullable String user,
      @Setting(
              in = {Place.YAML, Place.ENVIRONMENT},
              doc = "The password at the SMTP server.")
          @Nullable Secret<String> password,
      @Setting(
              doc =
                  "The sender, such as `Example Shop <orders@example.com>`; its name is the heading"
                      + " of every mail. Needed with `mail.host`.")
          @Nullable String from,
      @Setting(
              value = "10s",
              min = "100ms",
              max = "2m",
              doc = "How long the SMTP server may take for each step.")
          Duration timeout,
      @Setting(
              value = "24h",
              min = "1m",
              max = "7d",
              doc = "How long it is tried again to hand over a mail before it is given up.")
          Duration giveUpAfter,
      @Setting(
              value = "false",
              doc =
                  "Whether mails about test data and about orders at sandbox stores are sent, too."
                      + " They are written and kept in any case.")
          boolean testOrders) {}

  /// The encryption of a connection to an SMTP server.
  public enum MailTls {
    STARTTLS,
    IMPLICIT,
    NONE
  }

  /// The classic API.
  public record V1Settings(
      @Setting(
              value = "200",
              oneOf = {"200", "400"},
              doc =
                  "The HTTP status of `GET /v1/orders/{request_id}` while the order is processed"
                      + " or after it failed.")
          int pendingStatus,
      @Setting(
              value = "decimal",
              doc =
                  "How the flat `price` of an offer is written: `decimal` as in the documents"
                      + " (9.79), `cents` as the live service did later (979).")
          PriceUnit offerPriceUnit) {}

  /// The unit of a price.
  public enum PriceUnit {
    DECIMAL,
    CENTS
  }

  /// The log, which goes to the standard error stream.
  public record LogSettings(
      @Setting(
              perNode = true,
              value = "json",
              doc = "One JSON object per line, or text for people.")
          LogFormat format,
      @Setting(
              perNode = true,
              value = "info",
              doc = "The least important messages that are still logged.")
          LogLevel level) {}

  /// The format of a line of the log.
  public enum LogFormat {
    JSON,
    TEXT
  }

  /// The severity of a message of the log.
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }
}
