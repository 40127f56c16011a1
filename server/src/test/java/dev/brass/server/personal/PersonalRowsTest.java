package dev.brass.server.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.job.Jobs;
import dev.brass.server.secret.TestVault;
import dev.brass.server.secret.Vault;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.tenant.Tenants;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Rows as a version before V43 left them.
class PersonalRowsTest {

  @RegisterExtension final TestDatabase db = TestDatabase.perTest();

  private Vault vault;
  private PersonalData data;
  private SearchWords words;
  private PersonalRows rows;
  private TenantId tenant;

  @BeforeEach
  void open() {
    vault = TestVault.open(db.database());
    data = new PersonalData(vault);
    words = new SearchWords(db.database().jdbi(), vault, InstantSource.system());
    rows =
        new PersonalRows(
            db.database(),
            new Jobs(db.database(), InstantSource.system()),
            vault,
            words,
            Map.of(PersonalColumn.ORDER_REQUEST, parts -> List.of(String.valueOf(parts.get(0)))),
            new SimpleMeterRegistry());
    tenant = tenant();
  }

  private TenantId tenant() {
    try (Tenants tenants = new Tenants(db.database(), InstantSource.system())) {
      return tenants.create("tenant-" + UUID.randomUUID()).orElseThrow().id();
    }
  }

  /// The rules of new rows do not hold for those that were there when they were made.
  private void asBefore(String sql, Object... values) {
    db.database()
        .jdbi()
        .useTransaction(
            handle -> {
              List<String> rules =
                  handle
                      .createQuery(
                          """
                          select format('alter table %s add constraint %s %s',
                            conrelid::regclass, conname, pg_get_constraintdef(oid))
                          from pg_constraint where not convalidated
                          """)
                      .mapTo(String.class)
                      .list();
              handle
                  .createQuery(
                      """
                      select format('alter table %s drop constraint %s', conrelid::regclass, conname)
                      from pg_constraint where not convalidated
                      """)
                  .mapTo(String.class)
                  .list()
                  .forEach(handle::execute);
              handle.execute(sql, values);
              rules.forEach(handle::execute);
            });
  }

  private UUID anOrder(String spec, String state) {
    UUID id = UUID.randomUUID();
    asBefore(
        "insert into orders (tenant_id, id, mode, door, store, state, state_data, version,"
            + " created_at, updated_at) values (?, ?, 'live', 'v1', 'shop', 'placed', ?::json, 1,"
            + " now(), now())",
        tenant.value(),
        id,
        state);
    asBefore(
        "insert into order_request (tenant_id, order_id, spec, echo) values (?, ?, ?, 'echo')",
        tenant.value(),
        id,
        spec);
    return id;
  }

  private @Nullable String text(String sql, UUID id) {
    return db.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).bind("id", id).mapTo(String.class).one());
  }

  private byte[] bytes(String sql, UUID id) {
    return db.database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).bind("id", id).mapTo(byte[].class).one());
  }

  private String everything(Handle handle) {
    return String.join(
        "\n",
        handle
            .createQuery(
                "select to_jsonb(o)::text || to_jsonb(r)::text from orders o"
                    + " join order_request r on r.order_id = o.id")
            .mapTo(String.class)
            .list());
  }

  @Test
  void whatOlderVersionsLeftIsSealedAndFoundByItsWords() {
    UUID id =
        anOrder(
            "Zoë", "{\"placement\":{\"price\":{\"total\":{\"minor\":700,\"currency\":\"EUR\"}}}}");
    assertThat(rows.count()).isEqualTo(2);

    assertThat(rows.sealSome()).isEqualTo(2);

    assertThat(rows.count()).isZero();
    assertThat(rows.sealSome()).isZero();
    assertThat(db.database().jdbi().withHandle(this::everything)).doesNotContain("Zoë", "EUR\\");
    assertThat(
            data.open(
                PersonalColumn.ORDER_REQUEST,
                tenant,
                id.toString(),
                bytes("select sealed from order_request where order_id = :id", id)))
        .containsExactly("Zoë", "echo");
    assertThat(text("select total || ' ' || currency from orders where id = :id", id))
        .isEqualTo("700 EUR");
    assertThat(text("select words::text from order_request where order_id = :id", id))
        .isEqualTo("{" + words.hashes(tenant, List.of("zoe")).getFirst() + "}");
  }

  @Test
  void sealsPageByPage() {
    asBefore(
        "insert into order_request (tenant_id, order_id, spec, echo)"
            + " select ?, gen_random_uuid(), 'Zoë', 'echo' from generate_series(1, 450)",
        tenant.value());

    assertThat(rows.sealSome()).isEqualTo(200);
    assertThat(rows.sealSome()).isEqualTo(200);
    assertThat(rows.count()).isEqualTo(50);
    assertThat(rows.sealSome()).isEqualTo(50);
    assertThat(rows.sealSome()).isZero();
  }

  /// One tenant's lost key keeps nothing of the others in clear.
  @Test
  void aRowThatCannotBeSealedIsLeftOut() {
    anOrder("Zoë", "{}");
    asBefore(
        "insert into order_request (tenant_id, order_id, spec, echo)"
            + " values (gen_random_uuid(), gen_random_uuid(), 'Ida', 'echo')");

    assertThat(rows.sealSome()).isEqualTo(1);
    assertThat(rows.count()).isEqualTo(1);
  }

  /// More of them than a page has.
  @Test
  void rowsThatCannotBeSealedAreNotInTheWayOfOthers() {
    asBefore(
        "insert into order_request (tenant_id, order_id, spec, echo)"
            + " select '00000000-0000-4000-8000-000000000001', gen_random_uuid(), 'Ida', 'echo'"
            + " from generate_series(1, 250)");
    anOrder("Zoë", "{}");

    int sealed = 0;
    for (int run = 0; run < 5; run++) {
      sealed += rows.sealSome();
    }

    assertThat(sealed).isEqualTo(1);
    assertThat(rows.count()).isEqualTo(250);
  }

  @Test
  void noRowCanBeWrittenInClear() {
    assertThatExceptionOfType(UnableToExecuteStatementException.class)
        .isThrownBy(
            () ->
                db.database()
                    .jdbi()
                    .useHandle(
                        handle ->
                            handle.execute(
                                "insert into order_request (tenant_id, order_id, spec, echo)"
                                    + " values (?, gen_random_uuid(), 'Zoë', 'echo')",
                                tenant.value())))
        .withMessageContaining("order_request_is_sealed");
  }

  @Test
  void whatIsBesideASealedValueIsKeptWhenItIsSealedForAnotherTenant() {
    UUID id =
        anOrder(
            "Zoë", "{\"placement\":{\"price\":{\"total\":{\"minor\":700,\"currency\":\"EUR\"}}}}");
    asBefore(
        "insert into errand (tenant_id, id, mode, kind, store, wish, state, version, echo,"
            + " created_at, updated_at) values (?, ?, 'live', 'return', 'shop', '{}',"
            + " '{\"is\":\"Open\"}', 1, 'echo', now(), now())",
        tenant.value(),
        id);
    rows.sealSome();

    TenantId owner = tenant();
    db.database().jdbi().useTransaction(handle -> rows.move(handle, tenant, owner));

    assertThat(text("select total || ' ' || currency from orders where id = :id", id))
        .isEqualTo("700 EUR");
    assertThat(text("select standing from errand where id = :id", id)).isEqualTo("Open");
  }

  @Test
  void rowsThatBecomeAnotherTenantsAreSealedForIt() {
    TenantId owner = tenant();
    UUID clear = anOrder("Zoë", "{\"reason\":\"Zoë\"}");
    UUID sealed = anOrder("Ida", "{\"reason\":\"Ida\"}");
    rows.sealSome();
    UUID late = anOrder("Max", "{\"reason\":\"Max\"}");

    db.database()
        .jdbi()
        .useTransaction(
            handle -> {
              rows.move(handle, tenant, owner);
              handle.execute("update orders set tenant_id = ?", owner.value());
              handle.execute("update order_request set tenant_id = ?", owner.value());
            });

    Map.of(clear, "Zoë", sealed, "Ida", late, "Max")
        .forEach(
            (id, name) -> {
              assertThat(
                      data.open(
                          PersonalColumn.ORDER_REQUEST,
                          owner,
                          id.toString(),
                          bytes("select sealed from order_request where order_id = :id", id)))
                  .containsExactly(name, "echo");
              assertThat(
                      data.open(
                          PersonalColumn.ORDER_STATE,
                          owner,
                          id.toString(),
                          bytes("select sealed_state from orders where id = :id", id)))
                  .containsExactly("{\"reason\":\"%s\"}".formatted(name));
              assertThat(text("select words::text from order_request where order_id = :id", id))
                  .isEqualTo("{" + words.hashes(owner, List.of(name)).getFirst() + "}");
            });
    assertThat(rows.count()).isZero();
  }
}
