package dev.brass.server.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.brass.server.config.DataFolder;
import dev.brass.server.credential.MasterKeyRotation.Outcome;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.spi.Secret;
import dev.brass.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyRotationTest {

  @RegisterExtension final TestDatabase db = TestDatabase.perTest();

  @TempDir Path temporary;

  private static final byte[] PLAIN = "secret".getBytes(StandardCharsets.UTF_8);
  private static final int TENANTS = 120;

  private final TestClock clock = TestClock.atStart();
  private final Map<TenantId, byte[]> sealed = new HashMap<>();
  private DataFolder folder;
  private Vault running;

  @BeforeEach
  void sealSomething() {
    folder = new DataFolder(temporary.resolve("data"));
    running = open(inFile());
    try (Tenants tenants = new Tenants(db.database(), clock)) {
      for (int i = 0; i < TENANTS; i++) {
        TenantId tenant = tenants.create("tenant " + i).orElseThrow().id();
        sealed.put(tenant, running.seal(tenant, "test", PLAIN));
      }
    }
  }

  @Test
  void rewrapsEveryDataKeyAndDropsTheOldMasterKey() {
    Keyset before = inFile().read().orElseThrow();

    Outcome outcome = rotation(inFile()).rotate();

    Keyset after = inFile().read().orElseThrow();
    assertThat(outcome).isEqualTo(new Outcome.Done(after.primary(), TENANTS));
    assertThat(after.ids()).hasSize(1).doesNotContainAnyElementsOf(before.ids());
    assertThat(masterKeysInUse()).containsExactly(Map.entry(after.primary(), (long) TENANTS));
    allOpen(open(inFile()));
  }

  @Test
  void servesMeanwhileAndAfterwards() {
    rotation(inFile()).rotate();
    allOpen(running);
    TenantId newcomer = tenant("newcomer");
    byte[] value = running.seal(newcomer, "test", PLAIN);
    assertThat(masterKeysInUse()).hasSize(1);
    assertThat(open(inFile()).open(newcomer, "test", value)).isEqualTo(PLAIN);
    clock.advance(Duration.ofMinutes(6));
    allOpen(running);
  }

  @Test
  void canBeDoneAgainAndAgain() {
    for (int i = 0; i < 3; i++) {
      assertThat(rotation(inFile()).rotate())
          .isInstanceOfSatisfying(
              Outcome.Done.class, done -> assertThat(done.rewrapped()).isEqualTo(TENANTS));
    }
    allOpen(open(inFile()));
  }

  /// The file has the new key, the database does not know of it.
  @Test
  void goesOnAfterACrashBeforeTheDatabaseKnew() {
    Keyset next = inFile().read().orElseThrow().withNewPrimary();
    inFile().write(next);
    allOpen(open(inFile()));
    TenantId newcomer = tenant("newcomer");
    byte[] value = open(inFile()).seal(newcomer, "test", PLAIN);

    assertThat(rotation(inFile()).rotate())
        .isEqualTo(new Outcome.Done(next.primary(), TENANTS + 1));

    allOpen(open(inFile()));
    assertThat(open(inFile()).open(newcomer, "test", value)).isEqualTo(PLAIN);
  }

  /// The database knows the new key, some data keys are rewrapped.
  @Test
  void goesOnAfterACrashWhileRewrapping() {
    Keyset next = inFile().read().orElseThrow().withNewPrimary();
    inFile().write(next);
    makeCurrent(next.primary());
    allOpen(running);
    TenantId newcomer = tenant("newcomer");
    byte[] value = running.seal(newcomer, "test", PLAIN);
    assertThat(masterKeysInUse()).hasSize(2);

    assertThat(rotation(inFile()).rotate()).isEqualTo(new Outcome.Done(next.primary(), TENANTS));

    allOpen(open(inFile()));
    assertThat(open(inFile()).open(newcomer, "test", value)).isEqualTo(PLAIN);
    assertThat(inFile().read().orElseThrow().ids()).containsExactly(next.primary());
  }

  /// Everything is rewrapped, the file still has the old key.
  @Test
  void goesOnAfterACrashBeforeTheOldKeyWasDropped() {
    Keyset old = inFile().read().orElseThrow();
    rotation(inFile()).rotate();
    Keyset current = inFile().read().orElseThrow();
    inFile().write(current.withNewPrimary().withPrimary(current.primary()));
    assertThat(inFile().read().orElseThrow().ids()).hasSize(2).doesNotContain(old.primary());

    assertThat(rotation(inFile()).rotate()).isEqualTo(new Outcome.Done(current.primary(), 0));

    assertThat(inFile().read().orElseThrow().ids()).containsExactly(current.primary());
    allOpen(open(inFile()));
  }

  @Test
  void withAKeyInTheEnvironmentTheOperatorTakesTwoSteps() {
    Secret<String> first = inFile().read().orElseThrow().toJson();

    Outcome prepared = rotation(inEnvironment(first)).rotate();

    assertThat(prepared).isInstanceOf(Outcome.Prepared.class);
    Secret<String> both = Secret.of(folder.read("master-key.next.json").orElseThrow());
    Vault updated = open(inEnvironment(both));
    allOpen(updated);
    TenantId newcomer = tenant("newcomer");
    byte[] value = updated.seal(newcomer, "test", PLAIN);
    assertThat(open(inEnvironment(first)).open(newcomer, "test", value)).isEqualTo(PLAIN);

    assertThat(rotation(inEnvironment(both)).rotate())
        .isInstanceOfSatisfying(
            Outcome.DoneInEnvironment.class,
            done -> assertThat(done.rewrapped()).isEqualTo(TENANTS + 1));

    Secret<String> only = Secret.of(folder.read("master-key.next.json").orElseThrow());
    allOpen(open(inEnvironment(both)));
    allOpen(open(inEnvironment(only)));
    assertThatExceptionOfType(VaultException.class).isThrownBy(() -> open(inEnvironment(first)));
  }

  @Test
  void refusesToRotateWithAKeyThatIsNotTheDatabases() {
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> rotation(inEnvironment(Keyset.newMaster().toJson())).rotate());
    allOpen(open(inFile()));
  }

  @Test
  void hasNothingToRotateInANewDatabase() {
    db.database().jdbi().useHandle(handle -> handle.execute("truncate data_key, master_key"));
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> rotation(inFile()).rotate())
        .withMessageContaining("nothing to rotate");
  }

  private void allOpen(Vault vault) {
    sealed.forEach(
        (tenant, value) -> assertThat(vault.open(tenant, "test", value)).isEqualTo(PLAIN));
  }

  private Map<Long, Long> masterKeysInUse() {
    return db.database()
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select master_key_id, count(*) from data_key group by master_key_id")
                    .reduceRows(
                        new HashMap<>(),
                        (counts, row) -> {
                          counts.put(
                              row.getColumn("master_key_id", Long.class),
                              row.getColumn("count", Long.class));
                          return counts;
                        }));
  }

  private void makeCurrent(long masterKey) {
    db.database()
        .jdbi()
        .useTransaction(
            handle -> new SecretRepository().setCurrent(handle, masterKey, clock.instant()));
  }

  private TenantId tenant(String name) {
    try (Tenants tenants = new Tenants(db.database(), clock)) {
      return tenants.create(name).orElseThrow().id();
    }
  }

  private Vault open(MasterKeySource source) {
    return Vault.open(db.database(), source, clock);
  }

  private MasterKeyRotation rotation(MasterKeySource source) {
    return new MasterKeyRotation(db.database(), source, clock);
  }

  private MasterKeySource inFile() {
    return new MasterKeySource(null, folder);
  }

  private MasterKeySource inEnvironment(Secret<String> text) {
    return new MasterKeySource(text, folder);
  }
}
