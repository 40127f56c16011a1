package dev.brass.server.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.brass.postgres.EmbeddedPostgres;
import dev.brass.postgres.PhysicalCopy;
import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Database;
import dev.brass.server.secret.MasterKeyRotation.Outcome;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import dev.brass.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups of a real PostgreSQL, restored after the master key was changed.
class BackupKeysTest {

  private static final String NAME = "brass";
  private static final byte[] PLAIN = "secret".getBytes(StandardCharsets.UTF_8);

  @TempDir Path temporary;

  private final TestClock clock = TestClock.atStart();
  private String url = "";

  @Test
  void aBackupFromBeforeTwoRotationsIsReadUntilItsKeyIsDropped() {
    DataFolder keys = new DataFolder(temporary.resolve("data"));
    MasterKeySource source = new MasterKeySource(null, keys);
    Map<TenantId, byte[]> first = new LinkedHashMap<>();
    Map<TenantId, byte[]> both = new LinkedHashMap<>();
    Path folder = temporary.resolve("live");
    Path oldest = temporary.resolve("oldest");
    Path middle = temporary.resolve("middle");

    onDatabase(
        folder,
        database -> {
          Vault vault = Vault.open(database, source, clock);
          first.putAll(seal(database, vault, "one"));
          PhysicalCopy.take(url, folder, oldest);
          clock.advance(Duration.ofDays(1));
          rotate(database, source);
          both.putAll(first);
          both.putAll(seal(database, vault, "two"));
          PhysicalCopy.take(url, folder, middle);
          clock.advance(Duration.ofDays(1));
          assertThat(rotate(database, source).kept())
              .extracting(MasterKeyRotation.Retired::until)
              .containsExactly(
                  TestClock.START.plus(Duration.ofDays(1)),
                  TestClock.START.plus(Duration.ofDays(2)));
        });

    Keyset known = source.read().orElseThrow();
    assertThat(known.ids()).hasSize(3);
    onDatabase(oldest, database -> allOpen(Vault.open(database, source, clock), first));
    onDatabase(middle, database -> allOpen(Vault.open(database, source, clock), both));

    // A restored database is brought to the newest key, and its own stays for the backup.
    onDatabase(
        oldest,
        database -> {
          assertThat(rotate(database, source).masterKey()).isEqualTo(known.primary());
          allOpen(Vault.open(database, source, clock), first);
        });
    assertThat(source.read().orElseThrow().ids()).isEqualTo(known.ids());

    onDatabase(
        folder,
        database -> {
          long dropped =
              source.readKeys().orElseThrow().terms().entrySet().stream()
                  .filter(each -> TestClock.START.equals(each.getValue().since()))
                  .map(Map.Entry::getKey)
                  .findFirst()
                  .orElseThrow();
          new MasterKeyRemoval(database, source, clock).remove(dropped);
          allOpen(Vault.open(database, source, clock), both);
        });
    onDatabase(middle, database -> allOpen(Vault.open(database, source, clock), both));
  }

  @Test
  void aBackupWhoseKeyWasDroppedSaysSo() {
    DataFolder keys = new DataFolder(temporary.resolve("data"));
    MasterKeySource source = new MasterKeySource(null, keys);
    Path folder = temporary.resolve("live");
    Path backup = temporary.resolve("backup");
    onDatabase(
        folder,
        database -> {
          seal(database, Vault.open(database, source, clock), "one");
          PhysicalCopy.take(url, folder, backup);
          long old = source.read().orElseThrow().primary();
          rotate(database, source);
          new MasterKeyRemoval(database, source, clock).remove(old);
        });
    onDatabase(
        backup,
        database ->
            assertThatExceptionOfType(VaultException.class)
                .isThrownBy(() -> Vault.open(database, source, clock))
                .withMessageContaining("it was dropped at " + clock.instant()));
  }

  private void onDatabase(Path folder, Consumer<Database> work) {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      postgres.createDatabase(NAME);
      url = postgres.jdbcUrl(NAME);
      try (Database database = Database.open(url, 2)) {
        work.accept(database);
      }
    }
  }

  private Outcome.Done rotate(Database database, MasterKeySource source) {
    return (Outcome.Done) new MasterKeyRotation(database, source, clock).rotate();
  }

  private Map<TenantId, byte[]> seal(Database database, Vault vault, String name) {
    try (Tenants tenants = new Tenants(database, clock)) {
      TenantId tenant = tenants.create(name).orElseThrow().id();
      return Map.of(tenant, vault.seal(tenant, "test", PLAIN));
    }
  }

  private static void allOpen(Vault vault, Map<TenantId, byte[]> sealed) {
    assertThat(sealed).isNotEmpty();
    sealed.forEach(
        (tenant, value) -> assertThat(vault.open(tenant, "test", value)).isEqualTo(PLAIN));
  }
}
