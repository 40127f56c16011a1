package dev.brass.connector.vendure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A real Vendure shop on this machine, with a database of its own that holds Vendure's sample
/// catalogue: 54 products in US dollars, 100 units of each variant. The payment method
/// `standard-payment` approves, declines (`shouldDecline`) or fails (`shouldError`) as the
/// payment's metadata says. Thread-safe.
///
/// ```java
/// try (VendureProgram shop = VendureProgram.start()) {
///   settings.put("url", shop.url().toString());
/// }
/// ```
public final class VendureProgram implements AutoCloseable {

  public static final String ADMIN = "superadmin";
  public static final String ADMIN_PASSWORD = "live-test-admin";
  public static final String PAYMENT_METHOD = "standard-payment";

  /// The custom field of orders that holds our reference, where [Options#hasReference].
  public static final String REFERENCE_FIELD = "clientReference";

  private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int PORT_ATTEMPTS = 3;

  /// How the shop is set up.
  ///
  /// @param hasReference whether its orders have the unique custom field [#REFERENCE_FIELD]
  /// @param cookiesOnly whether it hands sessions out as cookies alone, as Vendure does unless told
  ///     otherwise
  public record Options(boolean hasReference, boolean cookiesOnly) {}

  private final VendureInstallation installation;
  private final boolean ownsInstallation;
  private final String database;
  private final ChildProcess process;
  private final URI url;

  private VendureProgram(
      VendureInstallation installation,
      boolean ownsInstallation,
      String database,
      ChildProcess process,
      URI url) {
    this.installation = installation;
    this.ownsInstallation = ownsInstallation;
    this.database = database;
    this.process = process;
    this.url = url;
  }

  /// Installs Vendure if need be and starts one shop, which has the reference field.
  public static VendureProgram start() {
    VendureInstallation installation = VendureInstallation.open();
    VendureProgram started = null;
    try {
      started = start(installation, new Options(true, false), true);
      return started;
    } finally {
      if (started == null) {
        installation.close();
      }
    }
  }

  /// Starts one of several shops; close them before the installation.
  public static VendureProgram start(VendureInstallation installation, Options options) {
    return start(installation, options, false);
  }

  private static VendureProgram start(
      VendureInstallation installation, Options options, boolean ownsInstallation) {
    String database = installation.newDatabase();
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      URI url = URI.create("http://127.0.0.1:" + port);
      Map<String, String> environment = installation.environment(database);
      environment.put("SHOP_PORT", Integer.toString(port));
      environment.put("SHOP_HAS_REFERENCE", Boolean.toString(options.hasReference()));
      environment.put("SHOP_TOKEN_METHOD", options.cookiesOnly() ? "cookie" : "bearer");
      ChildProcess process =
          ChildProcess.start(installation.folder(), environment, database, "node", "index.js");
      IllegalStateException failure = awaitHealth(process, url);
      if (failure == null) {
        return new VendureProgram(installation, ownsInstallation, database, process, url);
      }
      process.close();
      // Another program may have taken the port between its choice and its use.
      if (attempt == PORT_ATTEMPTS
          || !String.valueOf(failure.getMessage()).contains("EADDRINUSE")) {
        throw failure;
      }
    }
  }

  private static @Nullable IllegalStateException awaitHealth(ChildProcess process, URI url) {
    HttpRequest health =
        HttpRequest.newBuilder(url.resolve("/health")).timeout(Duration.ofSeconds(5)).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (long waited = 0; waited < STARTS_WITHIN.dividedBy(POLL); waited++) {
        if (process.endsWithin(POLL)) {
          return process.failed("the shop ended instead of starting");
        }
        try {
          if (http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return null;
          }
        } catch (IOException e) {
          // It does not listen yet.
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return new IllegalStateException("interrupted while the shop was starting", e);
        }
      }
    }
    return process.failed("the shop did not start within " + STARTS_WITHIN);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where the shop serves: `http://127.0.0.1:PORT`, with `/shop-api` and `/admin-api` below.
  public URI url() {
    return url;
  }

  /// The shop's own view of its orders, and what its staff can do.
  public VendureAdmin admin() {
    return new VendureAdmin(url);
  }

  /// Lets time pass for an order: guests see it for two hours only.
  public void makeOlder(String orderCode, Duration age) {
    if (!orderCode.matches("[A-Z0-9]{1,32}")) {
      throw new IllegalArgumentException("not the code of an order: " + orderCode);
    }
    installation.sql(
        database,
        "update \"order\" set \"orderPlacedAt\" = \"orderPlacedAt\" - interval '%d seconds'"
                .formatted(age.toSeconds())
            + " where code = '"
            + orderCode
            + "'");
  }

  @Override
  public void close() {
    process.close();
    if (ownsInstallation) {
      installation.close();
    } else {
      installation.drop(database);
    }
  }
}
