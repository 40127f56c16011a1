package dev.brass.server.agentpay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.secret.TestVault;
import dev.brass.server.tenant.Tenants;
import dev.brass.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PaymentSecretsTest {

  private static final Duration MONTH = Duration.ofDays(30);

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  private Tenants tenants;
  private PaymentSecrets secrets;

  @BeforeEach
  void open() {
    tenants = new Tenants(DB.database(), clock);
    secrets =
        new PaymentSecrets(
            DB.database(),
            new AgentsTenant(tenants),
            new PaymentSecretRepository(TestVault.open(DB.database())),
            clock);
  }

  @AfterEach
  void close() {
    tenants.close();
  }

  private List<String> all() {
    return secrets.all().stream().map(HexFormat.of()::formatHex).toList();
  }

  @Test
  void eachBackupOfAMonthHasWhatMakesChallengesInIt() {
    String first = all().getFirst();
    clock.advance(MONTH);
    List<String> backup = all();
    assertThat(backup).hasSize(2).startsWith(first);

    clock.advance(MONTH);
    assertThat(all().getFirst()).isNotEqualTo(first).isIn(backup);
    assertThat(all()).contains(first);
  }

  @Test
  void whatIsTooOldIsForgotten() {
    String first = all().getFirst();
    for (int i = 0; i < 5; i++) {
      clock.advance(MONTH);
      all();
    }
    assertThat(all()).doesNotContain(first).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void whatTheDatabaseHasLostIsMadeAnew() {
    String first = all().getFirst();
    DB.database().jdbi().useHandle(handle -> handle.execute("delete from payment_secret"));
    assertThat(all()).containsExactly(first);

    secrets.forget();

    assertThat(all()).hasSize(1).doesNotContain(first);
  }
}
