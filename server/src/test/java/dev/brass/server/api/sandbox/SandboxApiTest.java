package dev.brass.server.api.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.api.Router;
import dev.brass.server.connect.SandboxClocks;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.job.Jobs;
import dev.brass.server.tenant.KeyKind;
import dev.brass.server.tenant.Scope;
import dev.brass.server.tenant.Tenant;
import dev.brass.server.tenant.Tenants;
import dev.brass.testkit.TestClock;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SandboxApiTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final byte[] A_SECOND = "{\"advance\":\"PT1S\"}".getBytes(StandardCharsets.UTF_8);

  private final TestClock clock = TestClock.atStart();

  @Test
  void aClockIsMovedSoOftenInAMinuteAndNoMore() {
    try (Tenants tenants = new Tenants(db.database(), clock)) {
      Tenant tenant = tenants.create("mover").orElseThrow();
      String key =
          tenants.createKey(tenant.id(), KeyKind.TEST, "k", Scope.FULL, null).text().reveal();
      SandboxClocks clocks =
          new SandboxClocks(db.database().jdbi(), new Jobs(db.database(), clock), clock);
      Router router = new Router(List.of(new SandboxApi(tenants, clocks, clock)));
      for (int i = 0; i < 300; i++) {
        assertThat(move(router, key).status()).isEqualTo(200);
      }
      Reply refused = move(router, key);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.headers()).containsEntry("Retry-After", "1");
      clock.advance(Duration.ofSeconds(1));
      assertThat(move(router, key).status()).isEqualTo(200);
    }
  }

  private static Reply move(Router router, String key) {
    return router.handle(
        new ApiRequest(
            "id",
            "POST",
            "/sandbox/clock",
            Map.of(),
            Map.of("authorization", "Bearer " + key),
            new ByteArrayInputStream(A_SECOND),
            1_000));
  }
}
