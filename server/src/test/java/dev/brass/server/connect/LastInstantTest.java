package dev.brass.server.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brass.server.SelfSigned;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.egress.GuardedDns;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Credential;
import dev.brass.spi.PaidBy;
import dev.brass.spi.Secret;
import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp.Call;
import dev.brass.spi.StoreSettings;
import dev.brass.testkit.TestClock;
import dev.brass.testkit.instant.InstantConnector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// That the call that buys never reaches a store after the last instant, whatever took so long, and
/// never from a node that lost the job.
class LastInstantTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration SHORT = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir private Path folder;

  private final TestClock clock = TestClock.at(NOW);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final GuardedDns names = GuardedDns.of(AllowedNetworks.ANY, Duration.ofSeconds(5));

  /// How the store is reached.
  private enum Way {
    DIRECT,
    PROXIED
  }

  @AfterEach
  void close() {
    names.close();
  }

  private static ConfiguredStore store(@Nullable Duration apart) {
    return new ConfiguredStore(
        "shop",
        new InstantConnector(),
        new StoreSettings(Map.of()),
        Set.of(),
        false,
        PaidBy.CLIENT,
        new StoreRules(apart, 4, Duration.ofHours(6)));
  }

  private StoreAccess access(
      Way way, int proxyPort, @Nullable StoreReach reach, BooleanSupplier mayAct) {
    ProxyUrl proxy = ProxyUrl.parse("http://127.0.0.1:" + proxyPort);
    return new StoreAccess(
        clock,
        text -> text,
        RandomGenerator.getDefault(),
        (_, _, _, _) -> way == Way.PROXIED ? Optional.of(proxy) : Optional.empty(),
        names,
        reach,
        run(mayAct));
  }

  private static CallingRun run(BooleanSupplier mayAct) {
    return new CallingRun() {
      @Override
      public BooleanSupplier mayAct() {
        return mayAct;
      }

      @Override
      public <T> T outside(Supplier<T> call) {
        return call.get();
      }
    };
  }

  private StoreSession open(StoreAccess access, ConfiguredStore store, Deadline deadline) {
    return access.open(
        new TenantId(new UUID(1, 1)),
        Mode.LIVE,
        store,
        new Credential("tim@example.com", Secret.of("any"), null, null),
        clock,
        Purpose.ORDER,
        deadline);
  }

  private static Call buying(String scheme, int port) {
    return new Call(
        "POST", URI.create(scheme + "://localhost:" + port + "/buy"), Map.of(), "the-body", true);
  }

  private static StoreException refused(StoreSession session, Call call) {
    return catchThrowableOfType(
        StoreException.class, () -> session.ask(() -> session.http().send(call)));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whatIsInTimeIsSent(Way way) {
    try (RawShop shop = RawShop.reading(OK);
        RecordingProxy proxy = RecordingProxy.openTo(shop.port());
        StoreAccess access = access(way, proxy.port(), null, () -> true)) {
      StoreSession session = open(access, store(null), access.deadline(LONG));
      assertThat(session.ask(() -> session.http().send(buying("http", shop.port()))).body())
          .isEqualTo("ok");
      assertThat(session.mayHaveBought()).isTrue();
      assertThat(session.trouble()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aConnectionThatComesTooLateCarriesNothing(Way way) throws IOException {
    try (RawShop shop = RawShop.full();
        StoreAccess access = access(way, shop.port(), null, () -> true)) {
      StoreSession session = open(access, store(null), access.deadline(SHORT));
      StoreException e = refused(session, buying("http", shop.port()));
      assertThat(e.mayHaveArrived()).as("%s", e.getCause()).isFalse();
      assertThat(session.mayHaveBought()).isFalse();
      shop.serveTheRest(null);
      assertThat(shop.received()).isEmpty();
    }
  }

  @Test
  void handsThatAreShakenTooLateGetNothing() throws Exception {
    SSLContext tls = SelfSigned.context(folder, "dns:localhost");
    try (RawShop shop = RawShop.silent();
        HttpClient client = JdkStoreHttp.client(ProxySelector.of(null), tls)) {
      LastInstant last = new LastInstant(Deadline.in(SHORT, clock, System::nanoTime), () -> true);
      StoreException e =
          catchThrowableOfType(
              StoreException.class,
              () -> new JdkStoreHttp(client, last, null).send(buying("https", shop.port())));
      assertThat(e.mayHaveArrived()).isFalse();
      shop.serveTheRest(tls);
      assertThat(shop.received()).isEmpty();
    }
  }

  @Test
  void handsThatAreShakenTooLateThroughATunnelGetNothing() throws Exception {
    SSLContext tls = SelfSigned.context(folder, "dns:localhost");
    try (RawShop shop = RawShop.silent();
        RecordingProxy proxy = RecordingProxy.openTo(shop.port());
        HttpClient client =
            JdkStoreHttp.client(
                ProxySelector.of(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())),
                tls)) {
      LastInstant last = new LastInstant(Deadline.in(SHORT, clock, System::nanoTime), () -> true);
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(
              () -> new JdkStoreHttp(client, last, null).send(buying("https", shop.port())));
      assertThat(proxy.asked()).hasSize(1);
      shop.serveTheRest(tls);
      assertThat(shop.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aTurnThatComesTooLateIsNotTaken(Way way) {
    ConfiguredStore store = store(Duration.ofSeconds(10));
    StoreReach reach = reach(store, _ -> {});
    try (RawShop shop = RawShop.reading(OK);
        RecordingProxy proxy = RecordingProxy.openTo(shop.port());
        StoreAccess access = access(way, proxy.port(), reach, () -> true)) {
      Deadline deadline = Deadline.in(Duration.ofSeconds(5), clock, nanos::get);
      StoreSession first = open(access, store, deadline);
      first.ask(() -> first.http().send(buying("http", shop.port())));
      StoreSession second = open(access, store, deadline);
      assertThat(refused(second, buying("http", shop.port())).mayHaveArrived()).isFalse();
      assertThat(second.trouble()).extracting(Trouble::kind).isEqualTo(Trouble.Kind.NO_TURN);
      assertThat(shop.received()).containsOnlyOnce("POST");
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whoOversleepsTheTurnDoesNotSend(Way way) {
    ConfiguredStore store = store(Duration.ofSeconds(2));
    // A process that stood still: it wakes up long after its turn.
    StoreReach reach = reach(store, _ -> nanos.addAndGet(Duration.ofHours(1).toNanos()));
    try (RawShop shop = RawShop.reading(OK);
        RecordingProxy proxy = RecordingProxy.openTo(shop.port());
        StoreAccess access = access(way, proxy.port(), reach, () -> true)) {
      Deadline deadline = Deadline.in(Duration.ofSeconds(5), clock, nanos::get);
      StoreSession first = open(access, store, deadline);
      first.ask(() -> first.http().send(buying("http", shop.port())));
      StoreSession second = open(access, store, deadline);
      assertThat(refused(second, buying("http", shop.port())).mayHaveArrived()).isFalse();
      assertThat(second.trouble()).extracting(Trouble::kind).isEqualTo(Trouble.Kind.LATE);
      assertThat(shop.received()).containsOnlyOnce("POST");
    }
  }

  private StoreReach reach(ConfiguredStore store, StorePace.Sleeper sleeping) {
    return new StoreReach(
        DB.database().jdbi(),
        new Stores(List.of(store), false),
        RandomGenerator.getDefault(),
        new SimpleMeterRegistry(),
        clock,
        nanos::get,
        sleeping);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whoLostTheJobSendsNothing(Way way) {
    try (RawShop shop = RawShop.reading(OK);
        RecordingProxy proxy = RecordingProxy.openTo(shop.port());
        StoreAccess access = access(way, proxy.port(), null, () -> false)) {
      StoreSession session = open(access, store(null), access.deadline(LONG));
      assertThat(refused(session, buying("http", shop.port())).mayHaveArrived()).isFalse();
      assertThat(session.trouble()).extracting(Trouble::kind).isEqualTo(Trouble.Kind.STOPPED);
      Call reading =
          new Call(
              "GET", URI.create("http://localhost:" + shop.port() + "/"), Map.of(), null, false);
      assertThat(session.ask(() -> session.http().send(reading)).status()).isEqualTo(200);
      assertThat(shop.received()).doesNotContain("POST");
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whoLosesTheJobWhileConnectingHoldsTheBodyBack(Way way) {
    AtomicInteger looks = new AtomicInteger();
    try (RawShop shop = RawShop.reading("");
        RecordingProxy proxy = RecordingProxy.openTo(shop.port());
        StoreAccess access = access(way, proxy.port(), null, () -> looks.getAndIncrement() == 0)) {
      StoreSession session = open(access, store(null), access.deadline(LONG));
      // The head may be out, so this is doubt; but no store buys on a head.
      assertThat(refused(session, buying("http", shop.port())).mayHaveArrived()).isTrue();
      assertThat(session.mayHaveBought()).isTrue();
      assertThat(shop.received()).doesNotContain("the-body");
    }
  }

  @Test
  void aBodyIsHeldBackWhenTheTimeIsOverOnceThereIsAConnection() {
    try (RawShop shop = RawShop.reading("");
        HttpClient client = JdkStoreHttp.client()) {
      AtomicInteger looks = new AtomicInteger();
      Deadline deadline =
          Deadline.in(LONG, clock, () -> looks.getAndIncrement() < 2 ? 0 : LONG.toNanos());
      LastInstant last = new LastInstant(deadline, () -> true);
      StoreException e =
          catchThrowableOfType(
              StoreException.class,
              () -> new JdkStoreHttp(client, last, null).send(buying("http", shop.port())));
      assertThat(e.mayHaveArrived()).isTrue();
      assertThat(shop.received()).doesNotContain("the-body");
    }
  }

  @Test
  void aWallClockThatIsSetBackGivesNobodyMoreTime() {
    Deadline deadline = Deadline.in(LONG, clock, nanos::get);
    clock.advance(Duration.ofHours(-1));
    nanos.addAndGet(LONG.toNanos() - 1);
    assertThat(deadline.isOver()).isFalse();
    assertThat(deadline.left()).isEqualTo(Duration.ofNanos(1));
    nanos.addAndGet(1);
    assertThat(deadline.isOver()).isTrue();
    assertThat(deadline.at()).isEqualTo(NOW.plus(LONG));
  }

  @Test
  void aWallClockThatIsSetForwardEndsIt() {
    Deadline deadline = Deadline.in(LONG, clock, nanos::get);
    clock.advance(LONG.plusSeconds(1));
    assertThat(deadline.isOver()).isTrue();
    assertThat(deadline.patience()).as("what is read meanwhile").isEqualTo(LONG);
  }
}
