package dev.brass.server.mail;

import dev.brass.server.tenant.TenantId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A mail to send.
///
/// @param text null once it was erased
/// @param html null once it was erased
record StoredMail(
    TenantId tenant,
    UUID id,
    String recipient,
    State state,
    String subject,
    @Nullable String text,
    @Nullable String html,
    String unsubscribe,
    Instant createdAt) {

  /// The state of the mail. See the table.
  enum State {
    /// The `send-mail` job moves it on.
    WAITING,
    /// About test data; stays so.
    HELD,
    /// An SMTP server has it; stays so.
    SENT,
    /// Its recipient wants no mails of this tenant; stays so.
    SUPPRESSED,
    /// Refused permanently, or not accepted for too long; an operator may have its job run again.
    GIVEN_UP;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
