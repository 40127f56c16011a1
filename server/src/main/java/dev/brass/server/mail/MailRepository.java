package dev.brass.server.mail;

import dev.brass.server.db.Columns;
import dev.brass.server.db.Script;
import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The tables `mail` and `mail_refusal`. Thread-safe.
final class MailRepository {

  private static final String INSERT =
      """
      insert into mail (tenant_id, id, about, topic, recipient, state, subject, body_text,
                        body_html, unsubscribe, created_at)
      select * from unnest(:tenants::uuid[], :ids::uuid[], :abouts::uuid[], :topics::text[],
                           :recipients::text[], :states::text[], :subjects::text[],
                           :texts::text[], :htmls::text[], :unsubscribes::text[],
                           :ats::timestamptz[])
      """;

  private static final String GET =
      """
      select tenant_id, id, recipient, state, subject, body_text, body_html, unsubscribe,
             created_at
      from mail where tenant_id = :tenant and id = :id
      """;

  private static final String TRIED =
      """
      update mail
      set tries = tries + 1, state = :state, error = :error,
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
      update mail m set body_text = null, body_html = null
      from (select tenant_id, id from mail where body_text is not null and id < :before
            order by id limit :limit) as old
      where m.tenant_id = old.tenant_id and m.id = old.id
      """;

  void insert(Script script, List<NewMail> mails, Instant at) {
    Columns rows = new Columns();
    for (NewMail mail : mails) {
      rows.add("tenants", mail.tenant().value())
          .add("ids", mail.id())
          .add("abouts", mail.about())
          .add("topics", mail.topic().code())
          .add("recipients", mail.recipient())
          .add("states", (mail.held() ? StoredMail.State.HELD : StoredMail.State.WAITING).code())
          .add("subjects", mail.subject())
          .add("texts", mail.text())
          .add("htmls", mail.html())
          .add("unsubscribes", mail.unsubscribe())
          .add("ats", at);
    }
    script.add(INSERT, rows);
  }

  Optional<StoredMail> get(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(GET)
        .bind("tenant", tenant.value())
        .bind("id", id)
        .map(
            (row, _) ->
                new StoredMail(
                    tenant,
                    id,
                    row.getString("recipient"),
                    StoredMail.State.of(row.getString("state")),
                    row.getString("subject"),
                    row.getString("body_text"),
                    row.getString("body_html"),
                    row.getString("unsubscribe"),
                    row.getObject("created_at", OffsetDateTime.class).toInstant()))
        .findOne();
  }

  /// Stores what became of a mail.
  ///
  /// @param error what was wrong; null when nothing was
  void tried(
      Handle handle, StoredMail mail, StoredMail.State state, @Nullable String error, Instant at) {
    handle
        .createUpdate(TRIED)
        .bind("tenant", mail.tenant().value())
        .bind("id", mail.id())
        .bind("state", state.code())
        .bind("error", error)
        .bind("at", at.toString())
        .execute();
  }

  /// Of what mails were about: whether one has reached its recipient, or none could. Nothing where
  /// none has come to an end.
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

  /// Erases what the oldest mails before an id say; gives how many they were.
  int erase(Handle handle, UUID before, int limit) {
    return handle.createUpdate(ERASE).bind("before", before).bind("limit", limit).execute();
  }
}
