package dev.brass.server.webhook;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.egress.AllowedNetworks;
import dev.brass.server.job.Subjects;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Messages and their deliveries.
final class MessageRepository {

  /// Messages for the tenant's endpoint are left out when there is none: no one could receive them.
  private static final String INSERT =
      """
      insert into webhook_message (
        tenant_id, id, order_id, mode, event, target, sealed_target, sealed_body, clock, created_at)
      select m.tenant_id, m.id, m.order_id, m.mode, m.event, m.target, m.sealed_target, m.body,
        m.clock, m.created_at
      from unnest(
        :messageTenants::uuid[], :messages::uuid[], :orders::uuid[], :modes::text[],
        :events::text[], :targets::text[], :sealedTargets::bytea[], :bodies::bytea[],
        :messageClocks::uuid[], :createdAts::timestamptz[])
        as m (
          tenant_id, id, order_id, mode, event, target, sealed_target, body, clock, created_at)
      where m.target is not null or exists (
        select from webhook_endpoint e
        where e.tenant_id = m.tenant_id and e.mode = m.mode and e.sealed_url is not null)
      returning id
      """;

  private static final String LOAD =
      """
      select k.place, m.mode, m.event, m.target, m.sealed_target, m.body, m.sealed_body,
        m.created_at, c.ahead_ms, e.sealed_url, e.sealed_secret, e.sealed_old_secret, e.old_secret_until,
        e.failing_since, e.paused_at, t.reach
      from unnest(:tenants::uuid[], :ids::uuid[]) with ordinality as k (tenant_id, id, place)
      join webhook_message m on m.tenant_id = k.tenant_id and m.id = k.id
      left join webhook_endpoint e
        on m.target is null and e.tenant_id = m.tenant_id and e.mode = m.mode
      left join sandbox_clock c on m.target is null and c.tenant_id = m.clock
      left join tenant t on t.id = m.tenant_id
      """;

  /// When two nodes make the same try, because the first was thought dead, the one that ends first
  /// is stored.
  private static final String INSERT_DELIVERIES =
      """
      insert into webhook_delivery (
        tenant_id, message_id, number, started_at, duration_ms, target, status, outcome, note,
        sealed)
      select * from unnest(
        :tenants::uuid[], :messages::uuid[], :numbers::int4[], :starts::timestamptz[],
        :durations::int4[], :targets::text[], :statuses::int4[], :outcomes::text[],
        :notes::text[], :sealed::bytea[])
      on conflict do nothing
      returning tenant_id, message_id
      """;

  private static final String MESSAGE_COLUMNS =
      """
      select m.id, m.order_id, m.mode, m.event, m.target, m.sealed_target, m.body, m.sealed_body,
        m.clock, m.created_at, d.number, d.outcome
      from webhook_message m
      left join lateral (
        select number, outcome from webhook_delivery d
        where d.tenant_id = m.tenant_id and d.message_id = m.id
        order by number desc limit 1) d on true
      """;

  private static final String OF_ORDER =
      MESSAGE_COLUMNS
          + """
          where m.tenant_id = :tenant and m.order_id = :order and m.id > :after
          order by m.id limit :limit
          """;

  private static final String FIND =
      MESSAGE_COLUMNS + "where m.tenant_id = :tenant and m.id = :message";

  private static final String FIND_ALL =
      MESSAGE_COLUMNS + "where m.tenant_id = :tenant and m.id = any(:messages) order by m.id";

  private static final String DELIVERIES =
      """
      select number, started_at, duration_ms, target, status, outcome, reply, note, headers, sealed
      from webhook_delivery
      where tenant_id = :tenant and message_id = :message and number > :after
      order by number limit :limit
      """;

  private MessageRepository() {}

  /// A message to be inserted.
  static final class Draft {
    final UUID id;
    final NewMessage message;

    /// As [TargetUrl#shown]; null for the tenant's endpoint.
    final @Nullable String target;

    /// Empty when [#target] is complete.
    final byte[] sealedTarget;

    Draft(UUID id, NewMessage message, @Nullable String target, byte[] sealedTarget) {
      this.id = id;
      this.message = message;
      this.target = target;
      this.sealedTarget = sealedTarget;
    }
  }

  /// The parts of a message that a try needs.
  static final class Loaded {
    final Mode mode;
    final String event;
    final @Nullable String target;
    final byte @Nullable [] sealedTarget;
    final byte[] body;
    final Instant createdAt;

    /// The tenant's endpoint; null when the message is not for it, or it has no URL now.
    final @Nullable SealedEndpoint endpoint;

    /// The difference between the clock that the message follows and the system clock.
    final Duration ahead;

    /// The addresses that this server may call for a tenant that was opened without an account;
    /// null for others.
    final @Nullable AllowedNetworks reach;

    private Loaded(ResultSet row, byte[] body, @Nullable SealedEndpoint endpoint)
        throws SQLException {
      this.mode = Mode.valueOf(row.getString("mode"));
      this.event = row.getString("event");
      this.target = row.getString("target");
      this.sealedTarget = row.getBytes("sealed_target");
      this.body = body;
      this.createdAt = row.getObject("created_at", OffsetDateTime.class).toInstant();
      this.endpoint = endpoint;
      this.ahead = Duration.ofMillis(row.getLong("ahead_ms"));
      String bound = row.getString("reach");
      this.reach = bound == null ? null : AllowedNetworks.valueOf(bound.toUpperCase(Locale.ROOT));
    }

    /// Whether the endpoint is not called at the moment.
    boolean isPaused() {
      return endpoint != null && endpoint.pausedAt != null;
    }
  }

  /// The identity of a message.
  record Key(UUID tenant, UUID message) {}

  private record EndpointKey(UUID tenant, String mode) {}

  /// A delivery to be inserted.
  record NewDelivery(Key key, Delivery delivery) {}

  /// A message with the data to deliver it once more.
  record Found(Message message, @Nullable UUID clock) {}

  /// Messages to be stored with the jobs that deliver them.
  static Subjects insert(PersonalData personal, List<Draft> drafts, Instant now) {
    ColumnArrays rows = new ColumnArrays();
    for (Draft draft : drafts) {
      NewMessage message = draft.message;
      rows.add("messageTenants", message.tenant().value())
          .add("messages", draft.id)
          .add("orders", message.order())
          .add("modes", message.mode().name())
          .add("events", message.event())
          .add("targets", draft.target)
          .add("sealedTargets", draft.sealedTarget.length == 0 ? null : draft.sealedTarget)
          .add(
              "bodies",
              personal.seal(
                  PersonalColumn.MESSAGE_BODY,
                  message.tenant(),
                  draft.id.toString(),
                  message.body()))
          .add("messageClocks", message.clock())
          .add("createdAts", now);
    }
    return new Subjects(INSERT, rows);
  }

  /// Reads messages; null in the place of one that no longer exists.
  static List<@Nullable Loaded> load(Handle handle, PersonalData personal, List<Key> keys) {
    @Nullable Loaded[] loaded = new Loaded[keys.size()];
    Map<EndpointKey, SealedEndpoint> endpoints = new HashMap<>();
    handle
        .createQuery(LOAD)
        .bindArray("tenants", UUID.class, keys.stream().map(Key::tenant).toList())
        .bindArray("ids", UUID.class, keys.stream().map(Key::message).toList())
        .scanResultSet(
            (rows, _) -> {
              for (ResultSet row = rows.get(); row.next(); ) {
                int place = row.getInt("place") - 1;
                Key key = keys.get(place);
                String body = body(personal, new TenantId(key.tenant()), key.message(), row);
                loaded[place] =
                    new Loaded(
                        row,
                        body.getBytes(StandardCharsets.UTF_8),
                        endpoint(row, key.tenant(), endpoints));
              }
              return loaded;
            });
    return Arrays.asList(loaded);
  }

  private static String body(PersonalData personal, TenantId tenant, UUID message, ResultSet row)
      throws SQLException {
    byte[] clear = row.getBytes("body");
    return Objects.requireNonNull(
        personal
            .open(
                PersonalColumn.MESSAGE_BODY,
                tenant,
                message.toString(),
                row.getBytes("sealed_body"),
                clear == null ? null : new String(clear, StandardCharsets.UTF_8))
            .getFirst());
  }

  /// The same object for all messages of an endpoint.
  private static @Nullable SealedEndpoint endpoint(
      ResultSet row, UUID tenant, Map<EndpointKey, SealedEndpoint> known) throws SQLException {
    byte[] url = row.getBytes("sealed_url");
    if (url == null) {
      return null;
    }
    EndpointKey key = new EndpointKey(tenant, row.getString("mode"));
    SealedEndpoint endpoint = known.get(key);
    if (endpoint == null) {
      endpoint =
          new SealedEndpoint(
              url,
              row.getBytes("sealed_secret"),
              row.getBytes("sealed_old_secret"),
              EndpointRepository.instant(row, "old_secret_until"),
              EndpointRepository.instant(row, "failing_since"),
              EndpointRepository.instant(row, "paused_at"));
      known.put(key, endpoint);
    }
    return endpoint;
  }

  /// Stores deliveries, and returns the keys of their messages; a delivery whose number is stored
  /// already is left out.
  static Set<Key> insertDeliveries(Handle handle, PersonalData personal, List<NewDelivery> news) {
    List<Key> keys = news.stream().map(NewDelivery::key).toList();
    List<Delivery> deliveries = news.stream().map(NewDelivery::delivery).toList();
    return handle
        .createQuery(INSERT_DELIVERIES)
        .bindArray("tenants", UUID.class, keys.stream().map(Key::tenant).toList())
        .bindArray("messages", UUID.class, keys.stream().map(Key::message).toList())
        .bindArray("numbers", Integer.class, deliveries.stream().map(Delivery::number).toList())
        .bindArray("starts", Instant.class, deliveries.stream().map(Delivery::startedAt).toList())
        .bindArray(
            "durations",
            Integer.class,
            deliveries.stream().map(d -> (int) d.duration().toMillis()).toList())
        .bindArray("targets", String.class, deliveries.stream().map(Delivery::target).toList())
        .bindArray("statuses", Integer.class, deliveries.stream().map(Delivery::status).toList())
        .bindArray(
            "outcomes", String.class, deliveries.stream().map(d -> d.outcome().name()).toList())
        .bindArray("notes", String.class, deliveries.stream().map(Delivery::note).toList())
        .bindArray("sealed", byte[].class, news.stream().map(n -> sealed(personal, n)).toList())
        .map(
            (row, _) ->
                new Key(
                    row.getObject("tenant_id", UUID.class),
                    row.getObject("message_id", UUID.class)))
        .set();
  }

  private static byte @Nullable [] sealed(PersonalData personal, NewDelivery delivery) {
    return personal.sealAny(
        PersonalColumn.DELIVERY,
        new TenantId(delivery.key().tenant()),
        PersonalColumn.row(delivery.key().message(), delivery.delivery().number()),
        delivery.delivery().reply(),
        delivery.delivery().headers());
  }

  /// The messages of an order, oldest first.
  static List<Message> ofOrder(
      Handle handle, PersonalData personal, TenantId tenant, UUID order, UUID after, int limit) {
    return handle
        .createQuery(OF_ORDER)
        .bind("tenant", tenant.value())
        .bind("order", order)
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> message(personal, tenant, row))
        .list();
  }

  static Optional<Found> find(Handle handle, PersonalData personal, TenantId tenant, UUID message) {
    return handle
        .createQuery(FIND)
        .bind("tenant", tenant.value())
        .bind("message", message)
        .map(
            (row, _) ->
                new Found(message(personal, tenant, row), row.getObject("clock", UUID.class)))
        .findOne();
  }

  /// The existing ones of some messages, oldest first.
  static List<Found> findAll(
      Handle handle, PersonalData personal, TenantId tenant, List<UUID> messages) {
    return handle
        .createQuery(FIND_ALL)
        .bind("tenant", tenant.value())
        .bindArray("messages", UUID.class, messages)
        .map(
            (row, _) ->
                new Found(message(personal, tenant, row), row.getObject("clock", UUID.class)))
        .list();
  }

  static Message message(PersonalData personal, TenantId tenant, ResultSet row)
      throws SQLException {
    String outcome = row.getString("outcome");
    UUID id = row.getObject("id", UUID.class);
    return new Message(
        id,
        row.getObject("order_id", UUID.class),
        Mode.valueOf(row.getString("mode")),
        row.getString("event"),
        row.getString("target"),
        body(personal, tenant, id, row),
        row.getTimestamp("created_at").toInstant(),
        outcome == null ? Message.State.PENDING : Delivery.Outcome.valueOf(outcome).state(),
        row.getInt("number"));
  }

  /// The deliveries of a message, oldest first.
  static List<Delivery> deliveries(
      Handle handle, PersonalData personal, TenantId tenant, UUID message, int after, int limit) {
    return handle
        .createQuery(DELIVERIES)
        .bind("tenant", tenant.value())
        .bind("message", message)
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> delivery(personal, tenant, message, row))
        .list();
  }

  private static Delivery delivery(
      PersonalData personal, TenantId tenant, UUID message, ResultSet row) throws SQLException {
    int number = row.getInt("number");
    List<@Nullable String> said =
        personal.open(
            PersonalColumn.DELIVERY,
            tenant,
            PersonalColumn.row(message, number),
            row.getBytes("sealed"),
            row.getString("reply"),
            row.getString("headers"));
    return new Delivery(
        number,
        row.getTimestamp("started_at").toInstant(),
        Duration.ofMillis(row.getInt("duration_ms")),
        row.getString("target"),
        row.getObject("status", Integer.class),
        Delivery.Outcome.valueOf(row.getString("outcome")),
        said.get(0),
        row.getString("note"),
        said.get(1));
  }
}
