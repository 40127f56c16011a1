package dev.brass.server.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.egress.GuardedDns;
import dev.brass.server.secret.Redaction;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import dev.brass.spi.Secret;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp.Call;
import dev.brass.spi.StoreHttp.Reply;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// That what is asked of a store with a log-in goes through the proxy that was brought for it.
class StoreProxyTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final TenantId TENANT = new TenantId(new UUID(1, 1));
  private static final TenantId OTHER = new TenantId(new UUID(2, 2));
  private static final Duration LOOKUP = Duration.ofSeconds(5);

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final GuardedDns names = GuardedDns.of(AllowedNetworks.ANY, LOOKUP);
  private HttpServer shop;
  private RecordingProxy proxy;

  @BeforeEach
  void start() throws IOException {
    shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    shop.createContext(
        "/",
        exchange -> {
          seen.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().containsKey("Proxy-Authorization"));
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    shop.start();
    proxy = RecordingProxy.to(shop.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    proxy.close();
    shop.stop(0);
    names.close();
  }

  private static ConfiguredStore store(boolean sandbox) {
    return new ConfiguredStore(
        "shop", new InstantConnector(), new StoreSettings(Map.of()), Set.of(), sandbox);
  }

  private static Credential credential(String email) {
    return new Credential(email, Secret.of("any"), null, null);
  }

  private StoreAccess access(String url) {
    return access(url, names);
  }

  /// The way to a shop for which one tenant brought one proxy.
  private static StoreAccess access(String url, GuardedDns names) {
    ProxyUrl proxy = ProxyUrl.parse(url);
    return new StoreAccess(
        TestClock.at(NOW),
        Redaction::of,
        RandomGenerator.getDefault(),
        (tenant, mode, store, email) ->
            tenant.equals(TENANT)
                    && mode == Mode.LIVE
                    && store.equals("shop")
                    && email.equals("tim@example.com")
                ? Optional.of(proxy)
                : Optional.empty(),
        names,
        null,
        CallingRun.NONE);
  }

  private static StoreSession open(
      StoreAccess access, TenantId tenant, @Nullable Credential credential, boolean sandbox) {
    return access.open(
        tenant,
        Mode.LIVE,
        store(sandbox),
        credential,
        TestClock.at(NOW),
        Purpose.ORDER,
        access.deadline(Duration.ofMinutes(1)));
  }

  private static StoreSession session(StoreAccess access) {
    return open(access, TENANT, credential("tim@example.com"), false);
  }

  private static Call call(String uri) {
    return new Call("POST", URI.create(uri), Map.of("X-Shop", "1"), "hällo", true);
  }

  private String shopUrl() {
    return "http://127.0.0.1:" + shop.getAddress().getPort() + "/direct";
  }

  private static void assertNotSent(StoreSession session, String uri) {
    assertThatThrownBy(() -> session.http().send(call(uri)))
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.mayHaveArrived()).isFalse())
        .hasMessageNotContaining("canary");
  }

  @Test
  void goesThroughTheProxyWithItsPasswordAndTellsTheStoreNothingOfIt() {
    try (StoreAccess access = access(proxy.url("127.0.0.1"))) {
      StoreSession session = session(access);
      Reply reply = session.http().send(call("http://shop.example/cart?a=b"));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("hällo");
      assertThat(proxy.asked())
          .singleElement()
          .satisfies(
              asked -> {
                assertThat(asked.line()).isEqualTo("POST http://shop.example/cart?a=b HTTP/1.1");
                assertThat(asked.authorization()).isEqualTo(RecordingProxy.basic());
              });
      assertThat(seen).containsExactly("POST /cart?a=b false");
      assertThat(session.exchanges().toString()).doesNotContain("canary", "Basic");
    }
  }

  @Test
  void othersGoThereDirectly() {
    try (StoreAccess access = access(proxy.url("127.0.0.1"))) {
      for (StoreSession session :
          List.of(
              open(access, OTHER, credential("tim@example.com"), false),
              open(access, TENANT, credential("tom@example.com"), false),
              open(access, TENANT, null, false),
              open(access, TENANT, credential("tim@example.com"), true),
              access.open(
                  store(false), TestClock.at(NOW), access.deadline(Duration.ofMinutes(1))))) {
        Call call = new Call("GET", URI.create(shopUrl()), Map.of(), null, false);
        assertThat(session.http().send(call).status()).isEqualTo(200);
      }
    }
    assertThat(proxy.asked()).isEmpty();
    assertThat(seen).hasSize(5);
  }

  @Test
  void neverGoesPastTheProxy() {
    proxy.close();
    try (StoreAccess access = access(proxy.url("127.0.0.1"))) {
      assertNotSent(session(access), shopUrl());
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void aProxyThatRefusesThePasswordSendsNothing() {
    try (StoreAccess access = access("http://tim:canary@127.0.0.1:" + proxy.port())) {
      assertNotSent(session(access), "http://shop.example/cart");
      assertNotSent(session(access), "https://shop.example/cart");
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void aTunnelThatIsNotOpenedSendsNothing() throws IOException {
    try (RecordingProxy broken = RecordingProxy.openTo(0);
        StoreAccess access = access("http://127.0.0.1:" + broken.port())) {
      assertNotSent(session(access), "https://shop.example/cart");
    }
  }

  @Test
  void whatTheProxyLostMayHaveArrived() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (var client = silent.accept()) {
                  client.getInputStream().readNBytes(10);
                } catch (IOException e) {
                  // closed
                }
              });
      try (StoreAccess access = access("http://127.0.0.1:" + silent.getLocalPort())) {
        assertThatThrownBy(() -> session(access).http().send(call("http://shop.example/cart")))
            .isInstanceOfSatisfying(
                StoreException.class, e -> assertThat(e.mayHaveArrived()).isTrue());
      }
    }
  }

  @Test
  void aNameThatLeadsToAPrivateAddressIsNotConnectedTo() {
    try (GuardedDns careful = GuardedDns.of(AllowedNetworks.PUBLIC, LOOKUP);
        StoreAccess access = access(proxy.url("localhost"), careful)) {
      assertNotSent(session(access), "http://shop.example/cart");
    }
    assertThat(proxy.asked()).isEmpty();
  }

  @Test
  void clientsMakeRoomForOthersUnlessTheyAreUsed() {
    try (ProxyClients clients = new ProxyClients(names, 2, null)) {
      String used =
          clients.with(
              proxy("a"),
              first -> {
                for (String host : List.of("b", "c", "d", "e")) {
                  clients.with(proxy(host), _ -> host);
                }
                assertThat(clients.size()).isEqualTo(2);
                return clients.with(proxy("a"), again -> again == first ? "the same" : "another");
              });
      assertThat(used).isEqualTo("the same");
    }
  }

  private static ProxyUrl proxy(String user) {
    return ProxyUrl.parse("http://" + user + "@127.0.0.1:9");
  }

  @Test
  void aProxyWithoutAUserIsShownNone() {
    try (RecordingProxy open = RecordingProxy.openTo(shop.getAddress().getPort());
        StoreAccess access = access("http://127.0.0.1:" + open.port())) {
      Reply reply = session(access).http().send(call("http://shop.example/cart"));
      assertThat(reply.body()).isEqualTo("hällo");
      assertThat(open.asked())
          .singleElement()
          .satisfies(asked -> assertThat(asked.authorization()).isNull());
    }
  }
}
