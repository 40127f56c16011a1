package dev.brass.server.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brass.server.config.DataFolder;
import dev.brass.server.db.Ids;
import dev.brass.server.db.TestDatabase;
import dev.brass.server.secret.MasterKeySource;
import dev.brass.server.secret.Sealer;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Values that an older version has sealed are bound to their rows, page by page.
class BindingHandlerTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.perTest();

  @TempDir private Path folder;

  private static final SealedColumn ERRANDS =
      TenantDataRepository.SEALED.stream()
          .filter(column -> column.table().equals("errand"))
          .findFirst()
          .orElseThrow();

  private static final String INSERT =
      """
      insert into errand (tenant_id, id, mode, kind, store, wish, state, version, echo, private,
                          created_at, updated_at)
      values (:tenant, :id, 'live', 'track', 'shop', '{}', '{}', 1, '{}', :private, :now, :now)
      """;

  private static byte[] stored(Handle handle, UUID id) {
    return handle
        .createQuery("select private from errand where id = :id")
        .bind("id", id)
        .mapTo(byte[].class)
        .one();
  }

  @Test
  void everyValueOpensForItsRowAndNoOtherAfterwards() {
    InstantSource clock = InstantSource.system();
    Sealer vault =
        Vault.open(DATABASE.database(), new MasterKeySource(null, new DataFolder(folder)), clock);
    TenantId tenant;
    try (Tenants tenants = new Tenants(DATABASE.database(), clock)) {
      tenant = tenants.create("one").orElseThrow().id();
    }
    Map<UUID, String> plain = new HashMap<>();
    for (int i = 0; i < 7; i++) {
      plain.put(Ids.next(), "secret " + i);
    }
    DATABASE
        .database()
        .jdbi()
        .useHandle(
            handle ->
                plain.forEach(
                    (id, text) ->
                        handle
                            .createUpdate(INSERT)
                            .bind("tenant", tenant.value())
                            .bind("id", id)
                            .bind(
                                "private",
                                vault.seal(
                                    tenant,
                                    ERRANDS.purpose(),
                                    text.getBytes(StandardCharsets.UTF_8)))
                            .bind("now", clock.instant())
                            .execute()));
    BindingRepository repository = new BindingRepository();
    String after = BindingRepository.FIRST;
    int pages = 0;
    while (after != null) {
      String start = after;
      after =
          DATABASE
              .database()
              .jdbi()
              .inTransaction(handle -> repository.bind(handle, ERRANDS, start, 3, vault));
      pages++;
    }
    assertThat(pages).isEqualTo(3);
    DATABASE
        .database()
        .jdbi()
        .useHandle(
            handle ->
                plain.forEach(
                    (id, text) -> {
                      byte[] sealed = stored(handle, id);
                      assertThat(Sealer.isBound(sealed)).isTrue();
                      assertThat(vault.open(tenant, ERRANDS.purpose(), id.toString(), sealed))
                          .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
                      assertThatThrownBy(
                              () ->
                                  vault.open(
                                      tenant, ERRANDS.purpose(), Ids.next().toString(), sealed))
                          .isInstanceOf(RuntimeException.class);
                    }));
  }

  /// Each column is there, and has what its values are bound to.
  @Test
  void everyColumnIsLookedThrough() {
    BindingRepository repository = new BindingRepository();
    Sealer nothing =
        new Sealer() {
          @Override
          public byte[] seal(TenantId tenant, String purpose, byte[] plain) {
            throw new AssertionError(purpose);
          }

          @Override
          public byte[] open(TenantId tenant, String purpose, byte[] sealed) {
            throw new AssertionError(purpose);
          }
        };
    for (var columns :
        java.util.List.of(TenantDataRepository.SEALED, TenantDataRepository.SEALED_AND_LEFT)) {
      for (SealedColumn column : columns) {
        DATABASE
            .database()
            .jdbi()
            .useTransaction(
                handle ->
                    assertThat(repository.bind(handle, column, BindingRepository.FIRST, 5, nothing))
                        .isNull());
      }
    }
  }
}
