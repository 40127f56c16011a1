package dev.brass.server.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What V27 makes of money that came back before there was one way for it.
class RefundMigrationTest {

  @RegisterExtension static final TestDatabase DB = TestDatabase.perClass();

  private static final String TENANT = "00000000-0000-7000-8000-000000000001";
  private static final String ORDER = "00000000-0000-7000-8000-00000000000a";
  private static final String OTHER = "00000000-0000-7000-8000-00000000000b";
  private static final String RETURN = "00000000-0000-7000-8000-00000000000e";

  private static final String OLD =
      """
      insert into wallet_transfer
        (tenant_id, id, mode, debit, credit, amount, currency, kind, order_id, pending_id,
         idempotency_key, note, created_at)
      values
        ('%1$s', '%2$s', 'live', 'client', 'operator', 1500, 'USD', 'hold', '%2$s', null, null,
         '', now()),
        ('%1$s', uuidv7(), 'live', 'client', 'operator', 1000, 'USD', 'capture', '%2$s', '%2$s',
         null, '', now()),
        ('%1$s', uuidv7(), 'live', 'cash', 'client', 300, 'USD', 'top_up', null, null,
         'case/%2$s/2', '', now()),
        ('%1$s', uuidv7(), 'live', 'cash', 'client', 800, 'USD', 'top_up', null, null,
         'return/%4$s', '', now()),
        ('%1$s', uuidv7(), 'live', 'cash', 'client', 70, 'USD', 'top_up', null, null,
         'case/closed', '', now()),
        ('%1$s', '%3$s', 'live', 'client', 'operator', 500, 'USD', 'hold', '%3$s', null, null,
         '', now()),
        ('%1$s', uuidv7(), 'live', 'client', 'operator', 500, 'USD', 'capture', '%3$s', '%3$s',
         null, '', now()),
        ('%1$s', uuidv7(), 'live', 'operator', 'client', 400, 'USD', 'refund', '%3$s', null,
         null, '', now());
      insert into errand (tenant_id, id, mode, kind, store, order_id, wish, state, version, echo,
                          private, created_at, updated_at)
      values ('%1$s', '%4$s', 'live', 'return', 'shop', '%2$s', '{}', '{"is": "Credited"}', 3,
              '{}', '', now(), now());
      insert into card_payment (tenant_id, id, mode, terms, request_hash, request, quote, state,
                                version, created_at, updated_at, expires_at)
      select '%1$s', uuidv7(), 'live', '{}', sha256(''), '', '{}', state::jsonb, 1, now(), now(),
        now()
      from (values
        ('{"is": "Holding"}'),
        ('{"is": "Captured", "refunded": 40, "refunds": 1, "costs": {"goods": {"minor": 900},
           "margin": {"minor": 0}, "fee": {"minor": 100}, "processing": {"minor": 61}}}'),
        ('{"is": "Refunding", "refunded": 40, "part": 60, "costs": {"goods": {"minor": 900},
           "margin": {"minor": 5}, "fee": {"minor": 100}, "processing": {"minor": 61}}}'))
        as s(state);
      insert into agent_payment (tenant_id, id, purpose, challenge, credential_hash, request_hash,
                                 rail, amount, currency, state, private, version, created_at,
                                 updated_at)
      select uuidv7(), uuidv7(), 'order', state, sha256(''), sha256(''), 'local', 1000, 'USD',
        state::jsonb, '', 1, now(), now()
      from (values
        ('{"is": "Bought", "returned": 20}'),
        ('{"is": "Returning", "returned": 20, "amount": {"minor": 30}}'),
        ('{"is": "Returned", "amount": {"minor": 1000}}'),
        ('{"is": "Refused"}')) as s(state);
      """;

  @Test
  void whatCameBackIsKnownOfEachOrderAndNeverMoreThanItCost() {
    String url = DB.url() + "&currentSchema=old";
    flyway(url).target("23").load().migrate();
    Jdbi jdbi = Jdbi.create(url);
    jdbi.useHandle(handle -> handle.execute(OLD.formatted(TENANT, ORDER, OTHER, RETURN)));

    flyway(url).load().migrate();

    jdbi.useHandle(
        handle -> {
          // 300 of a case and 800 of a return were given back for an order of 1,000.
          assertThat(
                  rows(handle, "(paid, refunded, unlinked)", "wallet_purchase order by order_id"))
              .containsExactly("(1000,1000,1000)", "(500,400,0)");
          assertThat(rows(handle, "(captured, refunded)", "card_payment order by captured"))
              .containsExactly("(0,0)", "(1061,40)", "(1066,100)");
          assertThat(rows(handle, "returned", "agent_payment p order by p.returned"))
              .containsExactly("0", "20", "50", "1000");
        });
  }

  private static FluentConfiguration flyway(String url) {
    return Flyway.configure()
        .dataSource(url, null, null)
        .schemas("old")
        .locations("classpath:dev/brass/server/db/migration");
  }

  private static List<String> rows(Handle handle, String what, String from) {
    return handle
        .createQuery("select %s::text from %s".formatted(what, from))
        .mapTo(String.class)
        .list();
  }
}
