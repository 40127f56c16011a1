package dev.brass.server.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.egress.GuardedDns;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import dev.brass.spi.Secret;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is learnt of a store from what comes over the wire, whatever its connector makes of it.
class EvidenceTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final ConfiguredStore SHOP = ReachRig.store("shop", null);
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final ReachRig rig = new ReachRig(DB);
  private HttpServer shop;
  private volatile int status = 200;
  private volatile String retryAfter = "";
  private StoreReach node;
  private StoreAccess access;

  @BeforeEach
  void start() throws IOException {
    shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    shop.createContext(
        "/",
        exchange -> {
          if (!retryAfter.isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    shop.start();
    node = rig.node(SHOP);
    access = rig.access(node);
  }

  @AfterEach
  void stop() {
    access.close();
    shop.stop(0);
  }

  private Call call(boolean irrevocable) {
    URI uri = URI.create("http://127.0.0.1:" + shop.getAddress().getPort() + "/");
    return new Call("POST", uri, Map.of(), "{}", irrevocable);
  }

  private StoreSession session() {
    return access.open(SHOP, rig.clock, access.deadline(LIMIT));
  }

  private Breaker breaker() {
    return Objects.requireNonNull(node.breaker(SHOP));
  }

  /// What a connector says that makes an answer of everything.
  private static String answer(StoreSession session, Call call) {
    return session.ask(
        () -> {
          try {
            return "status " + session.http().send(call).status();
          } catch (StoreException e) {
            return "no answer";
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void aGatewaysWordIsNotTheShops(int word) {
    status = word;
    StoreSession session = session();
    answer(session, call(false));
    assertThat(session.trouble())
        .isEqualTo(new Trouble(Trouble.Kind.UNREACHABLE, "127.0.0.1 answered " + word));
  }

  @ParameterizedTest
  @CsvSource({
    "200, false, false",
    "404, false, false",
    "422, false, false",
    "429, false, false",
    "500, true, false",
    "503, true, false",
    "500, false, true",
    "503, true, true"
  })
  void whatCountsAgainstAShop(int word, boolean counts, boolean irrevocable) {
    status = word;
    for (int i = 0; i < Breaker.FAILURES; i++) {
      answer(session(), call(irrevocable));
      rig.clock.advance(Duration.ofSeconds(1));
    }
    assertThat(breaker().isDown()).isEqualTo(counts);
  }

  @Test
  void aConnectorThatHidesThatNothingCameHidesNothing() {
    shop.stop(0);
    StoreSession session = session();
    assertThat(answer(session, call(false))).isEqualTo("no answer");
    assertThat(session.trouble())
        .isNotNull()
        .satisfies(t -> assertThat(t.kind()).isEqualTo(Trouble.Kind.UNREACHABLE));
    for (int i = 1; i < Breaker.FAILURES; i++) {
      answer(session(), call(false));
    }
    assertThat(breaker().isDown()).isTrue();
  }

  @Test
  void tooManyCallsHaveAllNodesLeaveItAlone() {
    status = 429;
    retryAfter = "40";
    StoreSession session = session();
    answer(session, call(false));
    assertThat(session.trouble())
        .isEqualTo(new Trouble(Trouble.Kind.BUSY, "127.0.0.1 answered 429"));
    StoreReach other = rig.node(SHOP);
    other.refresh();
    try (StoreAccess there = rig.access(other)) {
      StoreSession next = there.open(SHOP, rig.clock, there.deadline(LIMIT));
      assertThat(next.admit()).isEqualTo(new Admission.Later(Duration.ofSeconds(40)));
    }
    assertThat(breaker().isDown()).isFalse();
  }

  @Test
  void whatAClientsProxyDoesSaysNothingOfTheShop() {
    try (GuardedDns names = GuardedDns.of(AllowedNetworks.ANY, Duration.ofSeconds(5));
        StoreAccess proxied =
            new StoreAccess(
                rig.clock,
                text -> text,
                new Random(7),
                (_, _, _, _) -> Optional.of(ProxyUrl.parse("http://127.0.0.1:1")),
                names,
                node,
                CallingRun.NONE)) {
      for (int i = 0; i < 2 * Breaker.FAILURES; i++) {
        StoreSession session =
            proxied.open(
                new TenantId(new UUID(1, 1)),
                Mode.LIVE,
                SHOP,
                new Credential("tim@example.com", Secret.of("any"), null, null),
                rig.clock,
                Purpose.ORDER,
                proxied.deadline(LIMIT));
        answer(session, call(false));
        assertThat(session.trouble()).isNotNull();
      }
      assertThat(breaker().isDown()).isFalse();
    }
  }

  @Test
  void whoIsToldToStopHasLearntNothing() {
    for (int i = 0; i < Breaker.FAILURES; i++) {
      StoreSession session = session();
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> session.ask(() -> session.http().send(call(false))));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(session.trouble())
          .isNotNull()
          .satisfies(t -> assertThat(t.kind()).isEqualTo(Trouble.Kind.STOPPED));
    }
    assertThat(breaker().isDown()).isFalse();
  }

  @Test
  void whatABrokenConnectorThrowsSaysNothingOfTheShop() {
    for (int i = 0; i < Breaker.FAILURES; i++) {
      StoreSession session = session();
      StoreException failed =
          catchThrowableOfType(
              StoreException.class,
              () ->
                  session.ask(
                      () -> {
                        throw new IllegalStateException("bug");
                      }));
      assertThat(failed.mayHaveArrived()).isTrue();
      assertThat(session.trouble()).extracting(Trouble::kind).isEqualTo(Trouble.Kind.CONNECTOR);
    }
    assertThat(breaker().isDown()).isFalse();
  }
}
