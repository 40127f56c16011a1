package dev.brass.server.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Router;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.health.Activity;
import dev.brass.server.health.Health;
import dev.brass.server.recovery.Recovery;
import dev.brass.server.recovery.RecoverySettings;
import dev.brass.server.tenant.Tenants;
import dev.brass.testkit.TestClock;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpsApiTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  private final AtomicLong nanos = new AtomicLong();
  private final Health health = new Health(nanos::get);
  private final AtomicBoolean accepting = new AtomicBoolean(true);

  private Reply get(String path) {
    TestClock clock = TestClock.at(Instant.EPOCH);
    Recovery recovery = new Recovery(DB.database(), RecoverySettings.DEFAULTS, clock);
    try (Tenants tenants = new Tenants(DB.database(), clock)) {
      Router router =
          new Router(
              List.of(
                  new OpsApi(
                      health, recovery, accepting, () -> "", new OperatorCheck(tenants))));
      return router.handle(
          new ApiRequest(
              "r", "GET", path, Map.of(), Map.of(), new ByteArrayInputStream(new byte[0]), 0));
    }
  }

  private static JsonNode json(Reply reply) {
    return JsonMapper.shared().readTree(reply.body());
  }

  @Test
  void whoHasNoProblemIsLiveAndReady() {
    for (String path : List.of("/health/live", "/health/ready")) {
      assertThat(get(path).status()).isEqualTo(200);
      assertThat(json(get(path)).get("status").asString()).isEqualTo("up");
    }
  }

  @Test
  void aPartThatStandsStillMakesItUnreadyAndMuchLaterDead() {
    Activity claims = health.activity("claims", Duration.ofSeconds(15), Duration.ofMinutes(2));
    claims.alive();
    nanos.addAndGet(Duration.ofSeconds(16).toNanos());

    assertThat(get("/health/live").status()).isEqualTo(200);
    Reply late = get("/health/ready");
    assertThat(late.status()).isEqualTo(503);
    assertThat(json(late).toString())
        .isEqualTo(
            "{\"status\":\"down\",\"reason\":\"claims has not got on for 16 s\",\"problems\":"
                + "[{\"part\":\"claims\",\"what\":\"claims has not got on for 16 s\"}]}");

    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    assertThat(get("/health/live").status()).isEqualTo(503);
    claims.alive();
    assertThat(get("/health/live").status()).isEqualTo(200);
    assertThat(get("/health/ready").status()).isEqualTo(200);
  }

  @Test
  void whoDrainsIsNotReady() {
    accepting.set(false);
    assertThat(get("/health/ready").status()).isEqualTo(503);
    assertThat(json(get("/health/ready")).get("status").asString()).isEqualTo("draining");
    assertThat(get("/health/live").status()).isEqualTo(200);
  }
}
