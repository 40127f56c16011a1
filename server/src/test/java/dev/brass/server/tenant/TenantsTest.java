package dev.brass.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.brass.server.db.Database;
import dev.brass.server.db.TestDatabase;
import dev.brass.testkit.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TenantsTest {

  @RegisterExtension static final TestDatabase db = TestDatabase.perClass();

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final TestClock clock = TestClock.at(NOW);
  private Tenants tenants;
  private Tenant tenant;

  @BeforeEach
  void open() {
    tenants = new Tenants(db.database(), clock);
    tenant = tenants.create("tenant " + UUID.randomUUID()).orElseThrow();
  }

  @AfterEach
  void close() {
    tenants.close();
  }

  @Test
  void knowsItsTenantsByTheirUniqueNames() {
    assertThat(tenants.find(tenant.name())).contains(tenant);
    assertThat(tenants.list(1000)).contains(tenant);
    assertThat(tenants.create(tenant.name())).isEmpty();
    assertThat(tenants.find("nobody")).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> tenants.create(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> tenants.create("x".repeat(101)));
  }

  @Test
  void tellsWhoCallsByEachKindOfKey() {
    NewKey client = key(KeyKind.CLIENT);
    NewKey live = key(KeyKind.LIVE);
    NewKey test = tenants.createKey(tenant.id(), KeyKind.TEST, "test", Scope.READ, null);

    assertThat(tenants.authenticate(text(client), KeyKind.CLIENT))
        .isEqualTo(new Caller(tenant.id(), client.key().id(), Mode.LIVE, Scope.FULL));
    assertThat(tenants.authenticate(text(live), KeyKind.LIVE, KeyKind.TEST))
        .isEqualTo(new Caller(tenant.id(), live.key().id(), Mode.LIVE, Scope.FULL));
    assertThat(tenants.authenticate(text(test), KeyKind.LIVE, KeyKind.TEST))
        .isEqualTo(new Caller(tenant.id(), test.key().id(), Mode.TEST, Scope.READ));
    assertThat(text(live)).matches("zn_live_[0-9A-Za-z]{43}");
    assertThat(text(test)).startsWith("zn_test_");
  }

  @Test
  void aKeyOpensNoOtherDoor() {
    NewKey client = key(KeyKind.CLIENT);
    NewKey admin = tenants.createAdminKey("operator", null);
    assertThat(tenants.authenticate(text(client), KeyKind.LIVE)).isEqualTo(Refusal.UNKNOWN);
    assertThat(tenants.operator(text(client))).isEmpty();
    assertThat(tenants.operator(text(admin))).contains(new Operator(admin.key().id()));
    assertThat(tenants.authenticate(text(admin), KeyKind.values())).isEqualTo(Refusal.UNKNOWN);
    assertThatIllegalArgumentException().isThrownBy(() -> key(KeyKind.ADMIN));
  }

  @Test
  void refusesWhatIsNoKey() {
    String unknown = KeyText.random(KeyKind.LIVE).reveal();
    String known = text(key(KeyKind.LIVE));
    for (String presented :
        List.of("", "zn_live_", unknown, known + "x", known.substring(1), " " + known)) {
      assertThat(tenants.authenticate(presented, KeyKind.values())).isEqualTo(Refusal.UNKNOWN);
      assertThat(tenants.operator(presented)).isEmpty();
    }
  }

  @Test
  void refusesARevokedKeyAtOnceHereAndSoonElsewhere() {
    NewKey key = key(KeyKind.LIVE);
    try (Tenants otherNode = new Tenants(db.database(), clock)) {
      assertThat(otherNode.authenticate(text(key), KeyKind.LIVE)).isInstanceOf(Caller.class);
      assertThat(tenants.authenticate(text(key), KeyKind.LIVE)).isInstanceOf(Caller.class);

      assertThat(tenants.revoke(key.key().id())).isTrue();

      assertThat(tenants.authenticate(text(key), KeyKind.LIVE)).isEqualTo(Refusal.REVOKED);
      clock.advance(Duration.ofSeconds(5));
      assertThat(otherNode.authenticate(text(key), KeyKind.LIVE)).isEqualTo(Refusal.REVOKED);
    }
    assertThat(tenants.revoke(UUID.randomUUID())).isFalse();
  }

  @Test
  void revokingAgainKeepsTheFirstTime() {
    NewKey key = key(KeyKind.LIVE);
    tenants.revoke(key.key().id());
    clock.advance(Duration.ofDays(1));
    tenants.revoke(key.key().id());
    assertThat(tenants.keys(tenant.id(), 10)).extracting(ApiKey::revokedAt).containsExactly(NOW);
  }

  @Test
  void refusesAnExpiredKeyToTheSecondAlthoughItIsCached() {
    NewKey key =
        tenants.createKey(tenant.id(), KeyKind.LIVE, "short", Scope.FULL, NOW.plusSeconds(2));
    clock.advance(Duration.ofMillis(1_999));
    assertThat(tenants.authenticate(text(key), KeyKind.LIVE)).isInstanceOf(Caller.class);
    clock.advance(Duration.ofMillis(1));
    assertThat(tenants.authenticate(text(key), KeyKind.LIVE)).isEqualTo(Refusal.EXPIRED);
  }

  @Test
  void acceptsAKeyThatAnotherNodeMadeAfterItWasRefused() {
    try (Tenants otherNode = new Tenants(db.database(), clock)) {
      String text = text(otherNode.createKey(tenant.id(), KeyKind.LIVE, "x", Scope.FULL, null));
      assertThat(tenants.authenticate(text, KeyKind.LIVE)).isInstanceOf(Caller.class);
    }
  }

  @Test
  void asksTheDatabaseOnceInAWhile() {
    NewKey key = key(KeyKind.LIVE);
    String unknown = KeyText.random(KeyKind.LIVE).reveal();
    tenants.authenticate(text(key), KeyKind.LIVE);
    tenants.authenticate(unknown, KeyKind.LIVE);
    try (Database other = Database.open(db.url(), 2)) {
      other.jdbi().useHandle(handle -> handle.execute("update api_key set scope = 'read'"));
    }
    assertThat(tenants.authenticate(text(key), KeyKind.LIVE))
        .isEqualTo(new Caller(tenant.id(), key.key().id(), Mode.LIVE, Scope.FULL));
    clock.advance(Duration.ofSeconds(5));
    assertThat(tenants.authenticate(text(key), KeyKind.LIVE))
        .isEqualTo(new Caller(tenant.id(), key.key().id(), Mode.LIVE, Scope.READ));
  }

  @Test
  void writesDownWhenKeysWereLastUsed() {
    NewKey used = key(KeyKind.LIVE);
    NewKey unused = key(KeyKind.TEST);
    NewKey admin = tenants.createAdminKey("operator", null);
    tenants.authenticate(text(used), KeyKind.LIVE);
    tenants.operator(text(admin));
    clock.advance(Duration.ofSeconds(1));
    tenants.authenticate(text(used), KeyKind.LIVE);
    assertThat(lastUse(used)).isEmpty();

    tenants.flushUses();

    assertThat(lastUse(used)).contains(NOW.plusSeconds(1));
    assertThat(lastUse(unused)).isEmpty();
    assertThat(tenants.adminKeys(1000))
        .filteredOn(key -> key.id().equals(admin.key().id()))
        .extracting(ApiKey::lastUsedAt)
        .containsExactly(NOW);
  }

  @Test
  void aLaterUseThatAnotherNodeWroteStays() {
    NewKey key = key(KeyKind.LIVE);
    tenants.authenticate(text(key), KeyKind.LIVE);
    try (Tenants otherNode = new Tenants(db.database(), TestClock.at(NOW.plusSeconds(30)))) {
      otherNode.authenticate(text(key), KeyKind.LIVE);
    }
    tenants.flushUses();
    assertThat(lastUse(key)).contains(NOW.plusSeconds(30));
  }

  @Test
  void aRefusedKeyWasNotUsed() {
    NewKey key = key(KeyKind.LIVE);
    tenants.revoke(key.key().id());
    tenants.authenticate(text(key), KeyKind.LIVE);
    tenants.flushUses();
    assertThat(lastUse(key)).isEmpty();
  }

  @Test
  void keepsNoKeyInTheDatabaseAndPrintsNone() {
    NewKey key = key(KeyKind.LIVE);
    assertThat(key.toString()).doesNotContain(text(key));
    String row =
        db.database()
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery("select api_key::text from api_key where id = :id")
                        .bind("id", key.key().id())
                        .mapTo(String.class)
                        .one());
    assertThat(row).contains(key.key().ending()).doesNotContain(text(key).substring(8, 20));
  }

  private Optional<Instant> lastUse(NewKey key) {
    return tenants.keys(tenant.id(), 100).stream()
        .filter(found -> found.id().equals(key.key().id()))
        .map(ApiKey::lastUsedAt)
        .flatMap(at -> Optional.ofNullable(at).stream())
        .findFirst();
  }

  private NewKey key(KeyKind kind) {
    return tenants.createKey(tenant.id(), kind, "a key", Scope.FULL, null);
  }

  private static String text(NewKey key) {
    return key.text().reveal();
  }
}
