package dev.brass.bench.nodes;

import static java.util.stream.Collectors.joining;

import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the simulation reads of the server's tables, by itself, so that a mistake of the server's
/// own reading does not hide one of its writing. It connects anew each time, to whatever is the
/// primary.
final class NodesRepository {

  private static final String ORDERS =
      """
      select o.id, o.tenant_id, o.store, o.door, o.state, o.state_data, o.sealed_state, o.attempts,
        r.spec, r.echo, r.sealed,
        extract(epoch from clock_timestamp() - o.updated_at)::bigint as rests
      from orders o
      join order_request r on r.tenant_id = o.tenant_id and r.order_id = o.id
      order by o.id
      """;

  private static final String ATTEMPTS =
      """
      select id, order_id, status from order_attempt
      """;

  /// Purchases that no order has. The order of a purchase may have been lost with the database and
  /// submitted again: the new order has the same attempt.
  private static final String STRAYS =
      """
      select order_id || ' ' || attempt_id
      from stray_purchase s
      where not exists (
        select from order_attempt a
        where a.id = s.attempt_id and a.status = 'placed' and s.settlement = 'kept')
      """;

  /// Losses of history, ended or not.
  private static final String LOSSES =
      """
      select id from recovery
      """;

  private static final String MARKS =
      """
      select id, tick from history_mark
      """;

  private static final String RECOVERING =
      """
      select exists (select from recovery where ended_at is null)
      """;

  /// What is under way; what is followed for days, and what cleans up, is not.
  private static final String UNFINISHED =
      """
      select kind || ' ' || state || ' of ' || subject || ': ' || coalesce(error, '') as job
      from job
      where tenant_id <> '00000000-0000-0000-0000-000000000000'
        and (state = 'discarded'
          or (state in ('ready', 'parked') and kind <> 'track-order'
            and due_at < now() + interval '1 hour'))
      limit 50
      """;

  /// What an order's wallet was asked for: held and not settled, captured or owed.
  private static final String WALLET =
      """
      select order_id,
        coalesce(sum(amount) filter (where kind in ('capture', 'purchase')), 0)::bigint as paid,
        coalesce(sum(amount) filter (where kind = 'refund'), 0)::bigint as refunded,
        (count(*) filter (where kind = 'hold')
          - count(*) filter (where kind in ('capture', 'release')))::int as open
      from wallet_transfer
      where order_id is not null
      group by order_id
      """;

  private static final String CARDS =
      """
      select id, order_id, state ->> 'type' as state from card_payment
      """;

  private static final String MESSAGES =
      """
      select m.id, m.order_id, m.event,
        coalesce((
          select d.outcome from webhook_delivery d
          where d.tenant_id = m.tenant_id and d.message_id = m.id
          order by d.number desc limit 1), 'PENDING') as outcome
      from webhook_message m
      """;

  private static final String MAILS =
      """
      select tenant_id, id, recipient, subject, sealed, state, error, sealed_error from mail
      """;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Supplier<String> url;
  private final Installation.Sealed sealed;

  /// What is read there.
  ///
  /// @param url where the primary is
  /// @param sealed opens what it keeps sealed
  NodesRepository(Supplier<String> url, Installation.Sealed sealed) {
    this.url = url;
    this.sealed = sealed;
  }

  /// An order.
  ///
  /// @param error the code of what it failed with
  /// @param action what a person is asked for
  /// @param numbers of its merchant orders, separated by blanks
  /// @param product its first; each order has one
  /// @param rests for how many seconds nothing has happened to it
  record OrderRow(
      UUID id,
      UUID tenantId,
      String store,
      String channel,
      String state,
      @Nullable String error,
      @Nullable String action,
      int attempts,
      String numbers,
      String product,
      long rests) {

    boolean isFinal() {
      return switch (state) {
        case "placed", "cancelled", "cancelled_by_retailer" -> true;
        case "failed" -> !isProbablyPlaced();
        default -> false;
      };
    }

    boolean isProbablyPlaced() {
      return "ORDER_PROBABLY_PLACED".equals(error);
    }
  }

  /// An attempt to place an order.
  record TryRow(UUID id, UUID orderId, String status) {}

  /// What an order's wallet paid.
  ///
  /// @param open holds that have no end
  record WalletRow(UUID orderId, long paid, long refunded, int open) {}

  /// A payment by card.
  record CardRow(UUID id, @Nullable UUID orderId, @Nullable String state) {}

  /// A webhook.
  record MessageRow(UUID id, UUID orderId, String event, String outcome) {}

  /// A mail.
  record MailRow(UUID id, String recipient, String state, String error) {}

  /// Something to find out.
  interface Question<T> {
    T ask(Jdbi jdbi);
  }

  <T> T ask(Question<T> question) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url.get())) {
      Jdbi jdbi = Jdbi.create(connection);
      jdbi.registerArrayType(String.class, "text");
      return question.ask(jdbi);
    }
  }

  private <T> List<T> list(String sql, Class<T> type) throws SQLException {
    return ask(
        jdbi -> jdbi.withHandle(h -> h.createQuery(sql).map(ConstructorMapper.of(type)).list()));
  }

  List<OrderRow> orders() throws SQLException {
    return ask(
        jdbi -> {
          PersonalData personal = new PersonalData(sealer(jdbi));
          return jdbi.withHandle(
              h -> h.createQuery(ORDERS).map((row, _) -> order(row, personal)).list());
        });
  }

  /// What opens the sealed values of a database.
  Sealer sealer(Jdbi jdbi) {
    return sealed.of(jdbi);
  }

  private static OrderRow order(ResultSet row, PersonalData personal) throws SQLException {
    TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
    UUID id = row.getObject("id", UUID.class);
    JsonNode state =
        json(
            personal.open(
                PersonalColumn.ORDER_STATE,
                tenant,
                id.toString(),
                row.getBytes("sealed_state"),
                row.getString("state_data")));
    JsonNode spec =
        json(
            personal.open(
                PersonalColumn.ORDER_REQUEST,
                tenant,
                id.toString(),
                row.getBytes("sealed"),
                row.getString("spec"),
                row.getString("echo")));
    return new OrderRow(
        id,
        tenant.value(),
        row.getString("store"),
        row.getString("door"),
        row.getString("state"),
        state.path("error").path("code").asString(null),
        state.path("action").path("kind").asString(null),
        row.getInt("attempts"),
        state
            .path("placement")
            .path("merchantOrders")
            .valueStream()
            .map(m -> m.path("id").asString())
            .collect(joining(" ")),
        spec.path("lines").path(0).path("productId").asString(""),
        row.getLong("rests"));
  }

  private static JsonNode json(List<@Nullable String> parts) {
    return JSON.readTree(Objects.requireNonNull(parts.getFirst()));
  }

  Map<UUID, TryRow> attempts() throws SQLException {
    Map<UUID, TryRow> attempts = new HashMap<>();
    list(ATTEMPTS, TryRow.class).forEach(row -> attempts.put(row.id(), row));
    return attempts;
  }

  List<String> strays() throws SQLException {
    return texts(STRAYS);
  }

  Set<UUID> losses() throws SQLException {
    return ask(
        jdbi ->
            new HashSet<>(jdbi.withHandle(h -> h.createQuery(LOSSES).mapTo(UUID.class).list())));
  }

  /// How often each node has looked how far the history has come.
  Map<UUID, Long> marks() throws SQLException {
    return ask(
        jdbi ->
            jdbi.withHandle(
                h ->
                    h.createQuery(MARKS)
                        .reduceRows(
                            new HashMap<UUID, Long>(),
                            (marks, row) -> {
                              marks.put(
                                  row.getColumn("id", UUID.class),
                                  row.getColumn("tick", Long.class));
                              return marks;
                            })));
  }

  boolean isRecovering() throws SQLException {
    return ask(jdbi -> jdbi.withHandle(h -> h.createQuery(RECOVERING).mapTo(boolean.class).one()));
  }

  List<String> unfinished() throws SQLException {
    return texts(UNFINISHED);
  }

  private List<String> texts(String sql) throws SQLException {
    return ask(jdbi -> jdbi.withHandle(h -> h.createQuery(sql).mapTo(String.class).list()));
  }

  List<WalletRow> wallets() throws SQLException {
    return list(WALLET, WalletRow.class);
  }

  List<CardRow> cards() throws SQLException {
    return list(CARDS, CardRow.class);
  }

  List<MessageRow> messages() throws SQLException {
    return list(MESSAGES, MessageRow.class);
  }

  List<MailRow> mails() throws SQLException {
    return ask(
        jdbi -> {
          PersonalData personal = new PersonalData(sealer(jdbi));
          return jdbi.withHandle(
              h -> h.createQuery(MAILS).map((row, _) -> mail(row, personal)).list());
        });
  }

  private static MailRow mail(ResultSet row, PersonalData personal) throws SQLException {
    TenantId tenant = new TenantId(row.getObject("tenant_id", UUID.class));
    UUID id = row.getObject("id", UUID.class);
    List<@Nullable String> head =
        personal.open(
            PersonalColumn.MAIL,
            tenant,
            id.toString(),
            row.getBytes("sealed"),
            row.getString("recipient"),
            row.getString("subject"));
    List<@Nullable String> error =
        personal.open(
            PersonalColumn.MAIL_ERROR,
            tenant,
            id.toString(),
            row.getBytes("sealed_error"),
            row.getString("error"));
    return new MailRow(
        id,
        Objects.requireNonNull(head.getFirst()),
        row.getString("state"),
        Objects.requireNonNullElse(error.getFirst(), ""));
  }
}
