package dev.brass.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import dev.brass.server.e2e.Chromium;
import dev.brass.server.e2e.Client;
import dev.brass.server.e2e.RunningServer;
import dev.brass.server.webhook.HookReceiver;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Customers of the APIs in their own languages, who do what public code was found to do:
///
/// - **PHP** with its curl extension, as plugins of shops, frameworks and scripts have it. The body
///   is JSON under the content type of a form; quantities, caps and expiry dates are text out of
///   forms and tables; `[]` stands for `{}`, and `array_filter` makes an object of a list;
///   `products` is one object (clients in PHP and JavaScript); criteria are a list (the first
///   documents); the token is the user of Basic with and without a colon, the password of
///   `client_token` beside `Content-Type: application/xml` on a GET, or behind `Basic:`. Some send
///   forms, or misspell names, or mean dollars: these are told why they are refused.
/// - **Python** with its standard library: urllib, which gives every body the type of a form, and
///   its handler that waits for 401; http.client, which keeps connections, speaks HTTP/1.0 and
///   chunks; json, which writes `None` everywhere, escaped emojis and NaN.
/// - **A page in a browser**, Chromium: fetch and XMLHttpRequest, with the token as Basic or as
///   Bearer key, from an origin that may call, and from others.
///
/// Each lives a whole life: it orders, polls to the end, receives webhooks, is refused, repeats
/// itself under a key, aborts, cancels, returns and looks at products. The suites are in
/// `clientele/` and run against any server.
class ClienteleTest {

  private static final Path BROWSER = Path.of("clientele/browser");
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @TempDir static Path data;
  @RegisterExtension static final Chromium chromium = Chromium.perClass();

  private static HookReceiver pages;
  private static RunningServer server;

  @BeforeAll
  static void start() {
    pages = HookReceiver.onLoopback().answering(ClienteleTest::serve);
    server =
        RunningServer.start(
            data, Map.of("http.cors-origins", origin("shop"), "sandbox.per-address", "2"));
  }

  @AfterAll
  static void stop() {
    server.close();
    pages.close();
  }

  @TestFactory
  Stream<DynamicTest> php() {
    return new TapSuite(Path.of("clientele/php"), "php", "suite.php").tests(server.environment());
  }

  @TestFactory
  Stream<DynamicTest> python() {
    return new TapSuite(Path.of("clientele/python"), "python3", "-B", "suite.py")
        .tests(server.environment());
  }

  @TestFactory
  Stream<DynamicTest> aPageThatMayCall() {
    return shown(origin("shop"), "index.html", "");
  }

  @TestFactory
  Stream<DynamicTest> aPageThatMayNotCall() {
    String key = UUID.randomUUID().toString();
    Stream<DynamicTest> tests = shown(origin("elsewhere"), "stranger.html", key);
    return Stream.concat(
        tests,
        Stream.of(
            DynamicTest.dynamicTest(
                "nothing was ordered", () -> assertThat(ordersWith(key)).isZero())));
  }

  /// With a profile for development, which lets pages of this machine in.
  @TestFactory
  Stream<DynamicTest> aPageOfThisMachine() {
    return Stream.of("localhost", "127.0.0.1")
        .map(
            host ->
                DynamicTest.dynamicTest(
                    host,
                    () -> {
                      try (Page page = chromium.page()) {
                        page.navigate(pages.url("/index.html").replace("127.0.0.1", host));
                        assertThat(
                                page.evaluate(
                                    "url => fetch(url).then(answer => answer.status)",
                                    server.url() + "/retailers"))
                            .isEqualTo(200);
                      }
                    }));
  }

  private static long ordersWith(String key) {
    Client.Answer classic = server.classic().get("/v1/orders?limit=5000").has(200);
    Client.Answer current = server.test().get("/orders?limit=100").has(200);
    return Stream.of(classic, current).filter(answer -> answer.body().contains(key)).count();
  }

  private static String origin(String name) {
    return pages.url("").replace("127.0.0.1", name + ".example");
  }

  /// Opens a page whose scripts test, and reads what they say.
  private static Stream<DynamicTest> shown(String origin, String file, String order) {
    String fragment =
        Map.of(
                "api", server.url(),
                "token", server.key("client_token"),
                "key", server.key("test_api_key"),
                "live", server.key("api_key"),
                "hooks", pages.url(""),
                "order", order)
            .entrySet()
            .stream()
            .map(
                entry ->
                    entry.getKey()
                        + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    try (Page page = chromium.page()) {
      page.navigate(origin + "/" + file + "#" + fragment);
      page.waitForFunction(
          "document.title === 'done'",
          null,
          new Page.WaitForFunctionOptions().setTimeout(LONGEST.toMillis()));
      return TapSuite.tests(page.locator("pre").textContent().lines().toList());
    }
  }

  /// Serves the files of the pages, and as a receiver of webhooks what came to `/hook/…`.
  private static void serve(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    Path file = BROWSER.resolve(uri.getPath().substring(1));
    if (uri.getPath().startsWith("/hook/")) {
      String seen =
          pages.requests().stream()
              .filter(request -> request.path().equals(uri.getPath()))
              .map(HookReceiver.Request::body)
              .collect(Collectors.joining(",", "[", "]"));
      HookReceiver.answer(exchange, 200, seen);
    } else if (Files.isRegularFile(file)) {
      String type = file.toString().endsWith(".js") ? "text/javascript" : "text/html";
      exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
      HookReceiver.answer(exchange, 200, Files.readString(file));
    } else {
      HookReceiver.answer(exchange, 404, "");
    }
  }
}
