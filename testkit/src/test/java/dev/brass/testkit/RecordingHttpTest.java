package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.brass.spi.StoreException;
import dev.brass.spi.StoreHttp;
import dev.brass.testkit.fixture.FixturePlayer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingHttpTest {
  private static final String SHOP =
      """
      ### pay
      POST /pay

      <--- 200
      content-type: application/json
      x-session: s-1

      {"order": "o-1", "card": "4012888888881881"}
      """;

  @Test
  void keepsEveryCallWithItsReply() {
    try (FixturePlayer player = FixturePlayer.playText(SHOP);
        TestStore store = store()) {
      StoreHttp.Call call = pay(player, true);
      StoreHttp.Reply reply = store.http().send(call);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("x-session")).isEqualTo("s-1");
      assertThat(store.http().exchanges())
          .containsExactly(new Exchange(TestClock.START, call, reply, null));
      assertThat(store.http().irrevocable()).hasSize(1);
      store.http().forget();
      assertThat(store.http().exchanges()).isEmpty();
    }
  }

  @Test
  void tellsThatNothingWasSentWhereNothingListens() throws IOException {
    // The port stays taken, so that nobody else comes to listen there.
    try (Socket silent = new Socket();
        TestStore store = store()) {
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      URI shop = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      assertThat(lost(store, pay(shop, true)).mayHaveArrived()).isFalse();
      assertThat(store.http().exchanges()).hasSize(1);
      assertThat(store.http().exchanges().getFirst().reply()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"drop before reading", "drop after reading", "200 cut after 3", "hold"})
  void tellsThatACallMayHaveArrivedWhenItsAnswerIsLost(String fault) {
    String body = fault.startsWith("200") ? "\n{\"order\": 1}\n" : "";
    try (FixturePlayer player =
            FixturePlayer.playText("### pay\nPOST /pay\n\n<--- " + fault + "\n" + body);
        TestStore store =
            TestStore.named("paper")
                .timeout(Duration.ofMillis(fault.equals("hold") ? 200 : 10_000))
                .build()) {
      assertThat(lost(store, pay(player, true)).mayHaveArrived()).isTrue();
    }
  }

  @Test
  void endsWhenTheCallerIsInterruptedAndLeavesTheFlagSet() {
    try (FixturePlayer player = FixturePlayer.playText("### pay\nPOST /pay\n\n<--- hold\n");
        TestStore store = TestStore.named("paper").timeout(Duration.ofSeconds(30)).build()) {
      Interruption.of(() -> assertThat(lost(store, pay(player, true)).mayHaveArrived()).isTrue());
    }
  }

  @Test
  void refusesTheCallThatBuysWhenItIsTooLate() {
    try (FixturePlayer player = FixturePlayer.playText(SHOP);
        TestStore store = store()) {
      store.http().notAfter(TestClock.START);
      store.http().send(pay(player, true));
      store.clock().advance(Duration.ofMillis(1));
      assertThat(lost(store, pay(player, true)).mayHaveArrived()).isFalse();
      store.http().send(pay(player, false));
      assertThat(player.count("pay")).isEqualTo(2);
    }
  }

  @Test
  void speaksToThisMachineOnly() {
    try (TestStore store = store()) {
      assertThatThrownBy(
              () ->
                  store
                      .http()
                      .send(
                          new StoreHttp.Call(
                              "GET", URI.create("http://192.0.2.1/"), Map.of(), null, false)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("this machine only");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_SENT, 0, false",
    "TIMES_OUT_AFTER_SEND, 1, true",
    "DROPS_AFTER_SEND, 1, true",
  })
  void losesTheAnswersItIsToldToLose(WireFault fault, int arrived, boolean mayHaveArrived) {
    try (FixturePlayer player = FixturePlayer.playText(SHOP);
        TestStore store = store()) {
      store.http().inject(fault, WireFault.Reach.IRREVOCABLE_CALLS);
      assertThat(lost(store, pay(player, true)).mayHaveArrived()).isEqualTo(mayHaveArrived);
      assertThat(player.count("pay")).isEqualTo(arrived);
      store.http().send(pay(player, false));
      store.http().heal();
      store.http().send(pay(player, true));
      assertThat(player.count("pay")).isEqualTo(arrived + 2);
    }
  }

  @Test
  void spoilsTheRepliesItIsToldToSpoil() {
    try (FixturePlayer player = FixturePlayer.playText(SHOP);
        TestStore store = store()) {
      RecordingHttp http = store.http();
      http.inject(WireFault.SERVER_ERROR, WireFault.Reach.ALL_CALLS);
      assertThat(http.send(pay(player, false)).status()).isEqualTo(502);
      http.inject(WireFault.GARBLED_REPLY, WireFault.Reach.ALL_CALLS);
      assertThat(http.send(pay(player, false)).body()).isEqualTo("{\"order\": \"o-1\", \"card");
      http.inject(WireFault.UNKNOWN_FIELDS, WireFault.Reach.ALL_CALLS);
      assertThat(http.send(pay(player, false)).body()).contains("brassTestkitUnknown");
      assertThat(player.count("pay")).isEqualTo(3);
    }
  }

  @Test
  void writesAFixtureThatPlaysWhatWasRecordedAndHidesSecrets() {
    String fixture;
    try (FixturePlayer player = FixturePlayer.playText(SHOP);
        TestStore store = store()) {
      StoreHttp.Call call =
          new StoreHttp.Call(
              "POST",
              URI.create(player.uri() + "/pay?to=a%20b"),
              Map.of("x-password", "canary-password-3f9a1c"),
              "{\"password\": \"canary-password-3f9a1c\", \"amount\": 7}",
              true);
      store.http().send(call);
      fixture = store.http().fixture();
    }
    assertThat(fixture)
        .contains("### 1 POST /pay")
        .contains("? query to = a b")
        .contains("\"password\" : \"***\"")
        .contains("x-session: s-1")
        .doesNotContain("canary-password-3f9a1c");
    try (FixturePlayer replay = FixturePlayer.playText(fixture);
        TestStore store = store()) {
      StoreHttp.Reply reply =
          store
              .http()
              .send(
                  new StoreHttp.Call(
                      "POST",
                      URI.create(replay.uri() + "/pay?to=a+b"),
                      Map.of(),
                      "{\"amount\": 7, \"password\": \"another\"}",
                      true));
      assertThat(reply.body()).contains("o-1");
      assertThat(reply.header("x-session")).isEqualTo("s-1");
    }
  }

  private static TestStore store() {
    return TestStore.named("paper").build();
  }

  private static StoreHttp.Call pay(FixturePlayer player, boolean irrevocable) {
    return pay(player.uri(), irrevocable);
  }

  private static StoreHttp.Call pay(URI shop, boolean irrevocable) {
    return new StoreHttp.Call(
        "POST",
        URI.create(shop + "/pay"),
        Map.of("content-type", "application/json"),
        "{}",
        irrevocable);
  }

  private static StoreException lost(TestStore store, StoreHttp.Call call) {
    StoreException lost = catchThrowableOfType(StoreException.class, () -> store.http().send(call));
    assertThat(lost).isNotNull();
    return lost;
  }
}
