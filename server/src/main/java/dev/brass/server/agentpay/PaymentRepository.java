package dev.brass.server.agentpay;

import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import dev.brass.spi.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The table `agent_payment`. Thread-safe.
final class PaymentRepository {

  private static final String PRIVATE = "agent-payment";

  private static final String INSERT =
      """
      insert into agent_payment (
        tenant_id, id, purpose, challenge, proof, credential_hash, request_hash, idempotency_key,
        rail, play, amount, currency, state, private, version, created_at, updated_at)
      values (
        :tenant, :id, :purpose, :challenge, :proof, :credential, :request, :key,
        :rail, :play, :amount, :currency, cast(:state as jsonb), :private, 1, :at, :at)
      on conflict do nothing
      """;

  private static final String COLUMNS =
      """
      select tenant_id, id, purpose, challenge, credential_hash, request_hash, idempotency_key,
             rail, play, amount, currency, state, private, version, created_at, updated_at
      from agent_payment
      """;

  private static final String BY_CHALLENGE = COLUMNS + " where challenge = :challenge";

  private static final String BY_KEY =
      COLUMNS + " where idempotency_key = :key and request_hash = :request";

  private static final String GET = COLUMNS + " where tenant_id = :tenant and id = :id";

  /// The client's key is free again if nothing was bought and nothing will be.
  private static final String UPDATE =
      """
      update agent_payment
      set state = cast(:state as jsonb), private = :private, version = :version, updated_at = :at,
          returned = :returned,
          given_up_at = case when :owed then :at when :free then null else given_up_at end,
          given_up_why = case when :owed then cast(:why as text) when :free then null
                              else given_up_why end,
          settled_at = case when :owed then null else settled_at end,
          idempotency_key = case when :free then null else idempotency_key end
      where tenant_id = :tenant and id = :id and version = :version - 1
      """;

  private static final String FORGET =
      """
      delete from agent_payment
      where tenant_id = :tenant and id = :id and version = :version and state ->> 'is' = 'Refused'
      """;

  private final Sealer sealer;
  private final PaymentJson json = new PaymentJson();

  PaymentRepository(Sealer sealer) {
    this.sealer = sealer;
  }

  /// A payment with the parts that only this package may see.
  ///
  /// @param credential the hash of its credential
  /// @param request the hash of the request that it pays for
  @SuppressWarnings("ArrayRecordComponent") // compared by isFor and isWith only
  record Stored(Payment payment, PaymentPrivate secrets, byte[] credential, byte[] request) {

    boolean isFor(byte[] other) {
      return Arrays.equals(request, other);
    }

    boolean isWith(byte[] other) {
      return Arrays.equals(credential, other);
    }

    Stored with(Payment next) {
      return new Stored(next, secrets, credential, request);
    }

    Stored with(PaymentPrivate more) {
      return new Stored(payment, more, credential, request);
    }
  }

  /// Stores a new payment; false when its challenge, proof or key was used before.
  ///
  /// @param house the tenant for which secrets of payments are sealed
  boolean insert(Handle handle, TenantId house, Stored stored, @Nullable String proof) {
    Payment payment = stored.payment();
    return handle
            .createUpdate(INSERT)
            .bind("tenant", payment.tenant().value())
            .bind("id", payment.id())
            .bind("purpose", payment.purpose().name().toLowerCase(Locale.ROOT))
            .bind("challenge", payment.challenge())
            .bind("proof", proof)
            .bind("credential", stored.credential())
            .bind("request", stored.request())
            .bind("key", payment.idempotencyKey())
            .bind("rail", payment.rail())
            .bind("play", payment.play())
            .bind("amount", payment.amount().minor())
            .bind("currency", payment.amount().currency().getCurrencyCode())
            .bind("state", json.write(payment.state()))
            .bind("private", sealed(house, payment, stored.secrets()))
            .bind("at", payment.createdAt())
            .execute()
        == 1;
  }

  /// Stores the state of a payment; false when it has changed since it was read.
  boolean update(Handle handle, TenantId house, Stored after) {
    Payment payment = after.payment();
    boolean nothing =
        payment.state() instanceof PaymentState.Refused
            || payment.state() instanceof PaymentState.Declined
            || payment.state() instanceof PaymentState.Returned
            || payment.state() instanceof PaymentState.Owed;
    return handle
            .createUpdate(UPDATE)
            .bind("tenant", payment.tenant().value())
            .bind("id", payment.id())
            .bind("state", json.write(payment.state()))
            .bind(
                "private",
                sealed(
                    house,
                    payment,
                    switch (payment.state()) {
                      case PaymentState.Refused _ -> after.secrets().erased();
                      case PaymentState.Declined _ -> after.secrets().withoutRequest();
                      default -> after.secrets();
                    }))
            .bind("version", payment.version())
            .bind("free", nothing)
            .bind("owed", payment.state() instanceof PaymentState.Owed)
            .bind("why", payment.state() instanceof PaymentState.Owed owed ? owed.why() : null)
            .bind("returned", payment.state().back())
            .bind("at", payment.updatedAt())
            .execute()
        == 1;
  }

  /// Deletes a payment without money; false when it has changed since it was read.
  boolean forget(Handle handle, Payment payment) {
    return handle
            .createUpdate(FORGET)
            .bind("tenant", payment.tenant().value())
            .bind("id", payment.id())
            .bind("version", payment.version())
            .execute()
        == 1;
  }

  private byte[] sealed(TenantId house, Payment payment, PaymentPrivate secrets) {
    return sealer.seal(house, PRIVATE, payment.id().toString(), json.writeSecret(secrets));
  }

  Optional<Stored> byChallenge(Handle handle, TenantId house, String challenge) {
    return handle
        .createQuery(BY_CHALLENGE)
        .bind("challenge", challenge)
        .map((row, _) -> stored(row, house))
        .findOne();
  }

  /// The payment for the same request with the same client key.
  Optional<Stored> byKey(Handle handle, TenantId house, String key, byte[] request) {
    return handle
        .createQuery(BY_KEY)
        .bind("key", key)
        .bind("request", request)
        .map((row, _) -> stored(row, house))
        .findOne();
  }

  Optional<Stored> get(Handle handle, TenantId house, TenantId tenant, UUID id) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .bind("id", id)
        .map((row, _) -> stored(row, house))
        .findOne();
  }

  private Stored stored(ResultSet row, TenantId house) throws SQLException {
    Payment payment =
        new Payment(
            new TenantId(row.getObject("tenant_id", UUID.class)),
            row.getObject("id", UUID.class),
            Payment.Purpose.valueOf(row.getString("purpose").toUpperCase(Locale.ROOT)),
            row.getString("challenge"),
            row.getString("idempotency_key"),
            row.getString("rail"),
            row.getBoolean("play"),
            Money.of(row.getLong("amount"), row.getString("currency")),
            json.state(row.getString("state")),
            row.getInt("version"),
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            row.getObject("updated_at", OffsetDateTime.class).toInstant());
    return new Stored(
        payment,
        json.readSecret(
            sealer.open(house, PRIVATE, payment.id().toString(), row.getBytes("private"))),
        row.getBytes("credential_hash"),
        row.getBytes("request_hash"));
  }
}
