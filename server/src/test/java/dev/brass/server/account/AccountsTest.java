package dev.brass.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Ids;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.job.Jobs;
import dev.brass.server.secret.MasterKeyRotation;
import dev.brass.server.secret.MasterKeySource;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.spi.Secret;
import dev.brass.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Managed accounts: their secrets, and which is the best.
class AccountsTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private static final String CANARY = "canary-password";

  private final TestClock clock = TestClock.at(Instant.parse("2026-01-02T03:04:05Z"));
  @TempDir private Path folder;
  private MasterKeySource source = new MasterKeySource(null, new DataFolder(Path.of("unused")));
  private TenantId tenant = new TenantId(Ids.next());

  @BeforeEach
  void setUp() {
    source = new MasterKeySource(null, new DataFolder(folder));
    try (Tenants tenants = new Tenants(DB.database(), clock)) {
      tenant = tenants.create("tenant").orElseThrow().id();
    }
  }

  private Accounts accounts() {
    return new Accounts(
        DB.database().jdbi(),
        Vault.open(DB.database(), source, clock),
        new Jobs(DB.database(), clock),
        clock);
  }

  private static AccountContent content(String email) {
    return new AccountContent(
        email,
        "amazon",
        Secret.of(CANARY),
        Secret.of("GEZDGNBVGY3TQOJQ"),
        Secret.of("{\"pin\":\"canary-pin\"}"),
        false,
        10);
  }

  private ManagedAccount create(Accounts accounts, String email) {
    clock.advance(Duration.ofSeconds(1));
    return ((Accounts.Outcome.Stored) accounts.create(tenant, Mode.LIVE, content(email))).account();
  }

  private void set(ManagedAccount account, String assignment) {
    DB.database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "update managed_account set " + assignment + " where id = ?", account.id()));
  }

  private Optional<String> best(Accounts accounts) {
    return DB.database()
        .jdbi()
        .withHandle(
            handle ->
                accounts.best(
                    handle, tenant, Mode.LIVE, "amazon", UUID.randomUUID(), clock.instant()))
        .map(account -> account.content().email());
  }

  @Test
  void secretsAreSealedAndOutliveTheChangeOfTheMasterKey() {
    ManagedAccount account = create(accounts(), "tim@example.com");
    List<byte[]> stored =
        DB.database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select sealed from managed_account")
                        .mapTo(byte[].class)
                        .list());
    assertThat(stored)
        .singleElement()
        .satisfies(
            bytes ->
                assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                    .doesNotContain("canary", "GEZDGNBV"));
    assertThat(account.toString()).doesNotContain("canary", "GEZDGNBV");

    assertThat(new MasterKeyRotation(DB.database(), source, clock).rotate())
        .isInstanceOf(MasterKeyRotation.Outcome.Done.class);
    assertThat(accounts().find(tenant, Mode.LIVE, account.shortId())).contains(account);
  }

  @Test
  void theBestIsFreeRestedAndLongestUnused() {
    Accounts accounts = accounts();
    ManagedAccount a = create(accounts, "a@example.com");
    ManagedAccount b = create(accounts, "b@example.com");
    ManagedAccount c = create(accounts, "c@example.com");
    assertThat(best(accounts)).contains("a@example.com");
    set(a, "last_used_at = '2026-01-01T00:00:00Z'");
    assertThat(best(accounts)).contains("b@example.com");
    set(b, "last_used_at = '2026-01-02T03:04:00Z'");
    set(c, "is_paused = true");
    assertThat(best(accounts)).as("b cools down, and c is paused").contains("a@example.com");
    set(a, "is_paused = true");
    assertThat(best(accounts)).as("all others are paused").contains("b@example.com");
    accounts.delete(tenant, Mode.LIVE, b.shortId());
    assertThat(best(accounts)).as("the first to be asked again").contains("c@example.com");
    accounts.delete(tenant, Mode.LIVE, a.shortId());
    accounts.delete(tenant, Mode.LIVE, c.shortId());
    assertThat(best(accounts)).isEmpty();
  }

  @Test
  void aPauseByARefusalEndsWithAnotherLogIn() {
    Accounts accounts = accounts();
    ManagedAccount account = create(accounts, "a@example.com");
    set(account, "is_paused = true, pause_reason = 'wrong password'");
    assertThat(updated(accounts, account, content("a@example.com")).pauseReason())
        .isEqualTo("wrong password");
    ManagedAccount mended = updated(accounts, account, content("b@example.com"));
    assertThat(mended.pauseReason()).isNull();
    assertThat(mended.content().isPaused()).isFalse();
  }

  private ManagedAccount updated(Accounts accounts, ManagedAccount account, AccountContent to) {
    return ((Accounts.Outcome.Stored)
            accounts.update(tenant, Mode.LIVE, account.shortId(), null, _ -> to).orElseThrow())
        .account();
  }
}
