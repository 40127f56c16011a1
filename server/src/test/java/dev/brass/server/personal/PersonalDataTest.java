package dev.brass.server.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.secret.TestVault;
import dev.brass.server.secret.Vault;
import dev.brass.server.secret.VaultException;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PersonalDataTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  private static final String ROW = PersonalColumn.row(UUID.randomUUID(), 3);

  private Vault vault;
  private PersonalData data;
  private TenantId tenant;

  @BeforeEach
  void open() {
    vault = TestVault.open(DB.database());
    data = new PersonalData(vault);
    tenant = tenant();
  }

  private static TenantId tenant() {
    try (Tenants tenants = new Tenants(DB.database(), InstantSource.system())) {
      return tenants.create("tenant-" + UUID.randomUUID()).orElseThrow().id();
    }
  }

  @Test
  void givesBackWhatWasSealedOneValueForAllParts() {
    byte[] sealed = seal("Zoë 🦫", null, "", "{}");

    assertThat(new String(sealed, StandardCharsets.UTF_8)).doesNotContain("Zoë");
    assertThat(data.open(PersonalColumn.BULK_ROW, tenant, ROW, sealed, null, null, null, null))
        .containsExactly("Zoë 🦫", null, "", "{}");
  }

  @Test
  void readsRowsThatAreNotSealedYet() {
    assertThat(data.open(PersonalColumn.BULK_ROW, tenant, ROW, null, "Zoë", null, "a", "b"))
        .containsExactly("Zoë", null, "a", "b");
  }

  @Test
  void opensForTheSameTenantColumnAndRowOnly() {
    byte[] sealed = seal("a", "b", "c", "d");
    String other = PersonalColumn.row(UUID.randomUUID(), 3);

    refused(() -> data.open(PersonalColumn.BULK_ROW, tenant(), ROW, sealed));
    refused(() -> data.open(PersonalColumn.BULK_ROW, tenant, other, sealed));
    refused(() -> data.open(PersonalColumn.BULK_REQUEST, tenant, ROW, sealed));
    refused(() -> vault.open(tenant, "order-private", sealed));
  }

  @Test
  void opensWhatWasSealedBeforeTheTenantsDataKeyWasRotated() {
    byte[] old = seal("a", "b", "c", "d");
    vault.rotateDataKey(tenant);

    assertThat(data.open(PersonalColumn.BULK_ROW, tenant, ROW, old)).startsWith("a");
  }

  @Test
  void sealsNothingWhereThereIsNothing() {
    assertThat(data.sealAny(PersonalColumn.BULK_ROW, tenant, ROW, null, null, null, null)).isNull();
  }

  private byte[] seal(@Nullable String... parts) {
    return data.seal(PersonalColumn.BULK_ROW, tenant, ROW, parts);
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable open) {
    assertThatExceptionOfType(VaultException.class).isThrownBy(open);
  }
}
