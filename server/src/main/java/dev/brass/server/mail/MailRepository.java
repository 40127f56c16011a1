package dev.brass.server.mail;

import dev.brass.server.db.ColumnArrays;
import dev.brass.server.db.WriteBatch;
import dev.brass.server.personal.PersonalColumn;
import dev.brass.server.personal.PersonalData;
import dev.brass.server.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The tables `mail` and `mail_refusal`. Thread-safe.
final class MailRepository {

  private static final String INSERT =
      """
      insert into mail (tenant_id, id, about, topic, sealed, state, sealed_body, unsubscribe,
                        created_at)
      select * from unnest(:tenants::uuid[], :ids::uuid[], :abouts::uuid[], :topics::text[],
                           :heads::bytea[], :states::text[], :bodies::bytea[],
                           :unsubscribes::text[],
                           :ats::timestamptz[])
      """;

  private static final String GET =
      """
      select tenant_id, id, recipient, state, subject, sealed, body_text, body_html, sealed_body,
             unsubscribe, created_at
      from mail where tenant_id = :tenant and id = :id
      """;

  private static final String TRIED =
      """
      update mail
      set tries = tries + 1, state = :state, error = null, sealed_error = :error,
          ended_at = case when :state = 'waiting' then null else :at::timestamptz end
      where tenant_id = :tenant and id = :id and state in ('waiting', 'given_up')
      """;

  private static final String REACHED =
      """
      select about, bool_or(state = 'sent') as reached
      from mail
      where tenant_id = :tenant and about = any(:abouts)
        and state in ('sent', 'suppressed', 'given_up')
      group by about
      """;

  private static final String REFUSE =
      """
      insert into mail_refusal (tenant_id, address, created_at)
      values (:tenant, :address, :at::timestamptz)
      on conflict do nothing
      """;

  private static final String REFUSES =
      """
      select exists (select from mail_refusal where tenant_id = :tenant and address = :address)
      """;

  private static final String ERASE =
      """
      update mail m set body_text = null, body_html = null, sealed_body = null
      from (select tenant_id, id from mail
            where (body_text is not null or sealed_body is not null) and id < :before
            order by id limit :limit) as old
      where m.tenant_id = old.tenant_id and m.id = old.id
      """;

  private final PersonalData personal;

  MailRepository(PersonalData personal) {
    this.personal = personal;
  }

  void insert(WriteBatch writes, List<NewMail> mails, Instant at) {
    ColumnArrays rows = new ColumnArrays();
    for (NewMail mail : mails) {
      rows.add("tenants", mail.tenant().value())
          .add("ids", mail.id())
          .add("abouts", mail.about())
          .add("topics", mail.topic().code())
          .add(
              "heads",
              personal.seal(
                  PersonalColumn.MAIL,
                  mail.tenant(),
                  mail.id().toString(),
                  mail.recipient(),
                  mail.subject()))
          .add("states", (mail.held() ? StoredMail.State.HELD : StoredMail.State.WAITING).code())
          .add(
              "bodies",
              personal.seal(
                  PersonalColumn.MAIL_BODY,
                  mail.tenant(),
                  mail.id().toString(),
                  mail.text(),
                  mail.html()))
          .add("unsubscribes", mail.unsubscribe())
          .add("ats", at);
    }
    writes.add(INSERT, rows);
  }

  Optional<StoredMail> get(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .bind("id", id)
        .map((row, _) -> mail(row, tenant, id))
        .findOne();
  }

  private StoredMail mail(ResultSet row, TenantId tenant, UUID id) throws SQLException {
    List<@Nullable String> head = head(personal, row, tenant, id);
    List<@Nullable String> body = body(personal, row, tenant, id);
    return new StoredMail(
        tenant,
        id,
        Objects.requireNonNull(head.get(0)),
        StoredMail.State.of(row.getString("state")),
        Objects.requireNonNull(head.get(1)),
        body.get(0),
        body.get(1),
        row.getString("unsubscribe"),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  /// Its recipient and its subject.
  static List<@Nullable String> head(PersonalData personal, ResultSet row, TenantId tenant, UUID id)
      throws SQLException {
    return personal.open(
        PersonalColumn.MAIL,
        tenant,
        id.toString(),
        row.getBytes("sealed"),
        row.getString("recipient"),
        row.getString("subject"));
  }

  /// The body of a mail, as text and as HTML.
  static List<@Nullable String> body(PersonalData personal, ResultSet row, TenantId tenant, UUID id)
      throws SQLException {
    return personal.open(
        PersonalColumn.MAIL_BODY,
        tenant,
        id.toString(),
        row.getBytes("sealed_body"),
        row.getString("body_text"),
        row.getString("body_html"));
  }

  /// Stores the outcome of a mail.
  ///
  /// @param error the reason of the failure; null when there is none
  void tried(
      Handle handle, StoredMail mail, StoredMail.State state, @Nullable String error, Instant at) {
    handle
        .createUpdate(TRIED)
        .bind("tenant", mail.tenant().value())
        .bind("id", mail.id())
        .bind("state", state.code())
        .bind(
            "error",
            personal.sealAny(PersonalColumn.MAIL_ERROR, mail.tenant(), mail.id().toString(), error))
        .bind("at", at.toString())
        .execute();
  }

  /// The outcomes of mails by subject: whether one has reached its recipient, or none could.
  /// Subjects without a finished mail are left out.
  Map<UUID, Boolean> reached(Handle handle, TenantId tenant, Collection<UUID> abouts) {
    Map<UUID, Boolean> reached = new HashMap<>();
    handle
        .createQuery(REACHED)
        .bind("tenant", tenant.value())
        .bindArray("abouts", UUID.class, List.copyOf(abouts))
        .map((row, _) -> Map.entry(row.getObject("about", UUID.class), row.getBoolean("reached")))
        .forEach(entry -> reached.put(entry.getKey(), entry.getValue()));
    return reached;
  }

  /// Sends no more mails of a tenant to an address.
  void refuse(Handle handle, TenantId tenant, String address, Instant at) {
    handle
        .createUpdate(REFUSE)
        .bind("tenant", tenant.value())
        .bind("address", address)
        .bind("at", at.toString())
        .execute();
  }

  boolean refuses(Handle handle, TenantId tenant, String address) {
    return handle
        .createQuery(REFUSES)
        .bind("tenant", tenant.value())
        .bind("address", address)
        .mapTo(Boolean.class)
        .one();
  }

  /// Erases the contents of the oldest mails before an id; returns their number.
  int erase(Handle handle, UUID before, int limit) {
    return handle.createUpdate(ERASE).bind("before", before).bind("limit", limit).execute();
  }
}
