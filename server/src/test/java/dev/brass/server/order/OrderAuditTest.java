package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.secret.TestVault;
import dev.brass.testkit.TestClock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the audit notices. Nothing is wrong with what the engine writes; so each flaw is made here.
class OrderAuditTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perTest();

  private EngineRig rig;
  private OrderAudit audit;
  private Order order;

  @BeforeEach
  void placeAnOrder() {
    rig =
        EngineRig.paidByOperator(
            DB.database(), TestClock.at(Instant.parse("2026-01-02T03:04:05Z")), EngineRig.PREPAID);
    rig.topUp(10_000);
    audit = new OrderAudit(DB.database().jdbi(), TestVault.open(DB.database()));
    order = rig.submit(EngineRig.funded("product-1", 5000), EngineRig.card());
    assertThat(audit.flaws()).isEmpty();
    rig.work();
    rig.await(order, OrderState.Placed.class);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void findsNothingWrongWithWhatTheEngineWrites() {
    assertThat(audit.flaws()).isEmpty();
    assertThat(audit.story(order.key()))
        .first()
        .asString()
        .contains(order.id().toString())
        .doesNotContain("canary-password", "5555555555554444");
  }

  @Test
  void aMessageAboutABatchOfOperationsIsAboutNoOrder() {
    DB.database()
        .jdbi()
        .useHandle(
            handle ->
                handle.execute(
                    "insert into webhook_message (tenant_id, id, order_id, mode, event,"
                        + " sealed_body, created_at) values (?, uuidv7(), uuidv7(), 'LIVE',"
                        + " 'batch.completed', '', now())",
                    order.key().tenant().value()));

    assertThat(audit.flaws()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          delete from order_event where sequence = 2             | events and version
          update order_event set sequence = 9 where sequence = 2 | cannot be opened
          delete from order_attempt                              | has no row
          update order_attempt set status = 'refused'            | not exactly one of its attempts is
          update order_attempt set ended_at = null               | has no end
          update order_item set status = 'pending'               | its items should be
          delete from order_item                                 | 0 items and 1 lines
          delete from order_request                              | it has no request
          delete from merchant_order                             | it can be found as []
          insert into order_card select tenant_id, id, '' from orders | its card is not erased
          delete from job where kind = 'track-order'             | 0 track-order jobs
          update orders set state = 'queued', state_data = '{}'  | its events lead to
          delete from orders                                     | have no order
          delete from wallet_transfer where kind = 'capture'     | its transfers should be
          delete from wallet_transfer                            | its transfers should be
          update wallet_transfer set amount = 4 where kind = 'hold' | its transfers should be
          """)
  void findsWhatCannotBe(String change, String flaw) {
    DB.database()
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute("set session_replication_role = replica");
              handle.execute(change);
              handle.execute("set session_replication_role = origin");
            });
    assertThat(audit.flaws()).anyMatch(found -> found.what().contains(flaw));
    assertThat(audit.flaws()).allMatch(found -> found.order().equals(order.key()));
  }
}
