package dev.brass.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.secret.MasterKeyRotation.Outcome;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.spi.Secret;
import dev.brass.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
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
  void rewrapsEveryDataKeyAndKeepsTheOldMasterKeyForBackups() {
    Keyset before = inFile().read().orElseThrow();
    clock.advance(Duration.ofDays(1));

    Outcome outcome = rotation(inFile()).rotate();

    Keyset after = inFile().read().orElseThrow();
    assertThat(outcome)
        .isEqualTo(
            new Outcome.Done(
                after.primary(),
                TENANTS,
                List.of(
                    new MasterKeyRotation.Retired(
                        before.primary(), TestClock.START, clock.instant())),
                inFile().toString()));
    assertThat(after.ids()).containsExactlyInAnyOrder(before.primary(), after.primary());
    assertThat(masterKeysInUse()).containsExactly(Map.entry(after.primary(), (long) TENANTS));
    allOpen(open(inFile()));
  }

  @Test
  void marksInTheFileWhenEachKeyWasNeeded() {
    long first = inFile().read().orElseThrow().primary();
    clock.advance(Duration.ofDays(1));
    rotation(inFile()).rotate();
    long second = inFile().read().orElseThrow().primary();
    Instant between = clock.instant();
    clock.advance(Duration.ofDays(1));
    rotation(inFile()).rotate();

    MasterKeys keys = inFile().readKeys().orElseThrow();
    assertThat(keys.terms())
        .containsOnly(
            Map.entry(first, new MasterKeys.Term(TestClock.START, between)),
            Map.entry(second, new MasterKeys.Term(between, clock.instant())),
            Map.entry(keys.keyset().primary(), new MasterKeys.Term(clock.instant(), null)));
  }

  @Test
  void dropsAKeyThatOnlyBackupsNeed() {
    long old = inFile().read().orElseThrow().primary();
    clock.advance(Duration.ofDays(1));
    rotation(inFile()).rotate();
    MasterKeyRotation.Retired lost =
        new MasterKeyRotation.Retired(old, TestClock.START, clock.instant());
    assertThat(removal(inFile()).judge(old)).isEqualTo(lost);

    assertThat(removal(inFile()).remove(old))
        .isEqualTo(new MasterKeyRemoval.Removed(lost, inFile().toString(), false));

    assertThat(inFile().read().orElseThrow().ids()).hasSize(1).doesNotContain(old);
    assertThat(inFile().readKeys().orElseThrow().dropped()).containsOnlyKeys(old);
    allOpen(open(inFile()));
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> removal(inFile()).remove(old))
        .withMessageContaining("has no master key " + old);
  }

  @Test
  void dropsNoKeyThatIsInUse() {
    long current = inFile().read().orElseThrow().primary();
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> removal(inFile()).remove(current))
        .withMessageContaining("is in use");
    Keyset next = inFile().read().orElseThrow().withNewPrimary();
    inFile().write(MasterKeys.of(next));
    makeCurrent(next.primary());
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> removal(inFile()).remove(current))
        .withMessageContaining("is in use");
    allOpen(open(inFile()));
  }

  /// A rotation has written its new key, and has not ended yet, when another command drops an older
  /// one.
  @Test
  void aKeyThatIsDroppedDuringARotationStaysDropped() throws Exception {
    long oldest = inFile().read().orElseThrow().primary();
    rotation(inFile()).rotate();
    long before = inFile().read().orElseThrow().primary();
    FutureTask<Outcome> rotating = new FutureTask<>(() -> rotation(inFile()).rotate());
    FutureTask<MasterKeyRemoval.Removed> removing =
        new FutureTask<>(() -> removal(inFile()).remove(oldest));
    Thread removes = Thread.ofPlatform().unstarted(removing);
    db.database()
        .jdbi()
        .useTransaction(
            handle -> {
              handle.execute("select tenant_id from data_key for update");
              Thread.ofPlatform().start(rotating);
              await().until(() -> inFile().read().orElseThrow().primary() != before);
              await().until(() -> !currentInDatabase().equals(before));
              removes.start();
              await().until(() -> WAITS_OR_ENDED.contains(removes.getState()));
            });
    rotating.get();
    removing.get();

    MasterKeys keys = inFile().readKeys().orElseThrow();
    assertThat(keys.keyset().ids()).hasSize(2).contains(before).doesNotContain(oldest);
    assertThat(keys.keyset().primary()).isEqualTo(currentInDatabase());
    assertThat(keys.dropped()).containsOnlyKeys(oldest);
    assertThat(keys.hasUnmarked()).isFalse();
    allOpen(open(inFile()));
  }

  private static final Set<Thread.State> WAITS_OR_ENDED =
      Set.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED);

  private Long currentInDatabase() {
    return db.database().jdbi().withHandle(new SecretRepository()::current).orElseThrow();
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
    inFile().write(MasterKeys.of(next));
    allOpen(open(inFile()));
    TenantId newcomer = tenant("newcomer");
    byte[] value = open(inFile()).seal(newcomer, "test", PLAIN);

    assertThat(done(rotation(inFile()).rotate())).isEqualTo(Map.entry(next.primary(), TENANTS + 1));

    allOpen(open(inFile()));
    assertThat(open(inFile()).open(newcomer, "test", value)).isEqualTo(PLAIN);
  }

  /// The database knows the new key, some data keys are rewrapped.
  @Test
  void goesOnAfterACrashWhileRewrapping() {
    Keyset next = inFile().read().orElseThrow().withNewPrimary();
    inFile().write(MasterKeys.of(next));
    makeCurrent(next.primary());
    allOpen(running);
    TenantId newcomer = tenant("newcomer");
    byte[] value = running.seal(newcomer, "test", PLAIN);
    assertThat(masterKeysInUse()).hasSize(2);

    assertThat(done(rotation(inFile()).rotate())).isEqualTo(Map.entry(next.primary(), TENANTS));

    allOpen(open(inFile()));
    assertThat(open(inFile()).open(newcomer, "test", value)).isEqualTo(PLAIN);
    assertThat(inFile().readKeys().orElseThrow().hasUnmarked()).isFalse();
  }

  /// Everything is rewrapped, the old key in the file is not marked.
  @Test
  void goesOnAfterACrashBeforeTheOldKeyWasMarked() {
    rotation(inFile()).rotate();
    Keyset current = inFile().read().orElseThrow();
    inFile().write(MasterKeys.of(current));

    assertThat(done(rotation(inFile()).rotate())).isEqualTo(Map.entry(current.primary(), 0));

    assertThat(inFile().read().orElseThrow().ids()).isEqualTo(current.ids());
    assertThat(inFile().readKeys().orElseThrow().hasUnmarked()).isFalse();
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

    Secret<String> marked = Secret.of(folder.read("master-key.next.json").orElseThrow());
    allOpen(open(inEnvironment(both)));
    allOpen(open(inEnvironment(marked)));
    assertThatExceptionOfType(VaultException.class).isThrownBy(() -> open(inEnvironment(first)));

    long old = inEnvironment(first).read().orElseThrow().primary();
    assertThat(removal(inEnvironment(marked)).remove(old).environment()).isTrue();
    Secret<String> only = Secret.of(folder.read("master-key.next.json").orElseThrow());
    assertThat(inEnvironment(only).read().orElseThrow().ids()).hasSize(1).doesNotContain(old);
    allOpen(open(inEnvironment(only)));
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

  private MasterKeyRemoval removal(MasterKeySource source) {
    return new MasterKeyRemoval(db.database(), source, clock);
  }

  /// The new key and how many data keys were rewrapped.
  private static Map.Entry<Long, Integer> done(Outcome outcome) {
    Outcome.Done done = (Outcome.Done) outcome;
    return Map.entry(done.masterKey(), done.rewrapped());
  }

  private MasterKeySource inFile() {
    return new MasterKeySource(null, folder);
  }

  private MasterKeySource inEnvironment(Secret<String> text) {
    return new MasterKeySource(text, folder);
  }
}
