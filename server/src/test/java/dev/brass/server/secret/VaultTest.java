package dev.brass.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Database;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.spi.Secret;
import dev.brass.testkit.TestClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {

  @RegisterExtension final TestDatabase db = TestDatabase.perTest();

  @TempDir Path temporary;

  private static final String PURPOSE = "order.payment";
  private static final byte[] PLAIN = "4242424242424242".getBytes(StandardCharsets.UTF_8);

  private final TestClock clock = TestClock.atStart();
  private DataFolder folder;
  private TenantId tenant;
  private TenantId other;
  private Vault vault;

  @BeforeEach
  void open() {
    folder = new DataFolder(temporary.resolve("data"));
    tenant = tenant("one");
    other = tenant("two");
    vault = open(inFile());
  }

  @Test
  void opensWhatItSealedAlsoAfterARestart() {
    byte[] sealed = vault.seal(tenant, PURPOSE, PLAIN);
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("4242");
    assertThat(vault.open(tenant, PURPOSE, sealed)).isEqualTo(PLAIN);
    assertThat(open(inFile()).open(tenant, PURPOSE, sealed)).isEqualTo(PLAIN);
    assertThat(vault.open(tenant, PURPOSE, vault.seal(tenant, PURPOSE, new byte[0]))).isEmpty();
  }

  @Test
  void sealsTheSameValueDifferentlyEachTime() {
    assertThat(vault.seal(tenant, PURPOSE, PLAIN)).isNotEqualTo(vault.seal(tenant, PURPOSE, PLAIN));
  }

  @Test
  void opensForTheSameTenantAndPurposeOnly() {
    byte[] sealed = vault.seal(tenant, PURPOSE, PLAIN);
    byte[] ofOther = vault.seal(other, PURPOSE, PLAIN);
    refuses(other, PURPOSE, sealed);
    refuses(tenant, PURPOSE, ofOther);
    refuses(tenant, "order.credential", sealed);
  }

  @Test
  void opensAValueOfARowForThatRowOnly() {
    byte[] sealed = vault.seal(tenant, PURPOSE, "row 1", PLAIN);
    assertThat(Sealer.isBound(sealed)).isTrue();
    assertThat(vault.open(tenant, PURPOSE, "row 1", sealed)).isEqualTo(PLAIN);
    assertThatThrownBy(() -> vault.open(tenant, PURPOSE, "row 2", sealed))
        .isInstanceOf(VaultException.class);
    assertThatThrownBy(() -> vault.open(other, PURPOSE, "row 1", sealed))
        .isInstanceOf(VaultException.class);
    assertThatThrownBy(() -> vault.open(tenant, "order.credential", "row 1", sealed))
        .isInstanceOf(VaultException.class);
    refuses(tenant, PURPOSE, sealed);
    byte[] unmarked = Arrays.copyOfRange(sealed, 1, sealed.length);
    assertThatThrownBy(() -> vault.open(tenant, PURPOSE, "row 1", unmarked))
        .isInstanceOf(VaultException.class);
  }

  @Test
  void opensAValueOfBeforeRowsWereBound() {
    byte[] old = vault.seal(tenant, PURPOSE, PLAIN);
    assertThat(Sealer.isBound(old)).isFalse();
    assertThat(vault.open(tenant, PURPOSE, "any row", old)).isEqualTo(PLAIN);
  }

  @Test
  void refusesWhatWasChangedAnywhere() {
    byte[] sealed = vault.seal(tenant, PURPOSE, PLAIN);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      refuses(tenant, PURPOSE, changed);
    }
    refuses(tenant, PURPOSE, new byte[0]);
    refuses(tenant, PURPOSE, Arrays.copyOf(sealed, sealed.length - 1));
  }

  @Test
  void keepsItsMasterKeyForTheOwnerOnly() throws IOException {
    assertThat(Files.getPosixFilePermissions(folder.file("master-key.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void keepsNoKeyOrValueInTheDatabaseThatOpensWithoutTheMasterKey() throws IOException {
    vault.seal(tenant, PURPOSE, PLAIN);
    Files.delete(folder.file("master-key.json"));
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> open(inFile()))
        .withMessageContaining("need the master key")
        .withMessageContaining("master-key.json does not have");
    assertThat(folder.file("master-key.json")).doesNotExist();
  }

  @Test
  void refusesToStartWithAnotherMasterKey() {
    folder.write("master-key.json", Keyset.newMaster().toJson().reveal());
    assertThatExceptionOfType(VaultException.class).isThrownBy(() -> open(inFile()));
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> open(inEnvironment(Keyset.newMaster().toJson().reveal())))
        .withMessageContaining("BRASS_MASTER_KEY does not have");
  }

  /// The file is there, the commit was lost.
  @Test
  void aCrashBetweenFileAndCommitIsNoLoss() throws IOException {
    db.database().jdbi().useHandle(handle -> handle.execute("delete from master_key"));
    String before = Files.readString(folder.file("master-key.json"));
    byte[] sealed = open(inFile()).seal(tenant, PURPOSE, PLAIN);
    assertThat(Files.readString(folder.file("master-key.json"))).isEqualTo(before);
    assertThat(open(inFile()).open(tenant, PURPOSE, sealed)).isEqualTo(PLAIN);
  }

  @Test
  void takesEachFormOfAMasterKeyFromTheEnvironment() {
    byte[] raw = new byte[32];
    Arrays.fill(raw, (byte) 7);
    String json = Keyset.newMaster().toJson().reveal();
    String rawText = Base64.getEncoder().encodeToString(raw);
    String base64 = Base64.getMimeEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    for (String text : List.of(json, base64, rawText)) {
      db.database().jdbi().useHandle(handle -> handle.execute("truncate data_key, master_key"));
      byte[] sealed = open(inEnvironment(text)).seal(tenant, PURPOSE, PLAIN);
      assertThat(open(inEnvironment(text + "\n")).open(tenant, PURPOSE, sealed)).isEqualTo(PLAIN);
    }
    assertThatExceptionOfType(VaultException.class).isThrownBy(() -> open(inEnvironment(json)));
  }

  @Test
  void doesNotTellAMasterKeyThatItCannotRead() {
    for (String text : List.of("hunter2", "{\"key\": \"hunter2\"}", "aHVudGVyMg==", "{")) {
      assertThatExceptionOfType(VaultException.class)
          .isThrownBy(() -> open(inEnvironment(text)))
          .withMessageStartingWith("BRASS_MASTER_KEY holds no master key")
          .withMessageNotContaining("hunter2")
          .withNoCause();
    }
  }

  @Test
  void asksNothingOfTheDatabaseForFiveMinutes() {
    vault.seal(tenant, PURPOSE, PLAIN);
    db.database().jdbi().useHandle(handle -> handle.execute("drop table data_key"));
    clock.advance(Duration.ofSeconds(299));
    assertThat(vault.open(tenant, PURPOSE, vault.seal(tenant, PURPOSE, PLAIN))).isEqualTo(PLAIN);
  }

  @Test
  void aRotatedDataKeySealsAndTheOldOneStillOpens() {
    Vault otherNode = open(inFile());
    byte[] old = otherNode.seal(tenant, PURPOSE, PLAIN);

    vault.rotateDataKey(tenant);

    byte[] fresh = vault.seal(tenant, PURPOSE, PLAIN);
    assertThat(Keyset.keyOf(fresh)).isNotEqualTo(Keyset.keyOf(old));
    assertThat(vault.open(tenant, PURPOSE, old)).isEqualTo(PLAIN);
    clock.advance(Duration.ofSeconds(2));
    assertThat(otherNode.open(tenant, PURPOSE, fresh)).isEqualTo(PLAIN);
    assertThat(Keyset.keyOf(otherNode.seal(tenant, PURPOSE, PLAIN))).isEqualTo(Keyset.keyOf(fresh));
  }

  @Test
  void otherNodesFollowARotatedDataKeyAfterFiveMinutes() {
    Vault otherNode = open(inFile());
    otherNode.seal(tenant, PURPOSE, PLAIN);
    vault.rotateDataKey(tenant);
    byte[] fresh = vault.seal(tenant, PURPOSE, PLAIN);
    clock.advance(Duration.ofMinutes(5));
    assertThat(Keyset.keyOf(otherNode.seal(tenant, PURPOSE, PLAIN))).isEqualTo(Keyset.keyOf(fresh));
  }

  @Test
  void nodesThatMakeTheFirstDataKeyAtOnceUseTheSame() throws Exception {
    Set<Long> keys = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> sealed = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Vault node = open(inFile());
        sealed.add(threads.submit(() -> node.seal(tenant, PURPOSE, PLAIN)));
      }
      for (Future<byte[]> one : sealed) {
        keys.add(Keyset.keyOf(one.get()));
        assertThat(vault.open(tenant, PURPOSE, one.get())).isEqualTo(PLAIN);
      }
    }
    assertThat(keys).hasSize(1);
  }

  @Test
  void aKeyThatWasMadeInATransactionIsKeptWhenThatIsRolledBack() {
    byte[] sealed =
        db.database()
            .jdbi()
            .inTransaction(
                handle -> {
                  byte[] value = vault.seal(tenant, PURPOSE, PLAIN);
                  handle.rollback();
                  return value;
                });

    assertThat(open(inFile()).open(tenant, PURPOSE, sealed)).isEqualTo(PLAIN);
  }

  @Test
  void noticesADataKeyThatWasChangedOrPutInAnothersPlace() {
    vault.seal(tenant, PURPOSE, PLAIN);
    vault.seal(other, PURPOSE, PLAIN);
    db.database()
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        update data_key set wrapped = (
                          select wrapped from data_key where tenant_id = :other)
                        where tenant_id = :tenant
                        """)
                    .bind("tenant", tenant.value())
                    .bind("other", other.value())
                    .execute());
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> open(inFile()).seal(tenant, PURPOSE, PLAIN))
        .withMessageContaining("was changed in the database");
  }

  private void refuses(TenantId owner, String purpose, byte[] sealed) {
    assertThatExceptionOfType(VaultException.class)
        .isThrownBy(() -> vault.open(owner, purpose, sealed))
        .withMessageContaining(owner.toString())
        .withMessageNotContaining("4242");
  }

  private Vault open(MasterKeySource source) {
    Database database = db.database();
    return Vault.open(database, source, clock);
  }

  private MasterKeySource inFile() {
    return new MasterKeySource(null, folder);
  }

  private MasterKeySource inEnvironment(String text) {
    return new MasterKeySource(Secret.of(text), folder);
  }

  private TenantId tenant(String name) {
    try (Tenants tenants = new Tenants(db.database(), clock)) {
      return tenants.create(name).orElseThrow().id();
    }
  }
}
