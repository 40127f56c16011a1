package dev.brass.server.mail;

import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The visible parts of the table `mail`. Thread-safe.
final class MailRecordRepository {

  private static final String LIST =
      """
      select id, about, topic, recipient, state, subject, sealed, null as body_text,
             null as body_html, null::bytea as sealed_body, tries, error, sealed_error, created_at,
             ended_at
      from mail
      where tenant_id = :tenant
        and (:about::uuid is null or about = :about::uuid)
        and (:after::uuid is null or id > :after::uuid)
      order by id limit :limit
      """;

  private static final String GET =
      """
      select id, about, topic, recipient, state, subject, sealed, body_text, body_html,
             sealed_body, tries, error, sealed_error, created_at, ended_at
      from mail where tenant_id = :tenant and id = :id
      """;

  private static final String REFUSALS =
      """
      select address from mail_refusal
      where tenant_id = :tenant and address > :after order by address limit :limit
      """;

  private static final String ACCEPT =
      """
      delete from mail_refusal where tenant_id = :tenant and address = :address
      """;

  private final PersonalData personal;

  MailRecordRepository(PersonalData personal) {
    this.personal = personal;
  }

  List<MailRecord> list(
      Handle handle, TenantId tenant, @Nullable UUID about, @Nullable UUID after, int limit) {
    return handle
        .createQuery(LIST)
        .bind("tenant", tenant.value())
        .bind("about", about)
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> mail(row, tenant))
        .list();
  }

  Optional<MailRecord> get(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .bind("id", id)
        .map((row, _) -> mail(row, tenant))
        .findOne();
  }

  /// Addresses that get no mails of a tenant, in their order.
  List<String> refusals(Handle handle, TenantId tenant, String after, int limit) {
    return handle
        .createQuery(REFUSALS)
        .bind("tenant", tenant.value())
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  /// Whether the address got no mails until now.
  boolean accept(Handle handle, TenantId tenant, String address) {
    return handle
            .createUpdate(ACCEPT)
            .bind("tenant", tenant.value())
            .bind("address", address)
            .execute()
        == 1;
  }

  private MailRecord mail(ResultSet row, TenantId tenant) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    List<@Nullable String> head = MailRepository.head(personal, row, tenant, id);
    List<@Nullable String> body = MailRepository.body(personal, row, tenant, id);
    return new MailRecord(
        id,
        row.getObject("about", UUID.class),
        row.getString("topic"),
        Objects.requireNonNull(head.get(0)),
        row.getString("state"),
        Objects.requireNonNull(head.get(1)),
        body.get(0),
        body.get(1),
        row.getInt("tries"),
        personal
            .open(
                PersonalColumn.MAIL_ERROR,
                tenant,
                id.toString(),
                row.getBytes("sealed_error"),
                row.getString("error"))
            .getFirst(),
        Objects.requireNonNull(instant(row, "created_at")),
        instant(row, "ended_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
