package dev.brass.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A flood by one sender: how many connections send what, and how often in all.
enum Attack {
  ORDERS("64 clients post orders", 64, 2_000),
  BULKS("6 bulk uploads of 10,000 rows", 6, 6),
  SMALL_BATCHES("batches of 50 operations", 8, 40),
  LARGE_BATCHES("batches of 100,000 operations", 2, 1),
  LISTS("48 lists of 500 orders", 48, 500),
  EXPORTS("16 exports", 16, 100),
  CLOCK("32 clients move the clock", 32, 2_000),
  STRANGERS("64 strangers without a key", 64, 2_000),
  SLOW_READERS("500 slow readers", 500, 500),
  SLOW_WRITERS("500 slow writers", 500, 500),
  CONNECTIONS("10,000 connections", 10_000, 10_000);

  private static final int ROWS = 10_000;
  private static final int OPERATIONS = 100_000;
  private static final String PAGE = "https://" + ServerProcess.STORE + ".example/p/0923568964";

  private final String words;
  private final int connections;
  private final int perSecond;

  Attack(String words, int connections, int perSecond) {
    this.words = words;
    this.connections = connections;
    this.perSecond = perSecond;
  }

  String words() {
    return words;
  }

  int connections() {
    return connections;
  }

  /// How many requests are sent in a second by all connections together, if they are answered.
  int perSecond() {
    return perSecond;
  }

  /// Whether answers are not read.
  boolean readsNothing() {
    return this == SLOW_READERS;
  }

  /// Whether requests are never sent whole.
  boolean sendsDrops() {
    return this == SLOW_WRITERS;
  }

  /// Whether nothing is sent at all.
  boolean isSilent() {
    return this == CONNECTIONS;
  }

  /// How long a connection pauses between two bytes or reads.
  static Duration drop() {
    return Duration.ofSeconds(1);
  }

  /// The requests, each as bytes on the wire.
  ///
  /// @param classic the value of `Authorization` for the classic API
  /// @param current the same for the current API
  Supplier<byte[]> requests(String host, String classic, String current) {
    SampleOrder orders = SampleOrder.withoutLogIn(ServerProcess.STORE);
    return switch (this) {
      case ORDERS, SLOW_WRITERS ->
          () -> post(host, "/v1/orders", classic, "application/json", orders.next());
      case BULKS -> () -> post(host, "/orders/bulk", current, "text/csv", rows());
      case SMALL_BATCHES -> () -> post(host, "/v1/batches", current, "application/json", batch(50));
      case LARGE_BATCHES ->
          () ->
              post(
                  host,
                  "/v1/batches?mode=parallel",
                  current,
                  "application/x-ndjson",
                  (operation() + "\n").repeat(OPERATIONS));
      case LISTS, SLOW_READERS -> always(get(host, "/orders?limit=500", current));
      case EXPORTS -> always(get(host, "/orders/export", current));
      case CLOCK ->
          always(
              post(host, "/sandbox/clock", current, "application/json", "{\"advance\":\"PT1S\"}"));
      case STRANGERS ->
          always(post(host, "/agent/orders", null, "application/json", "{\"products\":[]}"));
      case CONNECTIONS -> always(new byte[0]);
    };
  }

  private static Supplier<byte[]> always(byte[] request) {
    return () -> request;
  }

  private static String operation() {
    return "{\"http_method\":\"GET\",\"path\":\"/orders/test-products\"}";
  }

  private static String batch(int operations) {
    return "{\"batch\":{\"batch_operations\":["
        + (operation() + ",").repeat(operations - 1)
        + operation()
        + "],\"mode\":\"parallel\"}}";
  }

  /// A file whose rows nobody has uploaded before.
  private static String rows() {
    StringBuilder rows =
        new StringBuilder(
            "product_url,quantity,name,address1,city,state,zip,phone,max_price,internal_ref\n");
    long number = System.nanoTime();
    for (int i = 0; i < ROWS; i++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "%s,1,Tim Beaver,%d Main Street,Cambridge,MA,02139,5551230101,2300,%d%n",
              PAGE,
              i + 1,
              number + i));
    }
    return rows.toString();
  }

  private static byte[] get(String host, String path, String authorization) {
    return ("GET " + path + " HTTP/1.1\r\n" + headers(host, authorization) + "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] post(
      String host, String path, @Nullable String authorization, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("POST "
                + path
                + " HTTP/1.1\r\n"
                + headers(host, authorization)
                + "Content-Type: "
                + type
                + "\r\nContent-Length: "
                + bytes.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(head, head.length + bytes.length);
    System.arraycopy(bytes, 0, whole, head.length, bytes.length);
    return whole;
  }

  private static String headers(String host, @Nullable String authorization) {
    return "Host: "
        + host
        + "\r\nUser-Agent: attack\r\nAccept: */*\r\n"
        + (authorization == null ? "" : "Authorization: " + authorization + "\r\n");
  }
}
